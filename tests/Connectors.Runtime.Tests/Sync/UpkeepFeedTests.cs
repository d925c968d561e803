using Microsoft.Extensions.Configuration;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

/// <summary>When nights, maintenance and tasks are read, and which nights.</summary>
public sealed class UpkeepFeedTests
{
    private static readonly TimeZoneInfo Tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
    private static readonly DateTimeOffset Evening = new(2026, 5, 1, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nights_are_read_hourly_and_maintenance_and_tasks_every_quarter_of_an_hour()
    {
        var feeds = FeedSchedule.Of(Connection()).ToDictionary(schedule => schedule.Feed, schedule => schedule.After(Evening), StringComparer.Ordinal);

        Assert.Equal(["availability", "housekeepingTasks", "maintenance"], feeds.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((Evening.AddMinutes(17), Evening.AddMinutes(15)), (feeds["availability"], feeds["maintenance"]));
    }

    [Fact]
    public void Where_each_room_type_takes_a_call_nights_are_read_four_times_a_day()
    {
        var connection = Connection(ScriptConnector.Descriptor with { AvailabilityByRoomType = true });

        var schedule = FeedSchedule.Of(connection).Single(schedule => schedule.Feed == "availability");

        // 05:17 in Tokyo is past; the next is 06:17.
        Assert.Equal(Evening.AddMinutes(77), schedule.After(Evening));
        Assert.Equal(Evening.AddMinutes(77).AddHours(6), schedule.After(Evening.AddMinutes(77)));
    }

    [Fact]
    public void The_nights_are_those_from_the_hotels_own_today()
    {
        var scope = new AvailabilityWindow { Days = 30 }.ScopeAt(Evening, Tokyo);

        Assert.Equal((EntityKind.Availability, SyncMode.Full), (scope.Entity, scope.Mode));
        Assert.Equal((new DateOnly(2026, 5, 2), new DateOnly(2026, 5, 31)), (scope.From, scope.Until));
        Assert.Equal(90, new AvailabilityWindow().Days);
    }

    [Theory]
    [InlineData("Days", "0")]
    [InlineData("Days", "367")]
    [InlineData("Days", "many")]
    [InlineData("Nights", "30")]
    public void A_window_that_cannot_be_used_is_named_at_start(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Pms:Availability:{key}", value)]).Build();
        var error = Assert.Throws<StartupConfigurationException>(() => AvailabilityWindow.Read(configuration));
        Assert.Contains("Pms:Availability", error.Message, StringComparison.Ordinal);
    }

    private static BoundConnection Connection(ConnectorDescriptor? descriptor = null) => new()
    {
        Connection = new Connection { Id = "con", HotelId = "htl", Vendor = "script" },
        Hotel = new Hotel { Id = "htl", Slug = "h", Name = "H", TimeZone = "Asia/Tokyo", Currency = "JPY" },
        HotelSettings = new HotelSettings(Tokyo, "JPY"),
        Descriptor = descriptor ?? ScriptConnector.Descriptor,
        Connector = new UpkeepConnector(),
        Account = null!,
    };

    /// <summary>Lists nothing but nights, maintenance and tasks.</summary>
    private sealed class UpkeepConnector : IPmsConnector, IReadsAvailability, IReadsMaintenance, IReadsHousekeepingTasks
    {
        public static ConnectorDescriptor Descriptor => ScriptConnector.Descriptor;

        public static IPmsConnector Connect(ConnectorContext context) => new UpkeepConnector();

        public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => new();

        public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<VendorPage> ReadAvailabilityAsync(Feed feed, string? cursor, CancellationToken cancellationToken) => Task.FromResult(new VendorPage());

        public Task<VendorPage> ReadMaintenanceAsync(Feed feed, string? cursor, CancellationToken cancellationToken) => Task.FromResult(new VendorPage());

        public Task<VendorPage> ReadHousekeepingTasksAsync(Feed feed, string? cursor, CancellationToken cancellationToken) => Task.FromResult(new VendorPage());
    }
}
