using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

public sealed class FeedScheduleTests
{
    private static readonly TimeZoneInfo Tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    [Fact]
    public void Without_configuration_the_feeds_come_every_five_minutes()
    {
        var schedules = FeedSchedule.Of(Connection([]));

        Assert.Equal(["arrivals", "departures", "inHouse", "modified", "reconcile"], schedules.Select(schedule => schedule.Feed).Order(StringComparer.Ordinal));
        Assert.Equal(At(12, 5), schedules[0].After(At(12, 3)));
    }

    [Fact]
    public void A_cron_expression_is_meant_in_hotel_time()
    {
        var schedule = FeedSchedule.Of(Connection(new() { ["modified"] = "30 3 * * *" })).Single(schedule => schedule.Feed == "modified");

        Assert.Equal(At(18, 30), schedule.After(At(12, 0)));
    }

    [Fact]
    public void Whatever_the_vendor_lists_is_reconciled_every_night_in_hotel_time()
    {
        var schedule = FeedSchedule.Of(Connection([])).Single(schedule => schedule.Feed == "reconcile");

        Assert.Equal(At(18, 0), schedule.After(At(12, 0)));
        Assert.Equal(new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.Reconcile }, schedule.ScopeAt(At(18, 0), Tokyo, new AvailabilityWindow()));
    }

    [Fact]
    public void Empty_text_switches_a_feed_off() =>
        Assert.DoesNotContain(FeedSchedule.Of(Connection(new() { ["arrivals"] = "" })), schedule => schedule.Feed == "arrivals");

    [Theory]
    [InlineData("modified", "* * *")]
    [InlineData("modified", "61 * * * *")]
    [InlineData("invoices", "* * * * *")]
    public void A_wrong_expression_is_named(string feed, string cron)
    {
        var error = Assert.Throws<InvalidOperationException>(() => FeedSchedule.Of(Connection(new() { [feed] = cron })));
        Assert.Contains(feed, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrivals_are_of_the_hotels_own_today()
    {
        var schedule = FeedSchedule.Of(Connection([])).Single(schedule => schedule.Feed == "arrivals");

        var scope = schedule.ScopeAt(At(20, 0), Tokyo, new AvailabilityWindow());

        Assert.Equal(SyncMode.Arrivals, scope.Mode);
        Assert.Equal(new DateOnly(2026, 5, 2), scope.From);
    }

    private static DateTimeOffset At(int hour, int minute) => new(2026, 5, 1, hour, minute, 0, TimeSpan.Zero);

    private static BoundConnection Connection(Dictionary<string, string> schedules) => new()
    {
        Connection = new Connection { Id = "con", HotelId = "htl", Vendor = "script", Schedules = schedules },
        Hotel = new Hotel { Id = "htl", Slug = "h", Name = "H", TimeZone = "Asia/Tokyo", Currency = "JPY" },
        HotelSettings = new HotelSettings(Tokyo, "JPY"),
        Descriptor = ScriptConnector.Descriptor,
        Connector = new ScriptConnector(null!),
        Account = null!,
    };
}
