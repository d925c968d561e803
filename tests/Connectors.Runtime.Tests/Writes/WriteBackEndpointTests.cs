using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

/// <summary>One service for all tests of the class: none of them needs another state.</summary>
public sealed class RunningWrites(SharedServers servers) : IAsyncLifetime
{
    internal WritesUnderTest Writes { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Writes = await WritesUnderTest.StartAsync(servers, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Writes.DisposeAsync();
}

public sealed class WriteBackEndpointTests(RunningWrites running) : IClassFixture<RunningWrites>
{
    private readonly WritesUnderTest _writes = running.Writes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accepted_means_committed_with_an_address_to_follow()
    {
        using var response = await WritesUnderTest.PostAsync(_writes.Client, Requests.Note(), "k1", Token);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var answer = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.WriteBackAnswer, Token))!;
        Assert.Equal($"/api/pms/write-backs/writing/{answer.WriteBack.Id}", answer.Address);
        Assert.Equal(answer.Address, response.Headers.Location!.OriginalString);
        Assert.Equal(("htl_one", "con_one", "writing", WriteBackKind.Note, "b1"),
            (answer.WriteBack.HotelId, answer.WriteBack.ConnectionId, answer.WriteBack.Vendor, answer.WriteBack.Kind, answer.WriteBack.BookingId));
        Assert.Equal(1L, await ScalarAsync($"SELECT count(*) FROM writing.write_back WHERE id = '{answer.WriteBack.Id}'"));
    }

