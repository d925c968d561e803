using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Hostaway.Tests;

public sealed class MutationTests
{
    /// <summary>Values that some vendor has sent for something else, as JSON text.</summary>
    private static readonly string[] Oddities =
    [
        "null", "true", "false", "0", "-1", "1", "2.5", "1e3", "1e400", "-99999999999999999999999999999999", "99999999999999999999999999999999.99",
        "\"\"", "\" \"", "\"0\"", "\"abc\"", "\"2026-02-30\"", "\"0000-00-00\"", "\"0000-00-00 00:00:00\"", "\"9999-12-31\"", "\"9999-12-31 23:59:59\"",
        "\"0001-01-01 00:00:00\"", "\"2026-11-02T19:40:05+14:00\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"", "\"😀\"", "\"+\"", "\"00\"", "\"@\"",
        "\"EUR\"", "\"XXX\"", "\"ownerStay\"", "[]", "{}", "[null]", "[[]]", "[{}]", "[1]", "{\"a\":1}", "{\"\\ud800\":1}", "[\"\\ud800\"]",
        "{\"remarks\":\"\\ud800\"}",
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
    ];

    private static readonly HotelSettings[] Hotels =
    [
        .. new[] { "UTC", "Pacific/Tongatapu", "Pacific/Honolulu", "Europe/Brussels" }
            .Select(zone => new HotelSettings(TimeZoneInfo.FindSystemTimeZoneById(zone), "JPY")),
    ];

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(4000);

    [Fact]
    public void A_mutated_reservation_is_mapped_or_quarantined_and_never_breaks_the_page() => Prop.ForAll(
        Mutations(() => Samples.Reservation()),
        sample => IsAccountedFor(EntityKind.Booking, sample) && IsAccountedFor(EntityKind.Guest, sample)).Check(Thorough);

    [Fact]
    public void A_mutated_listing_is_mapped_or_quarantined_and_never_breaks_the_page() => Prop.ForAll(
        Mutations(() => Samples.Listing()),
        sample => IsAccountedFor(EntityKind.Room, sample)).Check(Thorough);

    [Fact]
    public void A_mutated_task_is_mapped_or_quarantined_and_never_breaks_the_page() => Prop.ForAll(
        Mutations(() => Samples.Task()),
        sample => IsAccountedFor(EntityKind.HousekeepingTask, sample)).Check(Thorough);

    [Fact]
    public void A_mutated_calendar_day_is_mapped_or_quarantined_and_never_breaks_the_page() => Prop.ForAll(
        Mutations(() => Samples.Day()),
        sample => IsAccountedFor(EntityKind.Availability, sample)).Check(Thorough);

    [Fact]
    public void A_damaged_payload_is_refused_as_such_or_mapped() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var payload = Encoding.UTF8.GetBytes(Samples.Response(Samples.Reservation(), Samples.Listing()));
            for (var i = random.Next(1, 4); i > 0; i--)
                payload[random.Next(payload.Length)] = (byte)random.Next(256);
            var cut = random.Next(3) == 0 ? random.Next(payload.Length) : payload.Length;
            foreach (var entity in Enum.GetValues<EntityKind>())
                MapOrRefuse(entity, payload.AsMemory(0, cut), Hotels[0]);
            return true;
        }).Check(Thorough);

    private static Arbitrary<(string Record, int Hotel)> Mutations(Func<JsonObject> sample) => (
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from times in Gen.Choose(1, 4)
        from hotel in Gen.Choose(0, Hotels.Length - 1)
        select (Mutated(sample(), new Random(seed), times), hotel)).ToArbitrary();

    private static bool IsAccountedFor(EntityKind entity, (string Record, int Hotel) sample)
    {
        var good = entity switch
        {
            EntityKind.Room => Samples.Listing(("id", 424242), ("listingUnits", null)),
            EntityKind.HousekeepingTask => Samples.Task(("id", 424242)),
            EntityKind.Availability => Samples.Day(("id", 424242), ("date", "2026-12-24")),
            _ => Samples.Reservation(("id", 424242)),
        };
        var payload = Encoding.UTF8.GetBytes($$"""{"status":"success","listingMapId":7,"currencyCode":"EUR","result":[{{sample.Record}},{{good.ToJsonString()}}]}""");

        var mapped = MapOrRefuse(entity, payload, Hotels[sample.Hotel]) ?? throw new InvalidOperationException("The page was refused whole.");
        if (mapped.Unmapped.Any(record => record.ExternalId is "424242" or "7:2026-12-24"))
            throw new InvalidOperationException("The good record went with the bad one.");

        return entity switch
        {
            EntityKind.Booking => mapped.Bookings.Count + mapped.Unmapped.Count == 2,
            EntityKind.Guest => mapped.Guests.Count + mapped.Unmapped.Count is 1 or 2,
            EntityKind.Room => mapped.Rooms.Count + mapped.Unmapped.Count >= 2,
            _ => mapped.CountOf(entity) + mapped.Unmapped.Count == 2,
        };
    }

    /// <summary>What was mapped, written as the runtime would write it; null when the payload was refused.</summary>
    private static MappedRecords? MapOrRefuse(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel)
    {
        try
        {
            var mapped = HostawayConnector.Map(entity, payload, hotel);
            JsonSerializer.SerializeToUtf8Bytes(mapped.Bookings, ContractsJson.Default.IReadOnlyListBooking);
            JsonSerializer.SerializeToUtf8Bytes(mapped.Guests, ContractsJson.Default.IReadOnlyListGuest);
            JsonSerializer.SerializeToUtf8Bytes(mapped.Rooms, ContractsJson.Default.IReadOnlyListRoom);
            Assert.All(mapped.Availability, night => JsonSerializer.SerializeToUtf8Bytes(night, ContractsJson.Default.AvailabilityDay));
            Assert.All(mapped.HousekeepingTasks, task => JsonSerializer.SerializeToUtf8Bytes(task, ContractsJson.Default.HousekeepingTask));
            return mapped;
        }
        catch (MappingException)
        {
            return null;
        }
    }

    private static string Mutated(JsonObject sample, Random random, int times)
    {
        var odd = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < times; i++)
            Mutate(sample, random, odd, $"odd-{i}-{random.Next()}");

        // Oddities go in as text: a JSON tree would refuse some of them.
        var text = sample.ToJsonString();
        foreach (var (mark, value) in odd)
            text = text.Replace($"\"{mark}\"", value, StringComparison.Ordinal);
        return text;
    }

    private static void Mutate(JsonNode node, Random random, Dictionary<string, string> odd, string mark)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } parent:
                var name = parent.ElementAt(random.Next(parent.Count)).Key;
                if (parent[name] is JsonObject or JsonArray { Count: > 0 } && random.Next(2) == 0)
                    Mutate(parent[name]!, random, odd, mark);
                else if (random.Next(4) == 0)
                    parent.Remove(name);
                else
                    parent[name] = Odd();
                break;

            case JsonArray { Count: > 0 } list:
                var index = random.Next(list.Count);
                if (list[index] is JsonObject && random.Next(2) == 0)
                    Mutate(list[index]!, random, odd, mark);
                else
                    list[index] = Odd();
                break;
        }

        JsonNode Odd()
        {
            odd[mark] = Oddities[random.Next(Oddities.Length)];
            return mark;
        }
    }
}
