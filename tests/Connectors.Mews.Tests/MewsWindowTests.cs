using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Mews.Tests;

public sealed class MewsWindowTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 5, 6, 789, TimeSpan.Zero);

    [Fact]
    public void Windows_touch_are_at_most_three_months_long_and_cover_the_span() =>
        Prop.ForAll(Gen.Choose(0, 12 * 365 * 24 * 60).ToArbitrary(), minutes =>
        {
            var since = Now.AddMinutes(-minutes);
            var span = MewsSpan.Updates(since, Now);
            var windows = new List<(DateTimeOffset Start, DateTimeOffset End)>();
            for (DateTimeOffset? start = span.Start; start is { } at; start = span.After(at))
            {
                var window = span.WindowAt(at);
                windows.Add((Instant(window.StartUtc), Instant(window.EndUtc)));
            }

            Assert.True(windows[0].Start <= since && windows[^1].End > Now);
            Assert.All(windows, window => Assert.True(window.Start < window.End && window.End <= window.Start.AddMonths(3)));
            Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void The_share_that_was_read_grows_from_window_to_window_to_the_whole() =>
        Prop.ForAll(Gen.Choose(0, 12 * 365 * 24 * 60).ToArbitrary(), minutes =>
        {
            var span = MewsSpan.Updates(Now.AddMinutes(-minutes), Now);
            var shares = new List<double>();
            for (DateTimeOffset? start = span.Start; start is { } at; start = span.After(at))
                shares.Add(span.FractionAt(at));
            shares.Add(span.FractionAt(null));

            Assert.Equal((0, 1), (shares[0], shares[^1]));
            Assert.All(shares.Zip(shares.Skip(1)), pair => Assert.True(pair.First < pair.Second));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData("Pacific/Tongatapu", "2026-11-19T11:00:00Z", "2026-11-21T11:00:00Z")]
    [InlineData("Pacific/Honolulu", "2026-11-20T10:00:00Z", "2026-11-22T10:00:00Z")]
    [InlineData("Europe/Budapest", "2026-11-19T23:00:00Z", "2026-11-21T23:00:00Z")]
    public void Days_of_arrivals_are_the_hotels_days(string zone, string start, string end)
    {
        var feed = new Feed { Mode = SyncMode.Arrivals, From = new(2026, 11, 20), Until = new(2026, 11, 21), StartedAt = Now };
        var span = MewsSpan.OfBookings(feed, null, TimeZoneInfo.FindSystemTimeZoneById(zone))!;
        Assert.Equal(new MewsInterval(start, end), span.Filter(new MewsQuery(), span.Start).ScheduledStartUtc);
        Assert.Null(span.After(span.Start));
    }

    [Theory]
    [InlineData("2027-03-28", "2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z")]
    [InlineData("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    public void Days_of_clock_changes_have_23_and_25_hours(string date, string start, string end)
    {
        var day = DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var feed = new Feed { Mode = SyncMode.Departures, From = day, Until = day, StartedAt = Now };
        var span = MewsSpan.OfBookings(feed, null, MewsHttp.Aurora.TimeZone)!;
        Assert.Equal(new MewsInterval(start, end), span.Filter(new MewsQuery(), span.Start).ScheduledEndUtc);
    }

    [Fact]
    public void Who_is_late_to_leave_is_still_in_the_house()
    {
        var span = MewsSpan.OfBookings(new Feed { Mode = SyncMode.InHouse, StartedAt = Now }, null, MewsHttp.Aurora.TimeZone)!;
        var query = span.Filter(new MewsQuery(), span.Start);
        Assert.Equal(["Started"], query.States);
        Assert.True(Instant(query.CollidingUtc!.StartUtc) < Now.AddDays(-7) && Instant(query.CollidingUtc.EndUtc) > Now);
    }

    [Fact]
    public void Changes_since_before_there_was_a_Mews_are_everything()
    {
        var feed = new Feed { Mode = SyncMode.ModifiedSince, ChangedSince = DateTimeOffset.UnixEpoch, StartedAt = Now };
        Assert.Null(MewsSpan.OfBookings(feed, null, MewsHttp.Aurora.TimeZone));
    }

    [Fact]
    public void A_span_of_nothing_is_a_second() =>
        Assert.Equal(new MewsInterval("2026-11-21T04:05:06Z", "2026-11-21T04:05:07Z"), MewsSpan.Updates(Now.AddDays(1), Now) is var span ? span.WindowAt(span.Start) : null);

    [Theory]
    [InlineData("2026-05-01T00:00:00Z|abc|def", "abc|def")]
    [InlineData("|abc", "abc")]
    [InlineData("2026-05-01T00:00:00Z|", null)]
    public void A_cursor_survives_being_written_down(string text, string? cursor)
    {
        var found = MewsCursor.Find(text)!;
        Assert.Equal(cursor, found.Cursor);
        Assert.Equal(text, found.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("yesterday|abc")]
    public void What_is_no_cursor_begins_again(string? text) => Assert.Null(MewsCursor.Find(text));

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
