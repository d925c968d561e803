using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;
using Hook = PmsPlatform.Connectors.Runtime.Tests.Webhooks.InboxUnderTest<PmsPlatform.Connectors.Runtime.Tests.Webhooks.Signed>;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

public sealed class SyncedEntitiesTests(SharedServers servers)
{
    private const string TwoOfOneGuest = """{"bookings":[{"id":"b1","arrival":"2030-01-01","guest":"Sample"},{"id":"b2","arrival":"2030-01-01"},{"id":"b3","arrival":"soon","guest":"Sample"}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Without_the_setting_everything_is_synced() => Assert.All(Enum.GetValues<EntityKind>(), kind => Assert.True(Of(null).Has(kind)));

    [Theory]
    [InlineData(new[] { "bookings" }, new[] { EntityKind.Booking })]
    [InlineData(new[] { "Guests", "bookings", "bookings" }, new[] { EntityKind.Booking, EntityKind.Guest })]
    public void What_is_named_is_synced_and_nothing_else(string[] names, EntityKind[] expected) =>
        Assert.Equal(expected, ((EntityKind[])[EntityKind.Booking, EntityKind.Guest, EntityKind.Room]).Where(Of(names).Has));

    [Theory]
    [InlineData("Entities is empty; leave it out to sync all of bookings, guests.")]
    [InlineData("Entities has 'booking', which is no entity; Script PMS offers bookings, guests.", "bookings", "booking")]
    [InlineData("Entities has 'rooms', which Script PMS does not list; it offers bookings, guests.", "rooms")]
    public void What_cannot_be_is_said_precisely(string message, params string[] names) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Of(names)).Message);

    [Fact]
    public async Task A_connection_with_a_wrong_setting_is_not_served_and_the_log_says_why()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token, configure: With("rooms"));

        using var answer = await runtime.PostAsync("/sync/bookings", "{}", Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Connection con_one cannot be used. Entities has 'rooms', which Script PMS does not list", runtime.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_guests_off_bookings_travel_and_no_profile_that_came_along_does()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token, configure: With("bookings"));
        runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, TwoOfOneGuest);

        var answer = await runtime.SyncAsync(Token);
        await Eventually.TrueAsync(() => runtime.Events.Ids("pms.bookings.changed").Count == 2, TimeSpan.FromSeconds(20), "the bookings are heard", Token);

        Assert.Empty(runtime.Events.Of("pms.guests.changed"));
        var counts = (await runtime.RunAsync(answer.SyncLogId, Token)).Counts;
        Assert.Equal((3L, 0L, 1L), (counts.Processed, counts.Related, counts.Failed));
    }

    [Fact]
    public async Task A_sync_of_what_is_off_is_422_names_the_setting_and_costs_no_call()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token, configure: With("guests"));

        using var answer = await runtime.PostAsync("/sync/bookings", "{}", Token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(("urn:pms:problem:not-processable", "Entities"), (problem.GetProperty("type").GetString(), problem.GetProperty("setting").GetString()));
        Assert.Equal("Bookings are not synced on this connection: its setting Entities names guests only.", problem.GetProperty("detail").GetString());
        Assert.Empty(runtime.Vendor.Requests);
    }

    [Fact]
    public async Task A_run_that_was_queued_before_its_entity_was_switched_off_ends_with_the_reason()
    {
        await using var runtime = await RuntimeUnderTest.StartAsync(servers, Token, configure: With("guests"));

        var id = await runtime.Service<SyncRunStore>().EnqueueAsync("con_one", "htl_one", new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.Full }, "c", Token);

        await Eventually.TrueAsync(async () => (await runtime.RunAsync(id, Token)).State == SyncRunState.Failed, TimeSpan.FromSeconds(20), "it has ended", Token);
        var run = await runtime.RunAsync(id, Token);
        Assert.Equal("Unsupported", run.ErrorKind);
        Assert.Contains("its setting Entities names guests only", run.Reason, StringComparison.Ordinal);
        Assert.Empty(runtime.Vendor.Requests);
    }

    [Fact]
    public void What_is_off_is_not_scheduled()
    {
        var connection = new BoundConnection
        {
            Connection = new Connection { Id = "con", HotelId = "htl", Vendor = "script" },
            Hotel = null!,
            HotelSettings = new HotelSettings(TimeZoneInfo.Utc, "EUR"),
            Descriptor = ScriptConnector.Descriptor,
            Connector = new ScriptConnector(null!),
            Account = null!,
            Entities = Of(["guests"]),
        };

        Assert.Empty(FeedSchedule.Of(connection));
    }

    [Fact]
    public async Task A_delivery_that_names_only_what_is_off_is_ignored_with_the_reason_and_nothing_is_fetched()
    {
        await using var inbox = await Hook.StartAsync(servers, Token, configuration => With("bookings")(configuration));

        await inbox.AcceptedAsync("""{"guests":["g1"]}""", Token);
        await inbox.UntilAsync(InboxState.Ignored, 1, Token);

        var row = Assert.Single((await inbox.ListAsync(Token)).Items);
        Assert.Equal("guests are not synced on this connection: its setting Entities names bookings only", row.Reason);
        Assert.Empty(inbox.Vendor.Requests);
    }

    [Fact]
    public void Of_a_delivery_that_brings_both_the_wanted_part_is_kept()
    {
        var booking = new Booking
        {
            ExternalId = "b",
            Status = BookingStatus.Confirmed,
            VendorStatus = "x",
            Arrival = new(2030, 1, 1),
            Departure = new(2030, 1, 2),
            Channel = BookingChannel.Direct,
            Guests = [new BookingGuest { ExternalId = "g", Phone = "+36 20 555 0123", IsPrimary = true }],
        };
        var reading = new WebhookReading { Records = new MappedRecords { Bookings = [booking], Guests = [new Guest { ExternalId = "g" }] }, Named = [new(EntityKind.Guest, "g")] };

        var kept = Of(["bookings"]).Keep(reading);

        Assert.Null(kept.Ignored);
        Assert.Empty(kept.Records.Guests);
        Assert.Empty(kept.Named);
        Assert.Same(booking, Assert.Single(kept.Records.Bookings));
    }

    private static SyncedEntities Of(string[]? names) => SyncedEntities.Of(names, new ScriptConnector(null!), ScriptConnector.Descriptor.Name);

    private static Action<Dictionary<string, string?>> With(params string[] names) => configuration =>
    {
        foreach (var (number, name) in names.Index())
            configuration[string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Pms:Connections:0:Entities:{number}")] = name;
    };
}
