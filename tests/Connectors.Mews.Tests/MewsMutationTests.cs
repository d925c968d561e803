using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>Whatever a vendor sends, mapping ends with records and reasons, and nothing else.</summary>
public sealed class MewsMutationTests
{
    private const int Rounds = 1500;

    [Theory]
    [InlineData(EntityKind.Booking, "booking-in-house-with-all-that-is-joined")]
    [InlineData(EntityKind.Guest, "guest-with-everything")]
    [InlineData(EntityKind.Room, "room-states-beds-and-things")]
    [InlineData(EntityKind.Availability, "availability-with-prices")]
    [InlineData(EntityKind.Maintenance, "maintenance-of-rooms-and-a-bed")]
    [InlineData(EntityKind.HousekeepingTask, "task-open-and-closed")]
    public void Damaged_payloads_are_mapped_or_quarantined(EntityKind entity, string name)
    {
        var payload = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "cases", name, "input.json"));
        Check(seed => Encoding.UTF8.GetBytes(Damage.Value(JsonNode.Parse(payload)!, seed)), entity);
    }

    [Fact]
    public void Damaged_bytes_are_mapped_or_refused()
    {
        var payload = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "cases", "booking-in-house-with-all-that-is-joined", "input.json"));
        Check(seed => Damage.Bytes(payload, seed), EntityKind.Booking);
    }

    private static void Check(Func<int, byte[]> damaged, EntityKind entity) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            try
            {
                var mapped = MewsConnector.Map(entity, damaged(seed), MewsHttp.Aurora);
                Assert.All(mapped.Unmapped, record => Assert.False(string.IsNullOrWhiteSpace(record.Reason)));

                // What mapped must also travel.
                JsonSerializer.Serialize(mapped.Bookings, ContractsJson.Default.IReadOnlyListBooking);
                JsonSerializer.Serialize(mapped.Guests, ContractsJson.Default.IReadOnlyListGuest);
                JsonSerializer.Serialize(mapped.Rooms, ContractsJson.Default.IReadOnlyListRoom);
                Assert.All(mapped.Availability, night => JsonSerializer.Serialize(night, ContractsJson.Default.AvailabilityDay));
                Assert.All(mapped.Maintenance, block => JsonSerializer.Serialize(block, ContractsJson.Default.MaintenanceBlock));
                Assert.All(mapped.HousekeepingTasks, task => JsonSerializer.Serialize(task, ContractsJson.Default.HousekeepingTask));
            }
            catch (MappingException)
            {
                // The payload as a whole is none.
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds));
}

/// <summary>Drops, retypes and replaces parts of a payload, the same way for the same seed.</summary>
internal static class Damage
{
    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "3.5", "1e400", "-79228162514264337593543950335", "2147483648", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"QQQ\"", "\"2026-02-30T00:00:00Z\"",
        "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59+13:00\"", "\"8999-12-31T23:59:59Z\"", "\"-P99999D\"", "\"9\"", "[]", "{}", "[null]", "[[1]]", "{\"Id\":{}}", "\"\u202e\ud83d\ude00\"",
    ];

    public static string Value(JsonNode root, int seed)
    {
        var chance = new Random(seed);
        var marks = new List<(string Mark, string Json)>();
        for (var damage = 0; damage <= chance.Next(4); damage++)
        {
            var nodes = Below(root).ToList();
            if (nodes.Count == 0)
                break;

            var (parent, key) = nodes[chance.Next(nodes.Count)];
            if (chance.Next(4) == 0)
                Remove(parent, key);
            else
            {
                // Some values no JSON node can hold: they are put in as text afterwards.
                var mark = $"mark-{damage}-{seed}";
                Set(parent, key, mark);
                marks.Add(($"\"{mark}\"", Values[chance.Next(Values.Length)]));
            }
        }

        return marks.Aggregate(root.ToJsonString(), (text, mark) => text.Replace(mark.Mark, mark.Json, StringComparison.Ordinal));
    }

    public static byte[] Bytes(byte[] payload, int seed)
    {
        var chance = new Random(seed);
        var bytes = payload[..chance.Next(chance.Next(2) == 0 ? 1 : payload.Length, payload.Length + 1)];
        for (var damage = 0; damage < chance.Next(5); damage++)
            bytes[chance.Next(bytes.Length)] = (byte)chance.Next(256);
        return bytes;
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Below(JsonNode node) => node switch
    {
        JsonObject parent => parent.SelectMany(member => Here(parent, member.Key, member.Value)),
        JsonArray parent => parent.SelectMany((item, index) => Here(parent, index, item)),
        _ => [],
    };

    private static IEnumerable<(JsonNode Parent, object Key)> Here(JsonNode parent, object key, JsonNode? value) =>
        (value is null ? [] : Below(value)).Prepend((parent, key));

    private static void Remove(JsonNode parent, object key)
    {
        if (parent is JsonObject members)
            members.Remove((string)key);
        else
            ((JsonArray)parent).RemoveAt((int)key);
    }

    private static void Set(JsonNode parent, object key, string value)
    {
        if (parent is JsonObject members)
            members[(string)key] = value;
        else
            ((JsonArray)parent)[(int)key] = value;
    }
}
