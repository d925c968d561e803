using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Tests;

/// <summary>The files in contracts/samples are what travels: today's code writes them exactly and reads every one that was ever committed.</summary>
public sealed class CompatibilityTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "samples");

    public static TheoryData<string> Written => [.. SampleEvents.All().Select(sample => sample.Name)];

    public static TheoryData<string> Committed => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Written))]
    public void Todays_code_writes_the_committed_sample(string name)
    {
        var sample = SampleEvents.All().Single(sample => sample.Name == name).Event;
        var json = JsonSerializer.Serialize(sample, sample.GetType(), ContractsJson.Default);

        Assert.Equal(Compact(File.ReadAllText(Path.Combine(Folder, name + ".json"))), Compact(json));
    }

    [Theory]
    [MemberData(nameof(Committed))]
    public void Todays_code_reads_every_sample_and_loses_nothing_of_it(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        var type = EventTypes().Single(type => file.StartsWith(type.Name + ".", StringComparison.Ordinal));

        var read = JsonSerializer.Deserialize(text, type, ContractsJson.Default);

        using var before = JsonDocument.Parse(text);
        using var after = JsonDocument.Parse(JsonSerializer.Serialize(read, type, ContractsJson.Default));
        AssertHolds(after.RootElement, before.RootElement, "$");
    }

    [Fact]
    public void Every_event_has_a_sample() => Assert.All(EventTypes(), type => Assert.NotEmpty(Directory.GetFiles(Folder, $"{type.Name}.*.json")));

    [Fact]
    public void A_member_of_a_newer_sender_does_not_disturb()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "RoomsChanged.1.minimal.json")).Replace("\"items\"", "\"moon\":{\"phase\":1},\"items\"", StringComparison.Ordinal);

        Assert.Single(JsonSerializer.Deserialize(text, ContractsJson.Default.RoomsChanged)!.Items);
    }

    [Fact]
    public void A_list_that_a_sender_left_out_is_empty()
    {
        const string text = """{"externalId":"b","status":"Confirmed","vendorStatus":"x","arrival":"2030-01-01","departure":"2030-01-02","channel":"Ota"}""";

        var booking = JsonSerializer.Deserialize(text, ContractsJson.Default.Booking)!;

        Assert.Empty(booking.Guests);
        Assert.Empty(booking.Stays);
    }

    [Fact]
    public void The_asyncapi_document_names_exactly_the_events_there_are()
    {
        var document = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "asyncapi.yaml"));
        var addresses = document.Where(line => line.TrimStart().StartsWith("address: ", StringComparison.Ordinal)).Select(line => line.Split(": ")[1].Trim());

        Assert.Equal(
            EventTypes().Select(type => type.GetCustomAttribute<EventNameAttribute>()!.Name).Order(StringComparer.Ordinal),
            addresses.Order(StringComparer.Ordinal));
    }

    private static List<Type> EventTypes() =>
        [.. typeof(ContractsJson).Assembly.GetTypes().Where(type => type.GetCustomAttribute<EventNameAttribute>() is not null)];

    private static void AssertHolds(JsonElement after, JsonElement before, string path)
    {
        Assert.True(after.ValueKind == before.ValueKind, $"{path} was {before.ValueKind} and is {after.ValueKind}");
        if (before.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in before.EnumerateObject())
            {
                Assert.True(after.TryGetProperty(member.Name, out var kept), $"{path}.{member.Name} is lost");
                AssertHolds(kept, member.Value, $"{path}.{member.Name}");
            }
        }
        else if (before.ValueKind == JsonValueKind.Array)
        {
            Assert.Equal(before.GetArrayLength(), after.GetArrayLength());
            foreach (var (index, item) in before.EnumerateArray().Index())
                AssertHolds(after[index], item, $"{path}[{index}]");
        }
        else
            Assert.Equal(before.ToString(), after.ToString());
    }

    /// <summary>Without white space and with one way to escape: what is left is what is said.</summary>
    private static string Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
