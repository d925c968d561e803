using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>What becomes of a write after a try.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why the try failed; null when it did not.</param>
/// <param name="Doubtful">The try may have arrived: the vendor is asked before the next one.</param>
/// <param name="Wait">Until the next try.</param>
/// <param name="VendorReference">What the vendor calls it; null where unknown.</param>
internal sealed record WriteVerdict(WriteBackState State, string? Reason, bool Doubtful, TimeSpan Wait, string? VendorReference)
{
    public static WriteVerdict Succeeded(string? vendorReference) => new(WriteBackState.Succeeded, null, false, TimeSpan.Zero, vendorReference);
}

/// <summary>Where a write stood before a try.</summary>
/// <param name="Repeatable">Whether doing it twice does no harm.</param>
/// <param name="Failures">Tries in a row that failed.</param>
/// <param name="Age">Since it was accepted.</param>
internal readonly record struct WriteSituation(bool Repeatable, int Failures, TimeSpan Age);

/// <summary>
/// The rules of a write's life, and nothing else. A try that may have arrived is never simply repeated where that would do harm; a write that grew too old ends,
/// and says honestly whether it may have arrived.
/// </summary>
internal sealed class WriteCourse(WriteBackOptions options, Func<double> jitter)
{
    /// <summary>Tries that may fail by a fault of the connector itself.</summary>
    private const int MostFaults = 5;

    /// <summary>The vendor was called and threw.</summary>
    public WriteVerdict AfterCall(WriteSituation situation, VendorErrorKind kind, string reason) => kind switch
    {
        VendorErrorKind.Rejected or VendorErrorKind.NotFound or VendorErrorKind.Unsupported => Failed(reason),
        VendorErrorKind.Uncertain or VendorErrorKind.Malformed => Again(situation, reason, doubtful: true),
        _ => Again(situation, reason, doubtful: false),
    };

    /// <summary>
    /// The vendor was asked what became of an earlier try and answered. Null: it may be tried now.
    /// </summary>
    public static WriteVerdict? AfterLook(WriteSituation situation, WriteTrace trace) => trace.Presence switch
    {
        WritePresence.Arrived => WriteVerdict.Succeeded(trace.VendorReference),
        WritePresence.Untold when !situation.Repeatable => Uncertain("Its answer was lost, and the vendor cannot tell whether it arrived."),
        _ => null,
    };

    /// <summary>The vendor was asked the same and threw. Null as above.</summary>
    public WriteVerdict? AfterLook(WriteSituation situation, VendorErrorKind kind, string reason) => kind switch
    {
        VendorErrorKind.Rejected or VendorErrorKind.NotFound or VendorErrorKind.Unsupported => AfterLook(situation, WriteTrace.Untold),
        _ => Again(situation, reason, doubtful: true),
    };

    /// <summary>The connector itself broke: nobody knows how far it came.</summary>
    public WriteVerdict AfterFault(WriteSituation situation, string reason) =>
        situation.Failures + 1 >= MostFaults ? GivenUp(situation, reason, doubtful: true) : Again(situation, reason, doubtful: true);

    /// <summary>What was accepted cannot be read any more.</summary>
    public static WriteVerdict Unreadable(bool doubtful) => doubtful
        ? Uncertain("What was to be written cannot be read any more, and an earlier try may have arrived.")
        : Failed("What was to be written cannot be read any more.");

    private WriteVerdict Again(WriteSituation situation, string reason, bool doubtful)
    {
        if (situation.Age >= options.GiveUpAfter)
            return GivenUp(situation, reason, doubtful);

        // The last try falls on the day it is given up, not some minutes later.
        var wait = Backoff(situation.Failures);
        if (doubtful && !situation.Repeatable && wait < options.LookAfter)
            wait = options.LookAfter;
        var left = options.GiveUpAfter - situation.Age;
        return new WriteVerdict(WriteBackState.Queued, reason, doubtful, wait < left ? wait : left, null);
    }

    private static WriteVerdict GivenUp(WriteSituation situation, string reason, bool doubtful) =>
        doubtful && !situation.Repeatable ? Uncertain(reason) : Failed(reason);

    private TimeSpan Backoff(int failures)
    {
        var doubled = options.FirstBackoff * Math.Pow(2, Math.Min(failures, 30));
        return (doubled < options.LongestBackoff ? doubled : options.LongestBackoff) * (0.75 + (0.25 * jitter()));
    }

    private static WriteVerdict Failed(string reason) => new(WriteBackState.Failed, reason, false, TimeSpan.Zero, null);

    private static WriteVerdict Uncertain(string reason) => new(WriteBackState.Uncertain, reason, true, TimeSpan.Zero, null);
}
