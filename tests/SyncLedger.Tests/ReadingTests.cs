using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.SyncLedger.Tests;

public sealed class ReadingTests(Ledger ledger) : IClassFixture<Ledger>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_hold_everything_exactly_once_while_others_write()
    {
        var connection = Make.Connection();
        await PublishAsync(connection, Enumerable.Range(0, 400).Select(i => $"b{i:000}"), minute: 1);
        await ledger.CountedAsync(connection, 400);

        // Changes every booking already there and adds others before, between and after, while the pages are read.
        var writing = PublishAsync(connection, Enumerable.Range(0, 400).SelectMany(i => new[] { $"b{i:000}", $"b{i:000}x", $"a{i:000}", $"c{i:000}" }), minute: 2);
        List<LedgerEntry> seen = [];
        await ForEachPageAsync<LedgerEntry>($"/api/ledger/bookings?connectionId={connection}&limit=17", seen.AddRange);
        await writing;

        var ids = seen.ConvertAll(entry => entry.ExternalId);
        Assert.Equal(ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), ids);
        Assert.Equal(400, ids.Count(id => id is ['b', _, _, _]));
    }

    [Fact]
    public async Task A_list_without_a_connection_goes_through_all_of_the_callers_hotels_and_no_others()
    {
        var (aurora, harbour, other) = (Make.Connection(), Make.Connection(), Make.Connection());
        await ledger.PublishAsync(
            Make.BookingsOf("htl_one", aurora, Make.Item("b1", 1, "A"), Make.Item("b2", 1, "A")),
            Make.BookingsOf("htl_two", harbour, Make.Item("b1", 1, "A")),
            Make.BookingsOf("htl_three", other, Make.Item("b1", 1, "A")));
        foreach (var (connection, count) in new[] { (aurora, 2), (harbour, 1), (other, 1) })
            await ledger.CountedAsync(connection, count);

        List<LedgerEntry> seen = [];
        await ForEachPageAsync<LedgerEntry>("/api/ledger/bookings?limit=1", seen.AddRange, "htl_two", "htl_one");

        Assert.Equal([("htl_one", "b1"), ("htl_one", "b2"), ("htl_two", "b1")], seen.Select(entry => (entry.HotelId, entry.ExternalId)));
    }

    [Fact]
    public async Task Another_hotels_data_does_not_exist()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("b1", 1, "A")));
        await ledger.CountedAsync(connection, 1);

        foreach (var address in new[] { $"bookings/{connection}/b1", $"bookings/{connection}/b1?at=2031-01-01T00:00:00Z", $"bookings/{connection}/b1/history" })
        {
            var problem = await ledger.ProblemAsync($"/api/ledger/{address}", HttpStatusCode.NotFound, Make.Harbour);
            Assert.Equal("urn:pms:problem:not-found", problem.GetProperty("type").GetString());
        }

        Assert.Empty((await ledger.GetAsync<Page<LedgerEntry>>($"/api/ledger/bookings?connectionId={connection}", Make.Harbour)).Items);
        Assert.Empty((await ledger.GetAsync<Page<LedgerStatistics>>($"/api/ledger/statistics?connectionId={connection}", Make.Harbour)).Items);
    }

    [Fact]
    public async Task The_database_itself_shows_a_reader_the_rows_of_his_hotels_only()
    {
        var (own, other) = (Make.Connection(), Make.Connection());
        await ledger.PublishAsync(Make.BookingsOf("htl_own", own, Make.Item("b1", 1, "A"), Make.Item("b1", 2, "B")));
        await ledger.PublishAsync(Make.BookingsOf("htl_other", other, Make.Item("b1", 1, "A"), Make.Item("b1", 2, "B")));
        await ledger.CountedAsync(own, 2);
        await ledger.CountedAsync(other, 2);

        var scope = ledger.Services.GetRequiredService<HotelScope>();
        foreach (var table in new[] { "entity", "entity_history", "entity_set" })
        {
            var hotels = await scope.RunAsync(new CallerIdentity("t", ["htl_own"]), $"SELECT DISTINCT hotel_id FROM {table}", [], row => row.GetString(0), Cancellation);
            Assert.Equal(["htl_own"], hotels);
            Assert.Empty(await scope.RunAsync(new CallerIdentity("t", []), $"SELECT hotel_id FROM {table}", [], row => row.GetString(0), Cancellation));
        }

        // The scope ends with the statement: the next one to use the session writes as owner.
        Assert.Equal("postgres", await ledger.ScalarAsync<string>("SELECT current_user::text"));
    }

    [Fact]
    public async Task Every_table_that_names_a_hotel_is_under_row_level_security()
    {
        var rows = new RowSecurity(ledger.Database, "ledger");

        Assert.Empty(await rows.UnguardedAsync(["hotel_id"], Cancellation));
        Assert.Empty(await rows.OpenToAsync("pms_ledger_reader", Cancellation));
    }

    [Theory]
    [InlineData("/api/ledger/bookings?limit=0", "limit")]
    [InlineData("/api/ledger/bookings?limit=-1", "limit")]
    [InlineData("/api/ledger/bookings?limit=1001", "limit")]
    [InlineData("/api/ledger/bookings?limit=many", "limit")]
    [InlineData("/api/ledger/bookings?after=nonsense", "after")]
    [InlineData("/api/ledger/bookings?after=%00", "after")]
    [InlineData("/api/ledger/bookings/con/b1?at=yesterday", "at")]
    [InlineData("/api/ledger/bookings/con/b1?at=11/21/2026", "at")]
    [InlineData("/api/ledger/bookings/con/b1/history?after=b64", "after")]
    [InlineData("/api/ledger/quarantine?after=x", "after")]
    [InlineData("/api/ledger/refusals?after=x", "after")]
    [InlineData("/api/pms/sync/runs?state=sleeping", "state")]
    [InlineData("/api/pms/sync/runs?state=2", "state")]
    [InlineData("/api/pms/sync/runs?after=x", "after")]
    public async Task What_cannot_be_used_is_named(string address, string field)
    {
        var problem = await ledger.ProblemAsync(address, HttpStatusCode.BadRequest);

        Assert.Equal("urn:pms:problem:invalid-request", problem.GetProperty("type").GetString());
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("/api/ledger/invoices")]
    [InlineData("/api/ledger/bookings/con/nobody")]
    [InlineData("/api/ledger/bookings/con/nobody/history")]
    [InlineData("/api/pms/sync/runs/00000000-0000-0000-0000-000000000000")]
    [InlineData("/api/pms/sync/runs/seventeen")]
    public async Task What_is_not_there_is_not_found(string address) => await ledger.ProblemAsync(address, HttpStatusCode.NotFound);

    [Fact]
    public async Task A_connection_no_text_of_the_database_can_name_has_nothing() =>
        Assert.Empty((await ledger.GetAsync<Page<LedgerEntry>>("/api/ledger/bookings?connectionId=%00")).Items);

    [Fact]
    public async Task A_cursor_of_one_list_is_refused_by_another()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("b1", 1, "A"), Make.Item("b2", 1, "A")));
        await ledger.CountedAsync(connection, 2);
        var page = await ledger.GetAsync<Page<LedgerEntry>>($"/api/ledger/bookings?connectionId={connection}&limit=1");

        await ledger.ProblemAsync($"/api/ledger/guests?after={page.Next}", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_an_identity_nothing_is_answered()
    {
        using var client = new HttpRequestMessage(HttpMethod.Get, "/api/ledger/bookings");
        using var response = await ledger.SendAsync(client);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task An_id_with_a_slash_is_found()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("2030/17", 1, "A")));
        await ledger.CountedAsync(connection, 1);

        Assert.Equal("2030/17", (await ledger.GetAsync<LedgerEntry>($"/api/ledger/bookings/{connection}/2030%2F17")).ExternalId);
    }

    [Fact]
    public async Task Before_the_first_version_there_was_nothing()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, Make.Item("b1", 10, "A")));
        await ledger.CountedAsync(connection, 1);

        await ledger.ProblemAsync($"/api/ledger/bookings/{connection}/b1?at={Make.Midnight:yyyy-MM-ddTHH:mmZ}", HttpStatusCode.NotFound);
    }

    private Task PublishAsync(string connection, IEnumerable<string> ids, int minute) =>
        ledger.PublishAsync([.. ids.Select(id => Make.Item(id, minute, $"v{minute}")).Chunk(40).Select(items => Make.Bookings(connection, items))]);

    private async Task ForEachPageAsync<T>(string address, Action<IReadOnlyList<T>> take, params string[] hotels)
    {
        string? next = null;
        do
        {
            var page = await ledger.GetAsync<Page<T>>(next is null ? address : $"{address}&after={next}", hotels);
            take(page.Items);
            next = page.Next;
        }
        while (next is not null);
    }
}
