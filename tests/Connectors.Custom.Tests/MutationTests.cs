using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Tests;

/// <summary>Whatever is in a payload or in a mapping: records or reasons, never another exception.</summary>
public sealed class MutationTests
{
    /// <summary>Values that some system has sent for something else, as JSON text.</summary>
    private static readonly string[] Oddities =
    [
        "null", "true", "false", "0", "-1", "2.5", "1e400", "-99999999999999999999999999999999", "99999999999999999999999999999999.99", "\"\"", "\" \"", "\"0\"",
        "\"abc\"", "\"2026-02-30\"", "\"0000-00-00\"", "\"9999-12-31\"", "\"9999-12-31T23:59:59+14:00\"", "\"0001-01-01T00:00:00-14:00\"", "\"\\u0000\"",
        "\"\\ud800\"", "\"😀\"", "\"+\"", "\"@\"", "\"EUR\"", "\"XXX\"", "[]", "{}", "[null]", "[[]]", "[{}]", "[1]", "{\"a\":1}", "{\"\\ud800\":1}",
        "[\"\\ud800\"]", "\"$\"", "\"$.\"", "\"$[*]\"", "\"{$.a\"", "\"{since}\"", "\"instant\"", "\"%\"", "\"d\"", "\"yyyy'\"", "\"count\"", "\"sum\"", "\"//x.example\"",
    ];

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3000);
    private static readonly HotelSettings Hotel = new(TimeZoneInfo.FindSystemTimeZoneById("Pacific/Tongatapu"), "JPY");

    private static readonly string Payload =
        """
        {"page":1,"size":100,"total":1,"bookings":[{"id":"B1","code":"LH-1","state":"CONFIRMED","stay":{"from":"2027-03-01","to":"2027-03-04"},
        "party":{"adults":2,"children":0},"price":{"gross":34500,"open":0,"currency":"EUR"},"channel":"website","guest":{"id":"G1","name":"Signe Holm",
        "email":"s.holm@example.org","phone":"+4555501044"},"rooms":[{"roomId":"R1","number":"101","category":"Twin","arrivedAt":"2027-03-01T14:00:00Z",
        "leftAt":null}],"remarks":null,"wishes":"quiet","createdAt":"2027-01-01T08:00:00Z","updatedAt":"2027-02-01T08:00:00Z"}]}
        """;

    [Fact]
    public void A_mutated_payload_is_mapped_or_quarantined() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var text = Mutated(JsonNode.Parse(Payload)!, random, random.Next(1, 5));
        return Ends(Mappings.Text("rest"), Encoding.UTF8.GetBytes(text));
    }).Check(Thorough);

    [Fact]
    public void A_damaged_payload_is_mapped_or_refused() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var bytes = Encoding.UTF8.GetBytes(Payload);
        for (var times = random.Next(1, 4); times > 0; times--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return Ends(Mappings.Text("rest"), bytes[..(random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length)]);
    }).Check(Thorough);

    [Fact]
    public void A_mutated_mapping_is_used_or_refused_with_reasons() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var mapping = Mutated(JsonNode.Parse(Mappings.Text(random.Next(2) == 0 ? "rest" : "graphql"))!, random, random.Next(1, 6));
        return DocumentReader.Read(mapping).Problems.All(problem => problem.StartsWith('$')) && Ends(mapping, Encoding.UTF8.GetBytes(Payload));
    }).Check(Thorough);

    [Fact]
    public void Suggestions_for_mutated_samples_are_valid_mappings_or_lack_only_what_is_not_there() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var sample = JsonElement.Parse(Mutated(JsonNode.Parse(Payload)!, random, random.Next(1, 5)));
        foreach (var entity in (EntityKind[])[EntityKind.Booking, EntityKind.Guest, EntityKind.Room])
        {
            var answer = MappingEndpoints.ProposeAsync(entity, [sample], null, CancellationToken.None).GetAwaiter().GetResult();
            if (answer is not null && DocumentReader.Read(answer.Mapping.ToJsonString()).Problems.FirstOrDefault(problem => !problem.Contains("maps no ", StringComparison.Ordinal)) is { } wrong)
                throw new InvalidOperationException(wrong);
        }

        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    private static bool Ends(string mapping, byte[] payload)
    {
        var hotel = Hotel with { Settings = new ConnectionSettings([new("mapping", mapping)]) };
        foreach (var entity in Enum.GetValues<EntityKind>())
        {
            Told(() => CustomConnector.Map(entity, payload, hotel));
            Told(() => CustomConnector.Read(new WebhookDelivery(payload, new Dictionary<string, string>(StringComparer.Ordinal)), hotel).Records);
        }

        return true;
    }

    private static void Told(Func<MappedRecords> map)
    {
        try
        {
            var mapped = map();
            JsonSerializer.SerializeToUtf8Bytes(mapped.Bookings, ContractsJson.Default.IReadOnlyListBooking);
            JsonSerializer.SerializeToUtf8Bytes(mapped.Guests, ContractsJson.Default.IReadOnlyListGuest);
            JsonSerializer.SerializeToUtf8Bytes(mapped.Rooms, ContractsJson.Default.IReadOnlyListRoom);
            if (mapped.Unmapped.Any(record => !record.Path.StartsWith('$')))
                throw new FormatException("A path does not begin with $.");
        }
        catch (Exception error) when (error is MappingException or UnusableSettingException)
        {
        }
    }

    private static string Mutated(JsonNode node, Random random, int times)
    {
        var odd = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < times; i++)
            Mutate(node, random, odd, $"odd-{i}-{random.Next()}");

        // Oddities go in as text: a JSON tree would refuse some of them.
        var text = node.ToJsonString();
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
                if (parent[name] is JsonObject or JsonArray { Count: > 0 } && random.Next(4) > 0)
                    Mutate(parent[name]!, random, odd, mark);
                else if (random.Next(4) == 0)
                    parent.Remove(name);
                else
                    parent[name] = Odd();
                break;

            case JsonArray { Count: > 0 } list:
                var index = random.Next(list.Count);
                if (list[index] is JsonObject && random.Next(4) > 0)
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
