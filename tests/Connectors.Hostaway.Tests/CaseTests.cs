using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>
/// A folder below <c>cases</c> is a test: <c>input.json</c> mapped to what the folder's name begins with (booking, guest, room, availability, maintenance or task) gives
/// <c>expected.json</c> and <c>expected-error.txt</c>. <c>settings.json</c> names another hotel than one in UTC and euro.
/// </summary>
public sealed class CaseTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "cases");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_cases() => Assert.True(Cases.Count >= 6, "the folder of cases is empty or was not copied");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_case_maps_as_written_down(string name)
    {
        var folder = Path.Combine(Folder, name);
        var expected = Read(folder, "expected.json");
        var expectedError = Read(folder, "expected-error.txt")?.Trim();
        Assert.True(expected is not null || expectedError is not null, "the case expects nothing");

        var entity = name.StartsWith("task-", StringComparison.Ordinal) ? EntityKind.HousekeepingTask : Enum.Parse<EntityKind>(name.Split('-')[0], ignoreCase: true);
        var (mapped, errors) = Map(entity, File.ReadAllBytes(Path.Combine(folder, "input.json")), Hotel(folder));

        Assert.Equal(expectedError ?? "", errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected ?? "[]"), mapped), $"{name} was mapped to{Environment.NewLine}{mapped}");
    }

    /// <summary>What was mapped, one record as itself, and a line for each that was not.</summary>
    private static (JsonNode Mapped, string Errors) Map(EntityKind entity, byte[] payload, HotelSettings hotel)
    {
        try
        {
            var mapped = HostawayConnector.Map(entity, payload, hotel);
            var records = (JsonArray)(entity switch
            {
                EntityKind.Booking => JsonSerializer.SerializeToNode(mapped.Bookings, ContractsJson.Default.IReadOnlyListBooking),
                EntityKind.Guest => JsonSerializer.SerializeToNode(mapped.Guests, ContractsJson.Default.IReadOnlyListGuest),
                EntityKind.Room => JsonSerializer.SerializeToNode(mapped.Rooms, ContractsJson.Default.IReadOnlyListRoom),
                EntityKind.Availability => new JsonArray([.. mapped.Availability.Select(night => JsonSerializer.SerializeToNode(night, ContractsJson.Default.AvailabilityDay))]),
                _ => new JsonArray([.. mapped.HousekeepingTasks.Select(task => JsonSerializer.SerializeToNode(task, ContractsJson.Default.HousekeepingTask))]),
            })!;
            var errors = mapped.Unmapped.Select(record => $"{record.Entity} {record.ExternalId ?? "without id"}: {record.Path} {record.Reason}");
            return (mapped.IsList || records.Count != 1 ? records : records[0]!.DeepClone(), string.Join('\n', errors));
        }
        catch (MappingException error)
        {
            return (new JsonArray(), $"{error.Path}: {error.Reason}");
        }
    }

    private static string? Read(string folder, string file) => Path.Combine(folder, file) is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    private static HotelSettings Hotel(string folder)
    {
        if (Read(folder, "settings.json") is not { } settings)
            return Samples.Utc;

        using var json = JsonDocument.Parse(settings);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(json.RootElement.GetProperty("timeZone").GetString()!);
        return new HotelSettings(zone, json.RootElement.GetProperty("currency").GetString()!);
    }
}
