using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.TestKit;
using Hook = PmsPlatform.Connectors.Runtime.Tests.Webhooks.InboxUnderTest<PmsPlatform.Connectors.Runtime.Tests.Webhooks.Signed>;

namespace PmsPlatform.Connectors.Runtime.Tests.Mapping;

/// <summary>Members that a hotel wants filled from another field than the connector takes.</summary>
public sealed class FieldOverridesTests(SharedServers servers)
{
    private static readonly Booking Mapped = new()
    {
        ExternalId = "b1",
        Status = BookingStatus.Confirmed,
        VendorStatus = "Confirmed",
        Arrival = new DateOnly(2030, 6, 1),
        Departure = new DateOnly(2030, 6, 3),
        Channel = BookingChannel.Other,
        Adults = 1,
        Notes = "as the connector has it",
    };

    [Theory]
    [InlineData("""{"origin":"Web"}""", BookingChannel.Direct)]
    [InlineData("""{"origin":" Web "}""", BookingChannel.Direct)]
    [InlineData("""{"origin":"Fair"}""", BookingChannel.Agent)]
    [InlineData("""{"origin":null}""", BookingChannel.Agent)]
    [InlineData("{}", BookingChannel.Agent)]
    public void A_word_of_the_hotel_means_what_the_rule_says_and_anything_else_the_default(string record, BookingChannel channel) =>
        Assert.Equal(channel, MapBooking(record, ("bookings.channel", new FieldOverride { From = "/origin", Values = Of(("Web", "Direct")), Default = "Agent" })).Bookings.Single().Channel);

    [Fact]
    public void Without_a_default_the_member_stays_as_the_connector_has_it()
    {
        var booking = MapBooking("""{"origin":"Fair"}""", ("bookings.channel", new FieldOverride { From = "/origin", Values = Of(("Web", "Direct")) }), ("bookings.notes", new FieldOverride { From = "/none" })).Bookings.Single();

        Assert.Equal((BookingChannel.Other, "as the connector has it"), (booking.Channel, booking.Notes));
    }

    [Fact]
    public void Fields_are_found_in_objects_and_lists_and_numbers_and_yes_or_no_become_what_they_are()
    {
        var booking = MapBooking(
            """{"custom":[{"a/b":{"pax":"3"}},"x"],"children":2}""",
            ("bookings.adults", new FieldOverride { From = "/custom/0/a~1b/pax" }), ("bookings.children", new FieldOverride { From = "/children" }), ("bookings.notes", new FieldOverride { From = "/custom/1" })).Bookings.Single();

        Assert.Equal((3, 2, "x"), (booking.Adults, booking.Children, booking.Notes));
        Assert.True(MapGuest("""{"flags":{"vip":true}}""", ("guests.vip", new FieldOverride { From = "/flags/vip" })).Vip);
    }

    [Theory]
    [InlineData("""{"pax":"many"}""", "$.pax")]
    [InlineData("""{"pax":-1}""", "$.pax")]
    [InlineData("""{"pax":{"adults":2}}""", "$.pax")]
    public void What_cannot_become_the_member_goes_to_quarantine_with_the_vendors_path(string record, string path)
    {
        var page = MapBooking(record, ("bookings.adults", new FieldOverride { From = "/pax" }));

        Assert.Empty(page.Bookings);
        Assert.Equal(path, Assert.Single(page.Unmapped).Path);
    }

    [Fact]
    public void Every_target_is_a_member_of_its_record_and_takes_what_it_says()
    {
        foreach (var target in FieldTarget.All.Values)
        {
            var text = target.Kind switch { FieldKind.Whole => "7", FieldKind.YesNo => "true", FieldKind.Word => target.Words[^1], _ => "Ünïcode" };
            var json = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["v"] = text });
            var rule = (target.Name, new FieldOverride { From = "/v" });
            var record = target.Entity switch
            {
                EntityKind.Booking => JsonSerializer.SerializeToElement(MapBooking(json, rule).Bookings.Single(), ContractsJson.Default.Booking),
                EntityKind.Guest => JsonSerializer.SerializeToElement(MapGuest(json, rule), ContractsJson.Default.Guest),
                _ => JsonSerializer.SerializeToElement(MapRoom(json, rule), ContractsJson.Default.Room),
            };

