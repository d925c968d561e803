using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Conformance.Suite;

/// <summary>
/// A folder below <c>cases</c> is a test: <c>input.json</c> mapped to what the folder's name begins with (booking, guest, room, availability,
/// maintenance or task) gives <c>expected.json</c> and <c>expected-error.txt</c>. <c>settings.json</c> names another hotel than one in UTC and euro. One line per vendor:
/// <c>public sealed class MockCases : VendorCases&lt;MockConnector&gt;;</c>
/// </summary>
/// <typeparam name="TConnector">The vendor's connector.</typeparam>
public abstract class VendorCases<TConnector>
    where TConnector : IPmsConnector
{
    [Fact]
    public void There_are_cases() => Assert.True(CaseFolders.Names.Count >= 6, "the folder of cases is empty or was not copied");

    [Theory]
    [MemberData(nameof(CaseFolders.Names), MemberType = typeof(CaseFolders))]
    public void The_case_maps_as_written_down(string name)
    {
        var folder = Path.Combine(CaseFolders.Root, name);
        var expected = Read(folder, "expected.json");
        var expectedError = Read(folder, "expected-error.txt")?.Trim();
        Assert.True(expected is not null || expectedError is not null, "the case expects nothing");

        var entity = name.StartsWith("task-", StringComparison.Ordinal) ? EntityKind.HousekeepingTask : Enum.Parse<EntityKind>(name.Split('-')[0], ignoreCase: true);
        var (mapped, errors) = Map(entity, File.ReadAllBytes(Path.Combine(folder, "input.json")), Hotel(folder));

        Assert.Equal(expectedError ?? "", errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected ?? "[]"), mapped), $"{name} was mapped to{Environment.NewLine}{mapped}");
    }

    private static (JsonNode Mapped, string Errors) Map(EntityKind entity, byte[] payload, HotelSettings hotel)
    {
        try
        {
            var mapped = TConnector.Map(entity, payload, hotel);
            JsonArray records = entity switch
            {
                EntityKind.Booking => Nodes(mapped.Bookings, ContractsJson.Default.Booking),
                EntityKind.Guest => Nodes(mapped.Guests, ContractsJson.Default.Guest),
                EntityKind.Room => Nodes(mapped.Rooms, ContractsJson.Default.Room),
                EntityKind.Availability => Nodes(mapped.Availability, ContractsJson.Default.AvailabilityDay),
                EntityKind.Maintenance => Nodes(mapped.Maintenance, ContractsJson.Default.MaintenanceBlock),
                _ => Nodes(mapped.HousekeepingTasks, ContractsJson.Default.HousekeepingTask),
            };
            var errors = mapped.Unmapped.Select(record => $"{record.Entity} {record.ExternalId ?? "without id"}: {record.Path} {record.Reason}");
            return (mapped.IsList || records.Count != 1 ? records : records[0]!.DeepClone(), string.Join('\n', errors));
        }
        catch (MappingException error)
        {
            return (new JsonArray(), $"{error.Path}: {error.Reason}");
        }
    }

    private static JsonArray Nodes<T>(IReadOnlyList<T> records, JsonTypeInfo<T> type) => [.. records.Select(record => JsonSerializer.SerializeToNode(record, type))];

    private static HotelSettings Hotel(string folder)
    {
        var settings = Read(folder, "settings.json") is { } text ? JsonNode.Parse(text)! : new JsonObject();
        return new HotelSettings(TimeZoneInfo.FindSystemTimeZoneById((string?)settings["timeZone"] ?? "UTC"), (string?)settings["currency"] ?? "EUR");
    }

    private static string? Read(string folder, string file) => Path.Combine(folder, file) is var path && File.Exists(path) ? File.ReadAllText(path) : null;
}

/// <summary>The folders of cases beside the tests.</summary>
public static class CaseFolders
{
    /// <summary>Where they are.</summary>
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "cases");

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];
}
