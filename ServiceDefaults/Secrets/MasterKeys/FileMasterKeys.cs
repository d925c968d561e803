using Microsoft.Extensions.Logging;

namespace PmsPlatform.ServiceDefaults.Secrets.MasterKeys;

/// <summary>
/// Master keys from a file that is read again when it changes: a new key is put in front while the service runs. What cannot be used is said once and
/// the keys of before go on.
/// </summary>
internal sealed partial class FileMasterKeys(string path, TimeProvider time, ILogger<FileMasterKeys> logger) : LocalMasterKeys
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private IReadOnlyList<LocalMasterKey> _keys = [];
    private MasterKeyException? _fault;
    private (DateTime Changed, long Length)? _seen;
    private long _looked;

    public override string Name => "file";

    protected override IReadOnlyList<LocalMasterKey> Keys
    {
        get
        {
            lock (_gate)
            {
                if (_seen is null || time.GetElapsedTime(_looked) >= LookAgain)
                    Look();
                return _keys.Count > 0 ? _keys : throw new MasterKeyException(_fault!.Fault, _fault.Message, _fault);
            }
        }
    }

    /// <summary>Reads the file now. A file that is not there is no problem of the configuration: it may come.</summary>
    /// <exception cref="StartupConfigurationException">It may be read by others, or a key in it is weak.</exception>
    public void Check()
    {
        try
        {
            MasterKeyFile.Read(path);
        }
        catch (MasterKeyException exception)
        {
            Log.NotThere(logger, path, exception.InnerException?.GetType().Name);
        }
    }

    private void Look()
    {
        _looked = time.GetTimestamp();
        var file = new FileInfo(path);
        var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (_seen == now && _fault is null)
            return;

        var isNew = _seen != now;
        _seen = now;
        try
        {
            _keys = MasterKeyFile.Read(path);
            _fault = null;
            if (isNew)
                Log.Read(logger, _keys.Count, _keys[0].Id);
        }
        catch (Exception exception) when (exception is StartupConfigurationException or MasterKeyException)
        {
            _fault = exception as MasterKeyException
                ?? new MasterKeyException(MasterKeyFault.Missing, "The master key file cannot be used; the log says why.", exception);
            if (isNew)
                Log.Unusable(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The master key file holds {Count} keys; {MasterKeyId} wraps")]
        public static partial void Read(ILogger logger, int count, string masterKeyId);

        [LoggerMessage(2, LogLevel.Error, "The master key file cannot be used: {Reason}")]
        public static partial void Unusable(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Error, "The master key file {Path} is not there ({Fault}): what it protects cannot be read until it comes")]
        public static partial void NotThere(ILogger logger, string path, string? fault);
    }
}
