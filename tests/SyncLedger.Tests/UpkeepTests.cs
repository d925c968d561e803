using System.Globalization;
using System.Net;
using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.Contracts.Maintenance;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.SyncLedger.Tests;

/// <summary>Nights, maintenance and tasks are kept and read like everything else.</summary>
public sealed class UpkeepTests(Ledger ledger) : IClassFixture<Ledger>
{
    private static readonly DateOnly First = new(2030, 6, 2);

    [Fact]
    public async Task A_night_is_kept_with_its_history_and_stands_in_an_address_as_it_is()
    {
        var connection = Make.Connection();
        foreach (var (minute, available) in new[] { (1, 5), (2, 4), (3, 4) })
        {
            await ledger.PublishAsync(Nights(connection, minute, available, First));
            await ledger.CountedAsync(connection, minute);
        }

        var address = $"/api/ledger/availability/{connection}/dbl:2030-06-02";
        var now = await ledger.GetAsync<LedgerEntry>(address);
        var history = await ledger.GetAsync<Page<LedgerVersion>>($"{address}/history");

        Assert.Equal(4, now.Value.GetProperty("available").GetInt32());
        Assert.Equal([4, 5], history.Items.Select(version => version.Value.GetProperty("available").GetInt32()));
        var statistics = await ledger.StatisticsAsync(connection, EntityKind.Availability);
        Assert.Equal((1L, 2L, 1L), (statistics.Current, statistics.Applied, statistics.Unchanged));
    }

    [Fact]
    public async Task Nights_can_be_asked_for_by_dates_page_by_page()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Nights(connection, 1, 5, [.. Enumerable.Range(0, 10).Select(First.AddDays)]));
        await ledger.CountedAsync(connection, 10);

        var list = $"/api/ledger/availability?connectionId={connection}&from=2030-06-04&until=2030-06-07&limit=3";
        var first = await ledger.GetAsync<Page<LedgerEntry>>(list);
        var second = await ledger.GetAsync<Page<LedgerEntry>>($"{list}&after={Uri.EscapeDataString(first.Next!)}");

        Assert.Equal(["dbl:2030-06-04", "dbl:2030-06-05", "dbl:2030-06-06", "dbl:2030-06-07"], first.Items.Concat(second.Items).Select(entry => entry.ExternalId));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Maintenance_is_found_by_any_of_its_dates()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(new MaintenanceChanged
        {
            Context = Make.Context(connection),
            Items = [Block("m1", First, First.AddDays(3)), Block("m2", First.AddDays(10), First.AddDays(12))],
        });
        await ledger.CountedAsync(connection, 2);

        Assert.Equal(["m1"], await IdsAsync($"maintenance?connectionId={connection}&from=2030-06-03&until=2030-06-03"));
        Assert.Equal(["m2"], await IdsAsync($"maintenance?connectionId={connection}&from=2030-06-06"));
        Assert.Equal(["m1", "m2"], await IdsAsync($"maintenance?connectionId={connection}"));
    }

    [Fact]
    public async Task Tasks_are_kept_with_their_status()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(new HousekeepingTasksChanged
        {
            Context = Make.Context(connection),
            Items =
            [
                new Versioned<HousekeepingTask>
                {
                    Version = Make.Version(1, "t") with { ModifiedAt = null },
                    Value = new HousekeepingTask { ExternalId = "t1", Kind = HousekeepingTaskKind.Cleaning, Status = HousekeepingTaskStatus.InProgress, VendorStatus = "x", Title = "Clean" },
                },
            ],
        });
        await ledger.CountedAsync(connection, 1);

        Assert.Equal(["t1"], await IdsAsync($"housekeeping-tasks?connectionId={connection}"));
        Assert.Equal(
            "InProgress",
            await ledger.ScalarAsync<string>("SELECT e.status FROM entity AS e JOIN entity_set AS s USING (set_id) WHERE s.connection_id = $1", connection));
    }

    [Theory]
    [InlineData("bookings?from=2030-06-01", "from")]
    [InlineData("housekeeping-tasks?until=2030-06-01", "until")]
    [InlineData("availability?from=tomorrow", "from")]
    [InlineData("availability?until=2030-02-30", "until")]
    [InlineData("availability?from=2030-06-02&until=2030-06-01", "until")]
    public async Task A_wrong_date_is_named(string list, string field) =>
        Assert.Equal(field, (await ledger.ProblemAsync($"/api/ledger/{list}", HttpStatusCode.BadRequest)).GetProperty("field").GetString());

    private async Task<IEnumerable<string>> IdsAsync(string list) =>
        (await ledger.GetAsync<Page<LedgerEntry>>($"/api/ledger/{list}")).Items.Select(entry => entry.ExternalId);

    private static AvailabilityChanged Nights(string connection, int minute, int available, params DateOnly[] dates) => new()
    {
        Context = Make.Context(connection),
        Items =
        [
            .. dates.Select(date => new Versioned<AvailabilityDay>
            {
                Version = Make.Version(minute, available.ToString(CultureInfo.InvariantCulture)) with { ModifiedAt = null },
                Value = new AvailabilityDay { ExternalId = AvailabilityDay.IdOf("dbl", date), RoomTypeExternalId = "dbl", Date = date, Available = available },
            }),
        ],
    };

    private static Versioned<MaintenanceBlock> Block(string id, DateOnly from, DateOnly until) => new()
    {
        Version = Make.Version(1, id),
        Value = new MaintenanceBlock { ExternalId = id, RoomExternalId = "r1", Service = RoomService.OutOfOrder, From = from, Until = until },
    };
}
