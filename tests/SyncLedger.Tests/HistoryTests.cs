using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Tests;

public sealed class HistoryTests(Ledger ledger) : IClassFixture<Ledger>
{
    private Payloads Payloads => ledger.Services.GetRequiredService<Payloads>();

    [Fact]
    public async Task Whatever_the_order_of_arrival_current_version_history_and_time_travel_are_those_of_the_order_of_versions()
    {
        foreach (var deliveries in Deliveries.Gen.Sample(40))
        {
            var connection = Make.Connection();
            foreach (var batch in deliveries.Batches)
            {
                await ledger.WriteAsync([.. batch.Select(delivery => Make.Snapshot(
                    connection, delivery.Id, delivery.Version.Minute, delivery.Version.Content.ToString(), delivery.Version.SeenMinute, Payloads))]);
            }

            await AssertIsInOrderOfVersionsAsync(deliveries, connection);
        }
    }

    [Fact]
    public async Task A_then_B_then_A_are_three_states()
    {
        var connection = Make.Connection();
        await WriteAsync(connection, (1, "A"));
        await WriteAsync(connection, (2, "B"));
        await WriteAsync(connection, (3, "A"));

        var statistics = await ledger.StatisticsAsync(connection);
        Assert.Equal((1, 3, 0, 0), (statistics.Current, statistics.Applied, statistics.Unchanged, statistics.Stale));
        Assert.Equal(["A", "B", "A"], await NotesOfHistoryAsync(connection));
    }

    [Fact]
    public async Task The_same_content_again_is_counted_and_is_no_state_of_its_own()
    {
        var connection = Make.Connection();
        await WriteAsync(connection, (1, "A"));
        await WriteAsync(connection, (2, "A"));

        var statistics = await ledger.StatisticsAsync(connection);
        Assert.Equal((1, 1, 1, 0), (statistics.Current, statistics.Applied, statistics.Unchanged, statistics.Stale));
        Assert.Equal(["A"], await NotesOfHistoryAsync(connection));
        var current = await ledger.GetAsync<LedgerEntry>($"/api/ledger/bookings/{connection}/b1");
        Assert.Equal(Make.Midnight.AddMinutes(2), current.Version.ModifiedAt);
    }

    [Fact]
    public async Task An_older_version_is_kept_and_never_applied()
    {
        var connection = Make.Connection();
        await WriteAsync(connection, (5, "B"));
        await WriteAsync(connection, (1, "A"));

        var current = await ledger.GetAsync<LedgerEntry>($"/api/ledger/bookings/{connection}/b1");
        Assert.Equal("B", current.Value.GetProperty("notes").GetString());
        Assert.Equal(["B", "A"], await NotesOfHistoryAsync(connection));
        var history = await ledger.GetAsync<Page<LedgerVersion>>($"/api/ledger/bookings/{connection}/b1/history");
        Assert.Equal([LedgerOutcome.Applied, LedgerOutcome.Stale], history.Items.Select(version => version.Outcome));
        Assert.Equal((1, 1), ((await ledger.StatisticsAsync(connection)).Applied, (await ledger.StatisticsAsync(connection)).Stale));
    }

    [Fact]
    public async Task A_redelivery_is_unchanged_and_doubles_nothing()
    {
        var connection = Make.Connection();
        await WriteAsync(connection, (1, "A"), (2, "B"), (3, "C"));
        await WriteAsync(connection, (1, "A"), (2, "B"), (3, "C"));

        var statistics = await ledger.StatisticsAsync(connection);
        Assert.Equal((1, 3, 3, 0), (statistics.Current, statistics.Applied, statistics.Unchanged, statistics.Stale));
        Assert.Equal(3, await VersionsAsync(connection));
    }

    [Fact]
    public async Task Several_versions_of_one_entity_in_one_batch_are_judged_in_their_order()
    {
        var connection = Make.Connection();
        await WriteAsync(connection, (3, "C"), (1, "A"), (2, "B"), (2, "B"));

        var statistics = await ledger.StatisticsAsync(connection);
        Assert.Equal((1, 3, 1, 0), (statistics.Current, statistics.Applied, statistics.Unchanged, statistics.Stale));
        Assert.Equal(["C", "B", "A"], await NotesOfHistoryAsync(connection));
    }

    [Fact]
    public async Task The_same_external_id_of_two_connections_is_two_entities()
    {
        var (first, second) = (Make.Connection(), Make.Connection());
        await ledger.WriteAsync([
            Make.Snapshot(first, "b1", 1, "A", payloads: Payloads), Make.Snapshot(second, "b1", 2, "B", payloads: Payloads)]);

        Assert.Equal(["A"], await NotesOfHistoryAsync(first));
        Assert.Equal(["B"], await NotesOfHistoryAsync(second));
    }

