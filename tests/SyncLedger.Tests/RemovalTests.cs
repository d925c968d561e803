using System.Net;
using System.Net.Http.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;

namespace PmsPlatform.SyncLedger.Tests;

/// <summary>Records that are no longer at their vendor, over the broker; and the fingerprints by which a connector sees what is held.</summary>
public sealed class RemovalTests(Ledger ledger) : IClassFixture<Ledger>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EntityKind.Booking)]
    [InlineData(EntityKind.Guest)]
    [InlineData(EntityKind.Room)]
    public async Task A_removed_record_is_listed_no_more_and_found_with_its_last_content_when_asked_for(EntityKind entity)
    {
        var connection = Make.Connection();
        var address = entity switch { EntityKind.Booking => "bookings", EntityKind.Guest => "guests", _ => "rooms" };
        await PublishTwoAsync(connection, entity);
        await ledger.CountedAsync(connection, 2);

        await ledger.PublishAsync(Make.Removed(connection, entity, ("x1", 1, 9)));
        await ledger.CountedAsync(connection, 3);

        var listed = await ledger.GetAsync<Page<LedgerEntry>>($"/api/ledger/{address}?connectionId={connection}");
        Assert.Equal(["x2"], listed.Items.Select(entry => entry.ExternalId));
        var all = await ledger.GetAsync<Page<LedgerEntry>>($"/api/ledger/{address}?connectionId={connection}&includeRemoved=true");
        Assert.Equal(["x1", "x2"], all.Items.Select(entry => entry.ExternalId));
        Assert.Equal((Make.Midnight.AddMinutes(9), "x1"), (all.Items[0].RemovedAt, all.Items[0].Value.GetProperty("externalId").GetString()));
        Assert.Null(all.Items[1].RemovedAt);
        Assert.Equal(1, (await ledger.StatisticsAsync(connection, entity)).Current);
    }

    [Fact]
    public async Task A_removal_comes_again_and_late_and_changes_nothing_more()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Removed(connection, EntityKind.Booking, ("b1", 5, 9)));
        await ledger.CountedAsync(connection, 1);
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("b1", 5, "A")));
        await ledger.PublishAsync(Make.Removed(connection, EntityKind.Booking, ("b1", 5, 9)));
        await ledger.CountedAsync(connection, 3);

        using var gone = await ledger.SendAsync($"/api/ledger/bookings/{connection}/b1");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        var statistics = await ledger.StatisticsAsync(connection);
        Assert.Equal((0, 1, 1, 1), (statistics.Current, statistics.Applied, statistics.Unchanged, statistics.Stale));
    }

    [Fact]
    public async Task A_record_that_comes_back_with_the_vendors_old_time_is_there_again_and_all_three_states_are_kept()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("b1", 5, "A")));
        await ledger.CountedAsync(connection, 1);
        await ledger.PublishAsync(Make.Removed(connection, EntityKind.Booking, ("b1", 5, 9)));
        await ledger.CountedAsync(connection, 2);
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("b1", 5, "A", seenMinute: 12)));
        await ledger.CountedAsync(connection, 3);

        Assert.Null((await ledger.GetAsync<LedgerEntry>($"/api/ledger/bookings/{connection}/b1")).RemovedAt);
        var history = await ledger.GetAsync<Page<LedgerVersion>>($"/api/ledger/bookings/{connection}/b1/history");
        Assert.Equal([null, true, null], history.Items.Select(version => version.Removed));
        Assert.All(history.Items, version => Assert.Equal(LedgerOutcome.Applied, version.Outcome));
        Assert.Equal((1L, 3L), ((await ledger.StatisticsAsync(connection)).Current, (await ledger.StatisticsAsync(connection)).Applied));
    }

    [Fact]
    public async Task A_removal_without_a_usable_id_is_held_back_and_the_others_are_kept()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("b1", 1, "A")));
        await ledger.CountedAsync(connection, 1);
        await ledger.PublishAsync(Make.Removed(connection, EntityKind.Booking, (new string('x', 300), 1, 2), ("b1", 1, 2)));
        await ledger.CountedAsync(connection, 2);

        var refusals = await ledger.GetAsync<Page<LedgerRefusal>>("/api/ledger/refusals");
        Assert.Single(refusals.Items, refusal => string.Equals(refusal.ConnectionId, connection, StringComparison.Ordinal));
        Assert.Equal(0, (await ledger.StatisticsAsync(connection)).Current);
    }

    [Fact]
    public async Task Digests_are_those_of_the_current_records_by_day_whatever_their_order()
    {
        var connection = Make.Connection();
        Versioned<Contracts.Bookings.Booking>[] items = [.. Enumerable.Range(0, 50).Select(index => OnDay($"b{index}", index % 3, $"content {index}"))];
        await ledger.PublishAsync(Make.Bookings(connection, [.. items.Reverse()]));
        await ledger.CountedAsync(connection, 50);
        await ledger.PublishAsync(Make.Removed(connection, EntityKind.Booking, ("b0", 1, 9)));
        await ledger.CountedAsync(connection, 51);

        var digests = await ledger.GetAsync<LedgerDigests>($"/api/ledger/digests?connectionId={connection}&entity=bookings");

        var expected = items.Skip(1).GroupBy(item => item.Value.Arrival).OrderBy(day => day.Key).Select(day => new LedgerDigest
        {
            Day = day.Key,
            Count = day.Count(),
            Digest = day.Aggregate(UInt128.Zero, (sum, item) => sum ^ RecordDigest.Of(item.Value.ExternalId, item.Version.ContentHash)).ToString("x32"),
        });
        Assert.Equal(expected, digests.Days);
    }

    [Fact]
    public async Task Records_of_days_are_given_with_their_versions_and_never_another_hotels()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, OnDay("b1", 0, "A"), OnDay("b2", 1, "B")));
        await ledger.CountedAsync(connection, 2);
        var question = new LedgerDigestQuestion { ConnectionId = connection, Entity = EntityKind.Booking, Days = [new DateOnly(2030, 6, 3)] };

        var record = Assert.Single(await RecordsAsync(question, Make.Aurora));

        Assert.Equal(("b2", Make.Version(1, "B").ContentHash), (record.ExternalId, record.Version.ContentHash));
        Assert.Empty(await RecordsAsync(question, Make.Harbour));
        Assert.Empty((await ledger.GetAsync<LedgerDigests>($"/api/ledger/digests?connectionId={connection}&entity=bookings", Make.Harbour)).Days);
        await ledger.ProblemAsync($"/api/ledger/digests?connectionId={connection}&entity=beds", HttpStatusCode.BadRequest);
    }

    private static Versioned<Contracts.Bookings.Booking> OnDay(string id, int day, string content)
    {
        var item = Make.Item(id, 1, content);
        return item with { Value = item.Value with { Arrival = item.Value.Arrival.AddDays(day), Departure = item.Value.Departure.AddDays(day) } };
    }

    private async Task<IReadOnlyList<LedgerRecord>> RecordsAsync(LedgerDigestQuestion question, string hotel)
    {
        using var request = ledger.Request(HttpMethod.Post, "/api/ledger/digests/records", hotel);
        request.Content = JsonContent.Create(question, ContractsJson.Default.LedgerDigestQuestion);
        using var response = await ledger.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListLedgerRecord, Cancellation))!;
    }

    private Task PublishTwoAsync(string connection, EntityKind entity) => entity switch
    {
        EntityKind.Booking => ledger.PublishAsync(Make.Bookings(connection, Make.Item("x1", 1, "A"), Make.Item("x2", 1, "B"))),
        EntityKind.Guest => ledger.PublishAsync(Make.Guests(connection, "x1", "x2")),
        _ => ledger.PublishAsync(Make.Rooms(connection, "x1", "x2")),
    };
}
