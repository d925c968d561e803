using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>How far a run is, as it is kept with its checkpoint.</summary>
internal sealed record RunMark
{
    /// <summary>Nothing was read, nothing is known.</summary>
    public static RunMark None { get; } = new();

    /// <summary>Largest share read so far, below 1. Null where nobody can know.</summary>
    public double? Fraction { get; init; }

    /// <summary>Earliest arrival read.</summary>
    public DateOnly? ReadFrom { get; init; }

    /// <summary>Latest arrival read.</summary>
    public DateOnly? ReadUntil { get; init; }

    /// <summary>When the run should end.</summary>
    public DateTimeOffset? EstimatedEnd { get; init; }

    /// <summary>Vendor calls still to be made.</summary>
    public long? CallsLeft { get; init; }

    /// <summary>As it is told. Only an end is 100 %, and only a run that goes on has an end to wait for.</summary>
    public SyncProgress View(SyncRunState state) => new()
    {
        Percent = state == SyncRunState.Completed ? 100 : Fraction is { } fraction ? Math.Floor(fraction * 1000) / 10 : null,
        ReadFrom = ReadFrom,
        ReadUntil = ReadUntil,
        EstimatedEnd = state == SyncRunState.Running ? EstimatedEnd : null,
        CallsLeft = state == SyncRunState.Running ? CallsLeft : null,
    };
}
