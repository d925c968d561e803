namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>
/// Estimates the end of one attempt at a run from two clocks: the pace so far, and the vendor's limits for the calls that are left. The limits know of the
/// slow stretch after a burst that the pace has not met yet; the pace knows of slow answers that the limits do not.
/// </summary>
internal sealed class RunEstimate(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private double? _from;

    /// <summary>Where this attempt begins. The first call counts.</summary>
    /// <param name="position">The run's position before the first page of the attempt; null where it is not known.</param>
    public void BeginAt(double? position) => _from ??= position;

    /// <summary>Calls still to be made. Null while nobody can know.</summary>
    /// <param name="position">Where the run is now.</param>
    /// <param name="calls">Calls this attempt has made.</param>
    public long? CallsLeft(double? position, long calls) =>
        Advance(position) is { } advance && calls > 0 ? (long)Math.Min(int.MaxValue, Math.Ceiling(calls * (1 - position!.Value) / advance)) : null;

    /// <summary>When the run should end. Null while nobody can know.</summary>
    /// <param name="position">Where the run is now.</param>
    /// <param name="byLimits">How long the calls that are left take at the least; null where it is not known.</param>
    public DateTimeOffset? End(double? position, TimeSpan? byLimits)
    {
        var elapsed = time.GetElapsedTime(_began);
        if (Advance(position) is not { } advance || elapsed <= TimeSpan.Zero)
            return null;

        var seconds = Math.Max(elapsed.TotalSeconds * (1 - position!.Value) / advance, byLimits?.TotalSeconds ?? 0);
        return seconds < Longest.TotalSeconds ? time.GetUtcNow() + TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>Beyond that an estimate is a guess about the weather.</summary>
    private static TimeSpan Longest => TimeSpan.FromDays(365);

    private double? Advance(double? position) => position - _from is { } advance and > 0 ? advance : null;
}