    [Fact]
    public async Task History_is_paged_without_gaps()
    {
        var connection = Make.Connection();
        await WriteAsync(connection, [.. Enumerable.Range(1, 7).Select(minute => (minute, $"v{minute}"))]);

        List<string> notes = [];
        string? next = null;
        do
        {
            var page = await ledger.GetAsync<Page<LedgerVersion>>($"/api/ledger/bookings/{connection}/b1/history?limit=3{(next is null ? "" : "&after=" + next)}");
            notes.AddRange(page.Items.Select(version => version.Value.GetProperty("notes").GetString()!));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(["v7", "v6", "v5", "v4", "v3", "v2", "v1"], notes);
    }

    [Fact]
    public async Task Batches_of_the_same_connections_at_the_same_time_neither_deadlock_nor_lose_anything()
    {
        string[] connections = [Make.Connection(), Make.Connection()];
        await Parallel.ForEachAsync(Enumerable.Range(0, 24), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (batch, _) =>
            await ledger.WriteAsync([
                .. from connection in batch % 2 == 0 ? connections : connections.Reverse()
                   from id in Enumerable.Range(0, 20).OrderBy(id => (id * 7 * (batch + 1)) % 20)
                   select Make.Snapshot(connection, $"b{id}", batch, $"content {batch}", payloads: Payloads)]));

        foreach (var connection in connections)
        {
            var statistics = await ledger.StatisticsAsync(connection);
            Assert.Equal((20, 24 * 20), (statistics.Current, statistics.Applied + statistics.Unchanged + statistics.Stale));
            Assert.Equal(24 * 20, await VersionsAsync(connection));
        }
    }

    private Task WriteAsync(string connection, params (int Minute, string Content)[] versions) =>
        ledger.WriteAsync([.. versions.Select(version => Make.Snapshot(connection, "b1", version.Minute, version.Content, payloads: Payloads))]);

    private async Task<IReadOnlyList<string?>> NotesOfHistoryAsync(string connection) =>
        [.. (await ledger.GetAsync<Page<LedgerVersion>>($"/api/ledger/bookings/{connection}/b1/history")).Items.Select(version => version.Value.GetProperty("notes").GetString())];

    private Task<long> VersionsAsync(string connection) =>
        ledger.ScalarAsync<long>("SELECT count(*) FROM entity_history WHERE set_id = (SELECT set_id FROM entity_set WHERE connection_id = $1)", connection);

    private async Task AssertIsInOrderOfVersionsAsync(Deliveries deliveries, string connection)
    {
        var distinct = deliveries.All.Distinct().ToList();
        Assert.True(distinct.Count == await VersionsAsync(connection), $"{deliveries}");
        foreach (var id in distinct.Select(delivery => delivery.Id).Distinct(StringComparer.Ordinal))
        {
            var states = deliveries.StatesOf(id);
            var history = await ledger.GetAsync<Page<LedgerVersion>>($"/api/ledger/bookings/{connection}/{id}/history");
            Assert.True(
                states.Reverse().Select(state => (state.Content.ToString(), Make.Midnight.AddMinutes(state.Minute)))
                    .SequenceEqual(history.Items.Select(version => (NotesOf(version.Value, version.Removed is true)!, version.Version.ModifiedAt!.Value))),
                $"history of {id}: {deliveries}");
            await AssertShowsAsync($"/api/ledger/bookings/{connection}/{id}", states[^1].Content, $"current {id}: {deliveries}");
            var last = states.Where(state => state.Content != V.Removal).Select(state => state.Content.ToString()).LastOrDefault();
            var kept = await ledger.GetAsync<LedgerEntry>($"/api/ledger/bookings/{connection}/{id}?includeRemoved=true");
            Assert.True(string.Equals(last, NotesOf(kept.Value, isRemoval: false), StringComparison.Ordinal), $"what {id} was last: {deliveries}");

            foreach (var minute in states.Select(state => state.Minute).Distinct())
            {
                var at = $"{Make.Midnight.AddMinutes(minute).AddSeconds(30):yyyy-MM-ddTHH:mm:ssZ}";
                await AssertShowsAsync($"/api/ledger/bookings/{connection}/{id}?at={at}", deliveries.ContentAt(id, minute), $"{id} at {minute}: {deliveries}");
            }
        }

        var there = distinct.GroupBy(delivery => delivery.Id, StringComparer.Ordinal).Count(versions => versions.MaxBy(version => version.Version.Place).Version.Content != V.Removal);
        Assert.True(there == (await ledger.StatisticsAsync(connection)).Current, $"current: {deliveries}");
    }

    /// <summary>The address shows a content, or says that the booking was removed, or that there is none.</summary>
    private async Task AssertShowsAsync(string address, char? content, string because)
    {
        using var response = await ledger.SendAsync(address);
        if (content is null or V.Removal)
        {
            Assert.True(response.StatusCode is HttpStatusCode.NotFound, because);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.True(problem.TryGetProperty("removedAt", out _) == content is V.Removal, because);
            return;
        }

        Assert.True(response.StatusCode is HttpStatusCode.OK, because);
        var entry = await response.Content.ReadFromJsonAsync(ContractsJson.Default.LedgerEntry, TestContext.Current.CancellationToken);
        Assert.True(string.Equals(content.ToString(), NotesOf(entry!.Value, isRemoval: false), StringComparison.Ordinal), because);
    }

    private static string? NotesOf(JsonElement value, bool isRemoval) =>
        isRemoval ? V.Removal.ToString() : value.ValueKind is JsonValueKind.Null ? null : value.GetProperty("notes").GetString();
}
