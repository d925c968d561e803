using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>Measures one attempt at a run, page by page: how far it is and when it may end.</summary>
internal sealed class RunMeter(BoundConnection connection, SyncRun run, TimeProvider time)
{
    /// <summary>The limits are asked no more often than that: where pages come faster, nobody waits for them.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly long _callsBefore = connection.Account.Calls;
    private readonly RunEstimate _estimate = new(time);
    private long? _askedAt;
    private DateTimeOffset _limitsEnd;

    /// <summary>Where the run was after the last page.</summary>
    public RunMark Mark { get; private set; } = run.Mark;

    /// <summary>Where the run is after a page.</summary>
    public async Task<RunMark> AfterAsync(PageCut cut, SyncCounts counts, CancellationToken cancellationToken)
    {
        // A limit is of this run alone; only runs without one go on from another's cursor.
        var position = PositionAt(counts.Processed, counts.Total, cut.Page.Fraction);
        _estimate.BeginAt(run.Cursor is null ? 0 : counts.Total is null ? run.Mark.Fraction : PositionAt(run.Counts.Processed, counts.Total, share: null));
        var callsLeft = _estimate.CallsLeft(position, connection.Account.Calls - _callsBefore);
        var (from, until) = run.Scope.Entity == EntityKind.Booking
            ? RunPosition.Arrivals(Mark.ReadFrom, Mark.ReadUntil, cut.Page.Bookings.Select(booking => booking.Arrival))
            : (null, null);
        return Mark = new RunMark
        {
            Fraction = RunPosition.Told(Mark.Fraction, position),
            ReadFrom = from,
            ReadUntil = until,
            CallsLeft = callsLeft,
            EstimatedEnd = _estimate.End(position, callsLeft is { } calls ? await ByLimitsAsync(calls, cancellationToken) : null),
        };
    }

    private double? PositionAt(long processed, long? total, double? share) => RunPosition.Of(run.Carried + processed, total, run.Scope.Limit, share);

    private async Task<TimeSpan> ByLimitsAsync(long calls, CancellationToken cancellationToken)
    {
        if (_askedAt is not { } asked || time.GetElapsedTime(asked) >= Rest)
        {
            _limitsEnd = time.GetUtcNow() + await connection.Account.Budget.ForecastAsync(calls, cancellationToken);
            _askedAt = time.GetTimestamp();
        }

        return _limitsEnd - time.GetUtcNow();
    }
}
