namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>Why a master key did not do its work.</summary>
public enum MasterKeyFault
{
    /// <summary>No master key is configured, or its file is not there.</summary>
    Missing,

    /// <summary>Master keys are there, but not the one that is asked for.</summary>
    Unknown,

    /// <summary>The wrapped bytes are not what the master key made.</summary>
    Damaged,

    /// <summary>The vault does not answer, or is sealed: passes by itself or with the vault's operators.</summary>
    Unreachable,

    /// <summary>The vault refuses: token, policy, path or key are not right.</summary>
    Refused,
}

/// <summary>A master key did not do its work. The message tells people what to do and holds no secret and no address.</summary>
public sealed class MasterKeyException : Exception
{
    /// <summary>With the fault and what to do.</summary>
    public MasterKeyException(MasterKeyFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What went wrong.</summary>
    public MasterKeyFault Fault { get; }

    /// <summary>True when it may pass without anybody changing the configuration.</summary>
    public bool MayPass => Fault is MasterKeyFault.Unreachable;
}
