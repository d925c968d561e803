using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Conformance.Suite;

/// <summary>Nights, maintenance and tasks. A vendor that does not list one of them says so; what it lists equals what it has.</summary>
public abstract partial class VendorConformance<TConnector>
{
    [Fact]
    public async Task Nights_maintenance_and_tasks_are_the_vendors_and_travel_again_only_when_they_change()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 500 });
        await using var connector = await StartAsync(hotel);
        var listed = Upkeep.All.Where(kind => kind.IsListed(connector.Connector)).ToList();

        foreach (var kind in listed)
        {
            var run = await connector.SyncAsync(kind.Address, Token);
            await HeardEndOfAsync(connector, run);
            Assert.Equal((SyncRunState.Completed, 0L), (run.State, run.Counts.Failed));
            AreEqual(await hotel.TruthAsync(kind.Truth, Token), connector.Heard.Values(kind.Exchange));
        }

        var before = await TruthsAsync(hotel, listed);
        connector.Heard.Forget();
        foreach (var kind in listed)
            await HeardEndOfAsync(connector, await connector.SyncAsync(kind.Address, Token));
        Assert.All(listed, kind => Assert.Empty(connector.Heard.Ids(kind.Exchange)));

        await hotel.ModifyAsync("Upkeep", 2, Token);
        var after = await TruthsAsync(hotel, listed);
        foreach (var kind in listed)
        {
            await HeardEndOfAsync(connector, await connector.SyncAsync(kind.Address, Token));
            var changed = after[kind.Truth].Where(record => before[kind.Truth].GetValueOrDefault(record.Key) != record.Value).Select(record => record.Key);
            Assert.Equal(changed.Order(StringComparer.Ordinal), connector.Heard.Ids(kind.Exchange).Order(StringComparer.Ordinal));
            Assert.NotEmpty(connector.Heard.Ids(kind.Exchange));
        }
    }

    [Fact]
    public async Task Broken_nights_maintenance_and_tasks_are_quarantined_and_the_rest_arrives()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 300 });
        await using var connector = await StartAsync(hotel);
        foreach (var kind in Upkeep.All.Where(kind => kind.IsListed(connector.Connector)))
        {
            await hotel.OrderFaultAsync("BrokenRecords", Token, records: 2, entity: kind.Truth);

            var run = await connector.SyncAsync(kind.Address, Token);

            await HeardEndOfAsync(connector, run);
            Assert.Equal((SyncRunState.Completed, 2L), (run.State, run.Counts.Failed));
            Assert.Equal(await hotel.WholeIdsAsync(kind.Truth, Token), connector.Heard.Ids(kind.Exchange).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task What_the_vendor_does_not_list_is_refused_and_what_it_lists_is_named()
    {
        await using var connector = await StartAsync(await HotelAsync(new HotelOrder { Bookings = 5 }));
        foreach (var kind in Upkeep.All.Where(kind => !kind.IsListed(connector.Connector)))
        {
            using var answer = await connector.AskAsync(kind.Address, Token);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
            Assert.Equal("entity", problem.GetProperty("field").GetString());
            Assert.Contains("bookings", problem.GetProperty("reason").GetString(), StringComparison.Ordinal);
        }
    }

    private static async Task<Dictionary<string, Dictionary<string, string>>> TruthsAsync(SandboxHotel hotel, IEnumerable<Upkeep> kinds)
    {
        var truths = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var kind in kinds)
            truths[kind.Truth] = (await hotel.TruthAsync(kind.Truth, Token)).ToDictionary(SandboxHotel.IdOf, record => record.GetRawText(), StringComparer.Ordinal);
        return truths;
    }

    /// <summary>Each record once, and equal in every member that the truth has.</summary>
    private static void AreEqual(IReadOnlyList<JsonElement> truth, IReadOnlyList<JsonElement> heard)
    {
        Assert.NotEmpty(truth);
        Assert.Equal(truth.Select(SandboxHotel.IdOf).Order(StringComparer.Ordinal), heard.Select(SandboxHotel.IdOf).Order(StringComparer.Ordinal));
        var found = heard.ToDictionary(SandboxHotel.IdOf, StringComparer.Ordinal);
        foreach (var record in truth)
        {
            foreach (var member in record.EnumerateObject())
                AreEqual(member, found[SandboxHotel.IdOf(record)]);
        }
    }

    private static void AreEqual(JsonProperty expected, JsonElement heard)
    {
        var isHeard = heard.TryGetProperty(expected.Name, out var actual);
        if (expected.Value.ValueKind == JsonValueKind.Null)
            Assert.False(isHeard, $"{expected.Name} is {actual}");
        else if (expected.Name.EndsWith("At", StringComparison.Ordinal))
            Assert.Equal(expected.Value.GetDateTimeOffset(), isHeard ? actual.GetDateTimeOffset() : default(DateTimeOffset?));
        else
            Assert.True(isHeard && JsonElement.DeepEquals(expected.Value, actual), $"{expected.Name} of {SandboxHotel.IdOf(heard)} is {actual}, the truth says {expected.Value}");
    }

    /// <summary>One kind: its address, its name in the truth, its exchange.</summary>
    private sealed record Upkeep(string Address, string Truth, string Exchange, Func<object, bool> IsListed)
    {
        public static IReadOnlyList<Upkeep> All { get; } =
        [
            new("availability", "availability", Heard.Availability, connector => connector is IReadsAvailability),
            new("maintenance", "maintenance", Heard.Maintenance, connector => connector is IReadsMaintenance),
            new("housekeeping-tasks", "housekeepingTasks", Heard.HousekeepingTasks, connector => connector is IReadsHousekeepingTasks),
        ];
    }
}
