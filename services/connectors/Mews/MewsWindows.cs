using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Which time of a record a window is about.</summary>
internal enum MewsClock
{
    Updated,
    ScheduledStart,
    ScheduledEnd,
    Colliding,
    Created,
    Closed,
    Deadline,
}

/// <summary>
/// A span of time that Mews is asked for, three months at a time, oldest first. Windows include their start and exclude their end
/// (https://mews-systems.gitbook.io/connector-api/operations/_objects#time-interval), so windows that touch neither miss nor repeat a record.
/// </summary>
internal sealed record MewsSpan(MewsClock Clock, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Before that there was no Mews: an older start would only ask for empty windows.</summary>
    private static readonly DateTimeOffset Beginning = new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int MonthsOfWindow = 3;

    /// <summary>What Mews changed in a span. Rounded outwards to seconds, the finest it is asked in.</summary>
    public static MewsSpan Updates(DateTimeOffset since, DateTimeOffset until)
    {
        var end = Second(until) + TimeSpan.FromSeconds(1);
        var start = Second(since < Beginning ? Beginning : since);
        return new MewsSpan(MewsClock.Updated, start < end ? start : end - TimeSpan.FromSeconds(1), end);
    }

    /// <summary>Who is in the house. Who is late to leave, or came before the scheduled hour, is there outside of the scheduled times.</summary>
    public static MewsSpan InHouse(DateTimeOffset now) => new(MewsClock.Colliding, now.AddDays(-30), now.AddDays(1));

    /// <summary>The instant a feed asks for changes from; null when it asks for everything, as one from before the beginning does.</summary>
    public static DateTimeOffset? SinceOf(Feed feed) => feed.Mode == SyncMode.ModifiedSince && feed.ChangedSince > Beginning ? feed.ChangedSince : null;

    /// <summary>The span of a feed of bookings; null when it has none, because everything is wanted.</summary>
    public static MewsSpan? OfBookings(Feed feed, DateTimeOffset? historyFrom, TimeZoneInfo zone) => feed.Mode switch
    {
        SyncMode.ModifiedSince when SinceOf(feed) is { } since => Updates(since, feed.StartedAt),
        SyncMode.Arrivals => Days(MewsClock.ScheduledStart, feed, zone),
        SyncMode.Departures => Days(MewsClock.ScheduledEnd, feed, zone),

        // Who is late to leave, or came before the scheduled hour, is in the house outside of the scheduled times.
        SyncMode.InHouse => new MewsSpan(MewsClock.Colliding, feed.StartedAt.AddDays(-30), feed.StartedAt.AddDays(1)),
        // Everything since the beginning is everything: the list without windows takes the fewest calls.
        _ => historyFrom is { } from ? Updates(from, feed.StartedAt) : null,
    };

    /// <summary>The window that begins at an instant of the span.</summary>
    public MewsInterval WindowAt(DateTimeOffset start) => new(UtcInstant.Format(start), UtcInstant.Format(EndOfWindow(start)));

    /// <summary>Where the next window begins; null after the last.</summary>
    public DateTimeOffset? After(DateTimeOffset start) => EndOfWindow(start) is var end && end < End ? end : null;

    /// <summary>
    /// How much of the span a read has behind it that goes on at an instant: by time, since Mews announces no totals. Windows that are begun do not count.
    /// </summary>
    /// <param name="next">Start of the window that is read next; null when none is left.</param>
    public double FractionAt(DateTimeOffset? next) => next is { } start ? Math.Clamp((start - Start) / (End - Start), 0, 1) : 1;

    /// <summary>The query for the window that begins at an instant of the span.</summary>
    public MewsQuery Filter(MewsQuery query, DateTimeOffset start) => Clock switch
    {
        MewsClock.ScheduledStart => query with { ScheduledStartUtc = WindowAt(start) },
        MewsClock.ScheduledEnd => query with { ScheduledEndUtc = WindowAt(start) },
        MewsClock.Colliding => query with { CollidingUtc = WindowAt(start), States = ["Started"] },
        MewsClock.Created => query with { CreatedUtc = WindowAt(start) },
        MewsClock.Closed => query with { ClosedUtc = WindowAt(start) },
        MewsClock.Deadline => query with { DeadlineUtc = WindowAt(start) },
        _ => query with { UpdatedUtc = WindowAt(start) },
    };

    private static MewsSpan Days(MewsClock clock, Feed feed, TimeZoneInfo zone)
    {
        var from = feed.From ?? throw Missing(feed, nameof(feed.From));
        var until = feed.Until ?? throw Missing(feed, nameof(feed.Until));
        return new MewsSpan(clock, HotelTime.InstantOf(from, TimeOnly.MinValue, zone), HotelTime.InstantOf(until.AddDays(1), TimeOnly.MinValue, zone));
    }

    private DateTimeOffset EndOfWindow(DateTimeOffset start) => start.AddMonths(MonthsOfWindow) is var end && end < End ? end : End;

    private static DateTimeOffset Second(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    private static ArgumentException Missing(Feed feed, string member) => new($"A feed of {feed.Mode} needs {member}.", nameof(feed));
}

/// <summary>Where a read stands: the window it is in, and Mews' own cursor within it.</summary>
/// <param name="Window">Start of the window; null for reads without windows.</param>
/// <param name="Cursor">Mews' cursor; null for the first page of the window.</param>
internal sealed record MewsCursor(DateTimeOffset? Window, string? Cursor)
{
    private const char Separator = '|';

    /// <summary>Reads a cursor of ours; null, which begins again, for what is none.</summary>
    public static MewsCursor? Find(string? text)
    {
        var cut = text?.IndexOf(Separator, StringComparison.Ordinal) ?? -1;
        if (cut < 0)
            return null;

        var window = UtcInstant.Find(text![..cut]);
        return window is null && cut > 0 ? null : new MewsCursor(window, Tidy.Text(text[(cut + 1)..]));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Window is { } window ? UtcInstant.Format(window) : "")}{Separator}{Cursor}");

    /// <summary>Where the read goes on after a page; null when it is over.</summary>
    /// <param name="next">Mews' cursor of the next page; null after the last of the window.</param>
    /// <param name="span">The span of the read; null for reads without windows.</param>
    public MewsCursor? Advance(string? next, MewsSpan? span)
    {
        if (next is not null)
            return this with { Cursor = next };

        return Window is { } window && span?.After(window) is { } following ? new MewsCursor(following, null) : null;
    }
}
