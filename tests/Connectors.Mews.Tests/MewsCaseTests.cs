using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>
/// Every folder in cases is a case: input.json is what Mews sends; expected.json what it becomes; expected-error.txt what goes to quarantine, a line
/// each; settings.json the hotel's time zone and currency where they are not Budapest and EUR. The folder's name begins with booking, guest, room,
/// availability, maintenance or task.
/// </summary>
public sealed class MewsCaseTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "cases");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_payload_becomes_what_its_case_says(string name)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var folder = Path.Combine(Folder, name);
        var entity = name.StartsWith("task-", StringComparison.Ordinal) ? EntityKind.HousekeepingTask : Enum.Parse<EntityKind>(name.Split('-')[0], ignoreCase: true);
        var hotel = await HotelAsync(folder, cancellationToken);

        var (actual, errors) = Map(entity, await File.ReadAllBytesAsync(Path.Combine(folder, "input.json"), cancellationToken), hotel);

        var expected = JsonNode.Parse(await ReadAsync(folder, "expected.json", cancellationToken) ?? "[]");
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{name} became{Environment.NewLine}{actual.ToJsonString(Readable)}");
        Assert.Equal((await ReadAsync(folder, "expected-error.txt", cancellationToken) ?? "").Trim(), string.Join('\n', errors));
    }

    [Fact]
    public void There_are_at_least_six_cases_and_each_says_what_it_expects()
    {
        var folders = Directory.GetDirectories(Folder);
        Assert.True(folders.Length >= 6);
        Assert.All(folders, folder => Assert.True(File.Exists(Path.Combine(folder, "expected.json")) || File.Exists(Path.Combine(folder, "expected-error.txt")), folder));
    }

    private static (JsonArray Mapped, IReadOnlyList<string> Errors) Map(EntityKind entity, byte[] payload, HotelSettings hotel)
    {
        try
        {
            var mapped = MewsConnector.Map(entity, payload, hotel);
            var items = entity switch
            {
                EntityKind.Booking => mapped.Bookings.Select(booking => JsonSerializer.SerializeToNode(booking, ContractsJson.Default.Booking)),
                EntityKind.Guest => mapped.Guests.Select(guest => JsonSerializer.SerializeToNode(guest, ContractsJson.Default.Guest)),
                EntityKind.Room => mapped.Rooms.Select(room => JsonSerializer.SerializeToNode(room, ContractsJson.Default.Room)),
                EntityKind.Availability => mapped.Availability.Select(night => JsonSerializer.SerializeToNode(night, ContractsJson.Default.AvailabilityDay)),
                EntityKind.Maintenance => mapped.Maintenance.Select(block => JsonSerializer.SerializeToNode(block, ContractsJson.Default.MaintenanceBlock)),
                _ => mapped.HousekeepingTasks.Select(task => JsonSerializer.SerializeToNode(task, ContractsJson.Default.HousekeepingTask)),
            };
            return ([.. items], [.. mapped.Unmapped.Select(record => $"{record.ExternalId ?? "without id"}: {record.Path} {record.Reason}")]);
        }
        catch (MappingException error)
        {
            return ([], [$"{error.Path} {error.Reason}"]);
        }
    }

    private static async Task<HotelSettings> HotelAsync(string folder, CancellationToken cancellationToken)
    {
        var settings = JsonNode.Parse(await ReadAsync(folder, "settings.json", cancellationToken) ?? "{}")!;
        var zone = TimeZoneInfo.FindSystemTimeZoneById((string?)settings["timeZone"] ?? "Europe/Budapest");
        return new HotelSettings(zone, (string?)settings["currency"] ?? "EUR");
    }

    private static async Task<string?> ReadAsync(string folder, string file, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : null;
    }
}