            Assert.Equal(text, record.GetProperty(target.Member).ToString().Replace("True", "true", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Whatever_the_record_holds_it_is_mapped_or_quarantined_and_nothing_is_thrown()
    {
        var rule = ("bookings.adults", new FieldOverride { From = "/v/0" });
        Prop.ForAll<string, int, bool>((text, number, nested) =>
        {
            var value = nested ? (object)new object?[] { text } : new Dictionary<string, object?>(StringComparer.Ordinal) { ["0"] = number };
            var page = MapBooking(JsonSerializer.Serialize(new { v = value }), rule);
            return page.Bookings.Count + page.Unmapped.Count == 1;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task A_connections_overrides_hold_for_what_is_delivered_and_for_what_is_fetched()
    {
        var token = TestContext.Current.CancellationToken;
        await using var inbox = await Hook.StartAsync(servers, token, configuration =>
        {
            configuration["Pms:Connections:0:FieldOverrides:bookings.notes:From"] = "/status";
            configuration["Pms:Connections:0:FieldOverrides:bookings.channel:From"] = "/status";
            configuration["Pms:Connections:0:FieldOverrides:bookings.channel:Values:booked"] = "Phone";
        });
        inbox.HasBookings();

        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1")), token);
        await inbox.AcceptedAsync(Hook.Naming("b2"), token);
        await inbox.UntilAsync(InboxState.Processed, 2, token);

        var values = inbox.Events.Of("pms.bookings.changed").SelectMany(message => message.GetProperty("items").EnumerateArray()).Select(item => item.GetProperty("value")).ToList();
        Assert.Equal(["b1", "b2"], values.Select(value => value.GetProperty("externalId").GetString()).Order(StringComparer.Ordinal));
        Assert.All(values, value => Assert.Equal(("booked", "Phone"), (value.GetProperty("notes").GetString(), value.GetProperty("channel").GetString())));
    }

    private static Dictionary<string, string> Of(params (string From, string To)[] values) => values.ToDictionary(value => value.From, value => value.To, StringComparer.Ordinal);

    private static VendorPage MapBooking(string record, params (string Name, FieldOverride Rule)[] rules) => Map(EntityKind.Booking, record, rules, (page, wire) => page.AddBooking(wire, _ => Mapped, "b1"));

    private static Guest MapGuest(string record, params (string Name, FieldOverride Rule)[] rules) =>
        Map(EntityKind.Guest, record, rules, (page, wire) => page.AddGuest(wire, _ => new Guest { ExternalId = "g1" }, "g1")).Guests.Single();

    private static Room MapRoom(string record, params (string Name, FieldOverride Rule)[] rules) => Map(
        EntityKind.Room, record, rules,
        (page, wire) => page.AddRoom(wire, _ => new Room { ExternalId = "r1", Number = "1", Housekeeping = HousekeepingStatus.Dirty, Service = RoomService.InService }, "r1")).Rooms.Single();

    private static VendorPage Map(EntityKind entity, string record, (string Name, FieldOverride Rule)[] rules, Action<PageBuilder, WireRecord<AnyRecord>> add)
    {
        var overrides = FieldOverrides.Of(rules.ToDictionary(rule => rule.Name, rule => rule.Rule, StringComparer.Ordinal));
        var page = new PageBuilder(new HotelSettings(TimeZoneInfo.Utc, "EUR") { Overrides = overrides });
        foreach (var wire in page.Read(entity, [Encoding.UTF8.GetBytes(record)], AnyJson.Default.AnyRecord, "id"))
            add(page, wire);
        return page.Build();
    }
}

/// <summary>A vendor's record of which the connector reads nothing.</summary>
internal sealed record AnyRecord;

[JsonSerializable(typeof(AnyRecord))]
internal sealed partial class AnyJson : JsonSerializerContext;
