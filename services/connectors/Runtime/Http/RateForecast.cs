namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>A rate window as it stands: how long a call holds its place, and how long until each place is free again.</summary>
/// <param name="Span">How long a call holds a place.</param>
/// <param name="Waits">One wait for each place, zero for a free one.</param>
internal sealed record WindowState(TimeSpan Span, IReadOnlyList<TimeSpan> Waits);

/// <summary>When calls may pass rate windows, if they follow each other as fast as these allow. Exact, since a window is nothing but its places.</summary>
internal static class RateForecast
{
    /// <summary>Beyond that the windows turn over so often that the rest goes in proportion.</summary>
    private const int MostPlayed = 50_000;

    /// <summary>Who is told of so many years is told enough.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>How long from now until the last of so many calls may be sent. Zero for none.</summary>
    /// <param name="calls">Further calls.</param>
    /// <param name="windows">All windows; a call takes a place in each of them.</param>
    /// <param name="pause">How long no call may be sent at all, because the vendor said so.</param>
    public static TimeSpan UntilLast(long calls, IReadOnlyList<WindowState> windows, TimeSpan pause)
    {
        if (calls <= 0)
            return TimeSpan.Zero;

        var start = pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
        var places = windows.Select(window => (window.Span, Free: new Queue<TimeSpan>(window.Waits.Order()))).Where(window => window.Free.Count > 0).ToList();
        if (places.Count == 0)
            return start;

        var played = (int)Math.Min(calls, MostPlayed);
        var now = start;
        for (var call = 0; call < played; call++)
        {
            // A place is free again a span after it was taken, so that the queues stay in order by themselves.
            foreach (var (_, free) in places)
                now = Later(now, free.Dequeue());
            foreach (var (span, free) in places)
                free.Enqueue(now + span);
        }

        var proportion = (now - start).TotalSeconds * ((double)calls / played);
        return calls == played ? now : proportion < Longest.TotalSeconds ? start + TimeSpan.FromSeconds(proportion) : Longest;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one >= other ? one : other;
}
