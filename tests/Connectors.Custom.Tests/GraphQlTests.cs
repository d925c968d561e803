using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Custom.Tests;

/// <summary>The runtime's GraphQL helper, against scripted answers and against the sandbox's own endpoint.</summary>
public sealed class GraphQlTests
{
    private const string Mapping = """{ "rooms": { "fields": { "externalId": "$.id", "number": "$.n" } } }""";

    private static readonly GraphQlRequest Ask = new() { Query = "query A($x: Int) { a(x: $x) { b } }", OperationName = "A", Variables = new JsonObject { ["x"] = 1 } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operation_is_sent_with_its_name_and_variables()
    {
        await using var system = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, """{"data":{"a":{"b":2}}}"""), Token);
        await using var connected = Connected.To(system.Url, Mapping);

        var answer = await new GraphQl(connected.Http, "graphql").SendAsync(Ask, Token);

        Assert.Equal(2, answer.Data.GetProperty("a").GetProperty("b").GetInt32());
        var body = JsonElement.Parse(system.Requests.Single().Body);
        Assert.Equal(("A", 1, Ask.Query), (body.GetProperty("operationName").GetString(), body.GetProperty("variables").GetProperty("x").GetInt32(), body.GetProperty("query").GetString()));
        Assert.Equal("/graphql", system.Requests.Single().Target);
    }

    [Theory]
    [InlineData("UNAUTHENTICATED", VendorErrorKind.Unauthorised)]
    [InlineData("forbidden", VendorErrorKind.Unauthorised)]
    [InlineData("NOT_FOUND", VendorErrorKind.NotFound)]
    [InlineData("FEATURE_NOT_ENABLED", VendorErrorKind.Unsupported)]
    [InlineData("BAD_USER_INPUT", VendorErrorKind.Rejected)]
    [InlineData("SOMETHING_ELSE", VendorErrorKind.Rejected)]
    public async Task Errors_without_data_mean_what_their_code_says_and_their_text_stays_here(string code, VendorErrorKind kind)
    {
        await using var system = await FakeVendor.StartAsync(
            http => FakeVendor.JsonAsync(http, $$$"""{"data":null,"errors":[{"message":"Signe Holm","extensions":{"code":"{{{code}}}"}}]}"""), Token);
        await using var connected = Connected.To(system.Url, Mapping);

        var error = await Assert.ThrowsAsync<VendorException>(() => new GraphQl(connected.Http, "graphql").SendAsync(Ask, Token));

        Assert.Equal(kind, error.Kind);
        Assert.DoesNotContain("Signe", error.ToString(), StringComparison.Ordinal);
        Assert.Single(system.Requests);
    }

    [Fact]
    public async Task A_limit_is_waited_out_and_a_broken_server_asked_again()
    {
        var calls = 0;
        await using var system = await FakeVendor.StartAsync(
            http => FakeVendor.JsonAsync(http, Interlocked.Increment(ref calls) switch
            {
                1 => """{"errors":[{"extensions":{"code":"RATE_LIMITED","retryAfter":0.01}}]}""",
                2 => """{"errors":[{"extensions":{"code":"INTERNAL_SERVER_ERROR","retryAfter":0.01}}]}""",
                _ => """{"data":{"a":null}}""",
            }),
            Token);
        await using var connected = Connected.To(system.Url, Mapping);
        await new GraphQl(connected.Http, "graphql").SendAsync(Ask, Token);
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task A_mutation_whose_answer_is_lost_is_uncertain_and_never_sent_again()
    {
        await using var system = await FakeVendor.StartAsync(
            http =>
            {
                http.Abort();
                return Task.CompletedTask;
            },
            Token);
        await using var connected = Connected.To(system.Url, Mapping);
        var error = await Assert.ThrowsAsync<VendorException>(() => new GraphQl(connected.Http, "graphql").SendAsync(Ask with { IsWrite = true }, Token));
        Assert.Equal(VendorErrorKind.Uncertain, error.Kind);
        Assert.Single(system.Requests);
    }

    [Fact]
    public async Task Errors_beside_data_are_told_with_their_places()
    {
        await using var system = await FakeVendor.StartAsync(
            http => FakeVendor.JsonAsync(http, """{"data":{"a":{"n":[{"b":1},null]}},"errors":[{"path":["a","n",1,"b"],"extensions":{"code":"X"}},{"message":"whole"}]}"""), Token);
        await using var connected = Connected.To(system.Url, Mapping);
        var answer = await new GraphQl(connected.Http, "graphql").SendAsync(Ask, Token);
        Assert.Equal([("X", "a.n.1.b"), (null, null)], answer.Errors.Select(error => (error.Code, error.Path)));
        Assert.Single(answer.Below("a.n.1"));
        Assert.Empty(answer.Below("a.n.11"));
    }

    [Fact]
    public async Task A_hash_goes_first_and_the_document_only_where_it_is_not_known()
    {
        await using var sandbox = await VendorSandboxProcess.StartAsync([new("Sandbox:RateLimitScale", "0")], Token);
        var hotel = await sandbox.AddPropertyAsync(new { vendor = "custom", id = "inn", bookings = 12 }, Token);
        var key = hotel.GetProperty("credentials").GetProperty("apiKey").GetString()!;
        await using var connected = Connected.To(new Uri(sandbox.Url, hotel.GetProperty("endpoint").GetString()!).ToString(), Mapping);
        var client = new GraphQl(connected.Http, "graphql", persisted: true, headers: [new("X-Api-Key", key)]);
        var ask = new GraphQlRequest
        {
            Query = "query Few($first: Int, $after: String) { bookings(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
            OperationName = "Few",
        };

        var ids = new List<string>();
        string? after = null;
        do
        {
            var answer = await client.SendAsync(ask with { Variables = new JsonObject { ["first"] = 5, ["after"] = after } }, Token);
            var bookings = answer.Data.GetProperty("bookings");
            ids.AddRange(bookings.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()!));
            after = GraphQl.PageInfoOf(bookings, "Few", after).EndCursor;
        }
        while (after is not null);

        Assert.Equal(12, ids.Distinct(StringComparer.Ordinal).Count());
        var calls = await sandbox.GetAsync("admin/calls?property=inn", Token);
        Assert.Equal(4, calls.GetProperty("calls").GetInt64());
    }

    [Fact]
    public async Task A_mutation_changes_the_system()
    {
        await using var sandbox = await VendorSandboxProcess.StartAsync([new("Sandbox:RateLimitScale", "0")], Token);
        var hotel = await sandbox.AddPropertyAsync(new { vendor = "custom", id = "inn", bookings = 3 }, Token);
        await using var connected = Connected.To(new Uri(sandbox.Url, hotel.GetProperty("endpoint").GetString()!).ToString(), Mapping);
        var client = new GraphQl(connected.Http, "graphql", headers: [new("X-Api-Key", hotel.GetProperty("credentials").GetProperty("apiKey").GetString()!)]);

        var written = await client.SendAsync(
            new GraphQlRequest
            {
                Query = "mutation Remark($id: ID!, $text: String!) { addRemark(bookingId: $id, text: $text) { id remarks } }",
                OperationName = "Remark",
                Variables = new JsonObject { ["id"] = "B100000", ["text"] = "late \"key\"" },
                IsWrite = true,
            },
            Token);

        Assert.EndsWith("late \"key\"", written.Data.GetProperty("addRemark").GetProperty("remarks").GetString(), StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<VendorException>(() => client.SendAsync(
            new GraphQlRequest { Query = "query Wrong { bookings { nodes { id secret } } }", OperationName = "Wrong" }, Token));
        Assert.Equal((VendorErrorKind.Rejected, "the vendor answered BAD_USER_INPUT"), (error.Kind, error.Reason));
    }

    [Theory]
    [InlineData("""{"pageInfo":{"hasNextPage":true,"endCursor":null}}""")]
    [InlineData("""{"pageInfo":{"hasNextPage":true,"endCursor":"c1"}}""")]
    [InlineData("""{"nodes":[]}""")]
    [InlineData("""7""")]
    public void Page_info_that_leads_nowhere_is_malformed(string connection) =>
        Assert.Equal(VendorErrorKind.Malformed, Assert.Throws<VendorException>(() => GraphQl.PageInfoOf(JsonElement.Parse(connection), "A", "c1")).Kind);
}