    [Fact]
    public async Task The_same_key_and_body_is_the_same_write_also_when_sent_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _writes.AcceptAsync(Requests.Charge("once"), Token, key: "at-once")));
        var again = await _writes.AcceptAsync("""{"provider":"writing","bookingId":"once","kind":"Charge","charge":{"title":"Minibar","amount":{"currency":"EUR","minorUnits":1250}}}""", Token, key: "at-once");

        Assert.Equal(again.Id, Assert.Single(answers.Select(answer => answer.Id).Distinct()));
        await _writes.InAsync(again.Id, WriteBackState.Succeeded, Token);
        Assert.Single(_writes.Vendor.Effects, effect => effect.Target == "once");
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_a_conflict_and_another_hotel_has_its_own_keys()
    {
        await _writes.AcceptAsync(Requests.Charge("b7", 100), Token, key: "shared");

        using var other = await WritesUnderTest.PostAsync(_writes.Client, Requests.Charge("b7", 101), "shared", Token);
        using var foreign = await WritesUnderTest.PostAsync(_writes.As("htl_two"), Requests.Charge("b7", 101), "shared", Token);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Accepted), (other.StatusCode, foreign.StatusCode));
    }

    [Fact]
    public async Task A_write_is_noted_for_the_record_once_however_often_it_is_sent_and_without_its_text()
    {
        for (var time = 0; time < 3; time++)
            await _writes.AcceptAsync(Requests.Note(), Token, key: "noted");
        var write = await _writes.AcceptAsync(Requests.Note(), Token, key: "noted");

        var note = $"SELECT count(*) FROM writing.audit_note WHERE entry ->> 'target' = 'write-back {write.Id}' AND entry ->> 'action' = 'write-back.requested'";
        Assert.Equal(1L, await ScalarAsync(note));
        Assert.Equal(0L, await ScalarAsync($"{note} AND entry::text LIKE '%Late%'"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("with blank")]
    public async Task A_key_is_needed(string? key)
    {
        using var response = await WritesUnderTest.PostAsync(_writes.Client, Requests.Note(), key, Token);

        Assert.Equal("Idempotency-Key", (await ProblemAsync(response, HttpStatusCode.BadRequest)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_key_has_at_most_200_characters()
    {
        await _writes.AcceptAsync(Requests.Note(), Token, key: new string('k', 200));
        using var response = await WritesUnderTest.PostAsync(_writes.Client, Requests.Note(), new string('k', 201), Token);

        await ProblemAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_kind_the_vendor_does_not_take_is_refused_with_what_it_takes()
    {
        using var response = await WritesUnderTest.PostAsync(
            _writes.Client, """{"kind":"Preferences","guestId":"g1","preferences":[{"category":"room","value":"high floor"}]}""", "p1", Token);

        var problem = await ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("urn:pms:problem:not-processable", problem.GetProperty("type").GetString());
        Assert.Equal(["Note", "Charge", "CheckoutTime", "Housekeeping"], problem.GetProperty("supported").EnumerateArray().Select(each => each.GetString()));
    }

    [Fact]
    public async Task A_value_the_vendor_can_never_take_is_refused_before_it_is_accepted()
    {
        using var response = await WritesUnderTest.PostAsync(_writes.Client, Requests.Housekeeping(status: "Pickup"), "h1", Token);

        Assert.Contains("no pickup", (await ProblemAsync(response, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "kind")]
    [InlineData("""{"kind":"Refund","bookingId":"b"}""", "kind")]
    [InlineData("""{"kind":7}""", "$.kind")]
    [InlineData("""{"kind":"Note","provider":"other","bookingId":"b","note":"n"}""", "provider")]
    [InlineData("""{"kind":"Note","note":"n"}""", "bookingId")]
    [InlineData("""{"kind":"Note","bookingId":"","note":"n"}""", "bookingId")]
    [InlineData("""{"kind":"Note","bookingId":"a b","note":"n"}""", "bookingId")]
    [InlineData("""{"kind":"Note","bookingId":"b"}""", "note")]
    [InlineData("""{"kind":"Note","bookingId":"b","note":"  "}""", "note")]
    [InlineData("""{"kind":"Note","bookingId":"b","note":"bell \u0007"}""", "note")]
    [InlineData("""{"kind":"Note","bookingId":"b","note":"n","roomId":"r"}""", "roomId")]
    [InlineData("""{"kind":"Note","bookingId":"b","note":"n","checkoutTime":"11:00"}""", "checkoutTime")]
    [InlineData("""{"kind":"Charge","bookingId":"b"}""", "charge")]
    [InlineData("""{"kind":"Charge","bookingId":"b","charge":{"title":"t"}}""", "charge.amount")]
    [InlineData("""{"kind":"Charge","bookingId":"b","charge":{"title":"t","amount":{"minorUnits":1,"currency":"XXX"}}}""", "charge.amount.currency")]
    [InlineData("""{"kind":"Charge","bookingId":"b","charge":{"title":"t","amount":{"minorUnits":1,"currency":"eur"}}}""", "charge.amount.currency")]
    [InlineData("""{"kind":"Charge","bookingId":"b","charge":{"title":"t","amount":{"minorUnits":1}}}""", "charge.amount.currency")]
    [InlineData("""{"kind":"Charge","bookingId":"b","charge":{"title":"t","amount":{"minorUnits":0,"currency":"EUR"}}}""", "charge.amount.minorUnits")]
    [InlineData("""{"kind":"Charge","bookingId":"b","charge":{"title":"t","amount":{"minorUnits":-5,"currency":"EUR"}}}""", "charge.amount.minorUnits")]
    [InlineData("""{"kind":"Charge","bookingId":"b","charge":{"title":"","amount":{"minorUnits":5,"currency":"EUR"}}}""", "charge.title")]
    [InlineData("""{"kind":"Charge","bookingId":"b","charge":{"amount":{"minorUnits":5,"currency":"EUR"}}}""", "charge.title")]
    [InlineData("""{"kind":"CheckoutTime","bookingId":"b"}""", "checkoutTime")]
    [InlineData("""{"kind":"CheckoutTime","bookingId":"b","checkoutTime":"25:00"}""", "$.checkoutTime")]
    [InlineData("""{"kind":"CheckoutTime","bookingId":"b","checkoutTime":"11:00:30"}""", "checkoutTime")]
    [InlineData("""{"kind":"Housekeeping","roomId":"r"}""", "housekeeping")]
    [InlineData("""{"kind":"Housekeeping","roomId":"r","housekeeping":"Sparkling"}""", "housekeeping")]
    [InlineData("""{"kind":"Housekeeping","housekeeping":"Clean"}""", "roomId")]
    [InlineData("""[]""", "$")]
    public async Task A_wrong_member_is_named_with_a_reason(string body, string field)
    {
        using var response = await WritesUnderTest.PostAsync(_writes.Client, body, "wrong", Token);

        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.NotEmpty(problem.GetProperty("reason").GetString()!);
    }

    [Fact]
    public async Task Texts_have_their_bounds()
    {
        await _writes.AcceptAsync(Requests.Note(text: new string('n', 4000)), Token);
        using var note = await WritesUnderTest.PostAsync(_writes.Client, Requests.Note(text: new string('n', 4001)), "long-note", Token);
        using var id = await WritesUnderTest.PostAsync(_writes.Client, Requests.Note(new string('b', 201)), "long-id", Token);

        Assert.Equal("note", (await ProblemAsync(note, HttpStatusCode.BadRequest)).GetProperty("field").GetString());
        Assert.Equal("bookingId", (await ProblemAsync(id, HttpStatusCode.BadRequest)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Another_hotels_writes_do_not_exist()
    {
        var mine = await _writes.AcceptAsync(Requests.Note("b-mine"), Token);
        var other = _writes.As("htl_two");

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/write-backs/{mine.Id}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsJsonAsync($"/write-backs/{mine.Id}/settle", new { arrived = true }, Token)).StatusCode);
        Assert.DoesNotContain((await ListAsync(other, "?limit=200")).Items, view => view.Id == mine.Id);
        using var both = await WritesUnderTest.PostAsync(_writes.As("htl_one", "htl_two"), Requests.Note(), "both", Token);
        Assert.Equal("x-hotel-slug", (await ProblemAsync(both, HttpStatusCode.BadRequest)).GetProperty("field").GetString());
        using var none = await WritesUnderTest.PostAsync(_writes.As("htl_three"), Requests.Note(), "none", Token);
        await ProblemAsync(none, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Without_a_signed_identity_nothing_is_answered()
    {
        using var anonymous = new HttpClient { BaseAddress = _writes.Client.BaseAddress };

        using var response = await WritesUnderTest.PostAsync(anonymous, Requests.Note(), "k", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Lists_are_newest_first_in_pages_and_filtered()
    {
        var made = new List<Guid>();
        for (var number = 0; number < 5; number++)
            made.Add((await _writes.AcceptAsync(Requests.Note("b-list", $"note {number}"), Token)).Id);
        await _writes.InAsync(made[^1], WriteBackState.Succeeded, Token);

        var listed = new List<Guid>();
        string? next = null;
        do
        {
            var page = await ListAsync(_writes.Client, $"?bookingId=b-list&state=succeeded&limit=2{(next is null ? "" : $"&after={next}")}");
            listed.AddRange(page.Items.Select(view => view.Id));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(Enumerable.Reverse(made), listed);
        Assert.Empty((await ListAsync(_writes.Client, "?bookingId=b-list&state=Failed")).Items);
    }

    [Theory]
    [InlineData("?state=Lost", "state")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=201", "limit")]
    [InlineData("?after=%2f%2f", "after")]
    public async Task A_wrong_question_is_named(string query, string field)
    {
        using var response = await _writes.Client.GetAsync($"/write-backs{query}", Token);

        Assert.Equal(field, (await ProblemAsync(response, HttpStatusCode.BadRequest)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task What_is_written_lies_encrypted_and_is_never_logged()
    {
        var write = await _writes.AcceptAsync(Requests.Note("b-secret", "MARK-Teresa-Braganca"), Token);
        await _writes.InAsync(write.Id, WriteBackState.Succeeded, Token);

        var row = (string)(await ScalarAsync($"SELECT encode(payload, 'escape') || w::text FROM writing.write_back w WHERE id = '{write.Id}'"))!;
        Assert.DoesNotContain("MARK-Teresa", row, StringComparison.Ordinal);
        Assert.DoesNotContain("MARK-Teresa", _writes.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_uncertain_write_can_be_settled()
    {
        var write = await _writes.AcceptAsync(Requests.Note("b-settle"), Token);
        await _writes.InAsync(write.Id, WriteBackState.Succeeded, Token);

        using var settled = await _writes.Client.PostAsJsonAsync($"/write-backs/{write.Id}/settle", new { arrived = false }, Token);
        using var unclear = await _writes.Client.PostAsJsonAsync($"/write-backs/{write.Id}/settle", new { }, Token);
        using var unknown = await _writes.Client.PostAsJsonAsync($"/write-backs/{Guid.NewGuid()}/settle", new { arrived = true }, Token);

        await ProblemAsync(settled, HttpStatusCode.Conflict);
        Assert.Equal("arrived", (await ProblemAsync(unclear, HttpStatusCode.BadRequest)).GetProperty("field").GetString());
        await ProblemAsync(unknown, HttpStatusCode.NotFound);
    }

    private static async Task<Page<WriteBackView>> ListAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync($"/write-backs{query}", ContractsJson.Default.PageWriteBackView, Token))!;

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Token)}");
        return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(_writes.Database);
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
