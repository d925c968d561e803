using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

/// <summary>The rooms' status has a feed of its own beside the rooms.</summary>
public sealed partial class RoomStatusFeedTests(SharedServers servers)
{
    private static readonly TimeZoneInfo Tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
    private static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_status_is_looked_at_every_five_minutes_and_the_rooms_are_read_hourly_in_between()
    {
        var feeds = FeedSchedule.Of(Connection([])).ToDictionary(schedule => schedule.Feed, StringComparer.Ordinal);

        Assert.Equal(["roomStatus", "rooms"], feeds.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((Noon.AddMinutes(5), Noon.AddMinutes(8)), (feeds["roomStatus"].After(Noon), feeds["rooms"].After(Noon)));
        Assert.Equal(Noon.AddMinutes(68), feeds["rooms"].After(Noon.AddMinutes(8)));
        Assert.Equal(new SyncRunScope { Entity = EntityKind.Room, Mode = SyncMode.RoomStatus }, feeds["roomStatus"].ScopeAt(Noon, Tokyo, new AvailabilityWindow()));
        Assert.Equal(new SyncRunScope { Entity = EntityKind.Room, Mode = SyncMode.Full }, feeds["rooms"].ScopeAt(Noon, Tokyo, new AvailabilityWindow()));
    }

    [Theory]
    [InlineData("roomStatus", "rooms")]
    [InlineData("rooms", "roomStatus")]
    public void Each_is_switched_off_without_the_other(string off, string on) =>
        Assert.Equal(on, Assert.Single(FeedSchedule.Of(Connection(new() { [off] = "" }))).Feed);

    [Fact]
    public async Task A_look_at_the_status_comes_alone_publishes_what_changed_and_removes_nothing()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token, build: configure => ConnectorHost.Build<RoomsConnector>([], configure));
        runtime.Vendor.Answer = http => FakeVendor.JsonAsync(
            http, http.Request.Query["mode"] == "RoomStatus" ? Rooms(("r1", "Clean"), ("r2", "Dirty")) : Rooms(("r1", "Clean"), ("r2", "Clean"), ("r3", "Clean")));
        var time = new ManualTime(Noon);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var scheduling = SchedulerOf(runtime, time).RunAsync(stopping.Token);
        await EventuallyAsync(() => Modes(runtime).Count == 1, "the first read has completed");

        // Less far than to the rooms' own time.
        await EventuallyAsync(
            () =>
            {
                if (time.GetUtcNow() < Noon.AddMinutes(7.5))
                    time.Advance(TimeSpan.FromSeconds(30));
                return Modes(runtime).Count == 2 && runtime.Events.Ids("pms.rooms.changed").Count == 4;
            },
            "the status was looked at and what changed was heard");
        await stopping.CancelAsync();
        await scheduling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Equal(["Full", "RoomStatus"], Modes(runtime));
        Assert.Equal(["/rooms?mode=Full", "/rooms?mode=RoomStatus"], runtime.Vendor.Requests.Select(request => request.Target));
        Assert.Equal(["r1", "r2", "r3", "r2"], runtime.Events.Ids("pms.rooms.changed"));
        Assert.Equal("Dirty", runtime.Events.Of("pms.rooms.changed")[^1].GetProperty("items")[0].GetProperty("value").GetProperty("housekeeping").GetString());
        Assert.Empty(runtime.Events.Removed());
    }

    private static Task EventuallyAsync(Func<bool> condition, string what) => Eventually.TrueAsync(condition, TimeSpan.FromSeconds(30), what, Token);

    /// <summary>Modes of the completed runs.</summary>
    private static List<string?> Modes(RuntimeUnderTest runtime) =>
        [.. runtime.Events.Of("pms.sync.completed").Select(message => message.GetProperty("scope").GetProperty("mode").GetString())];

    /// <summary>One with a clock that the test moves; the service's own is switched off.</summary>
    private static Scheduler SchedulerOf(RuntimeUnderTest runtime, ManualTime time) => ActivatorUtilities.CreateInstance<Scheduler>(
        runtime.Service<IServiceProvider>(), time, new ConfigurationBuilder().Build());

    private static string Rooms(params (string Id, string Status)[] rooms) =>
        $$"""{"rooms":[{{string.Join(',', rooms.Select(room => $$"""{"id":"{{room.Id}}","status":"{{room.Status}}"}"""))}}]}""";

    private static BoundConnection Connection(Dictionary<string, string> schedules) => new()
    {
        Connection = new Connection { Id = "con", HotelId = "htl", Vendor = "script", Schedules = schedules },
        Hotel = new Hotel { Id = "htl", Slug = "h", Name = "H", TimeZone = "Asia/Tokyo", Currency = "JPY" },
        HotelSettings = new HotelSettings(Tokyo, "JPY"),
        Descriptor = RoomsConnector.Descriptor,
        Connector = new RoomsConnector(null!),
        Account = null!,
    };

    /// <summary>Lists nothing but rooms.</summary>
    private sealed class RoomsConnector(ConnectorContext context) : IPmsConnector, IReadsRooms
    {
        public static ConnectorDescriptor Descriptor => ScriptConnector.Descriptor;

        public static IPmsConnector Connect(ConnectorContext context) => new RoomsConnector(context);

        public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => new();

        public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<VendorPage> ReadRoomsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
        {
            var response = await context.Http.SendAsync(
                new VendorRequest { Method = HttpMethod.Get, Path = $"rooms?mode={feed.Mode}", Operation = "rooms" }, cancellationToken);
            var page = new PageBuilder(context.Hotel);
            foreach (var record in page.Read(EntityKind.Room, response.List("rooms").Records, RoomStatusJson.Default.RoomWire, "id"))
                page.AddRoom(record, ToRoom, record.Value.Id);
            return page.Build(nextCursor: null);
        }

        private static Room ToRoom(RoomWire wire) => new()
        {
            ExternalId = Require.Text(wire.Id, "$.id"),
            Number = Require.Text(wire.Id, "$.id"),
            Housekeeping = Enum.Parse<HousekeepingStatus>(Require.Text(wire.Status, "$.status")),
            Service = RoomService.InService,
        };
    }

    internal sealed record RoomWire(string? Id, string? Status);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(RoomWire))]
    internal sealed partial class RoomStatusJson : JsonSerializerContext;
}
