using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

public sealed class WriteBackTests(Backends backends) : IClassFixture<Backends>
{
    private const string Id = "0198c1d2-0000-7000-8000-000000000007";

    [Fact]
    public async Task A_write_goes_to_the_connector_of_its_provider_as_it_is_with_its_key()
    {
        var before = backends.Hostaway.Requests.Count;
        const string body = """ {"kind":"Note", "note":"späte Anreise","\u0070rovider":"hostaway","bookingId":"7"} """;

        var response = await PostAsync("/api/pms/write-backs", body, ("Idempotency-Key", "key-1"));

        Assert.Equal(200, (int)response.StatusCode);
        var received = backends.Hostaway.Requests[before];
        Assert.Equal(("POST", "/write-backs", body, "key-1"), (received.Method, received.Target, received.Body, received.Headers["Idempotency-Key"]));
        Assert.Contains("x-pms-identity", received.Headers.Keys);
    }

    [Fact]
    public async Task The_connectors_status_and_address_come_back()
    {
        backends.Mews.Answer = context =>
        {
            context.Response.Headers.Location = $"/api/pms/write-backs/mews/{Id}";
            return FakeVendor.JsonAsync(context, $$"""{"address":"/api/pms/write-backs/mews/{{Id}}"}""", StatusCodes.Status202Accepted);
        };
        try
        {
            var response = await PostAsync("/api/pms/write-backs", """{"provider":"mews"}""");

            Assert.Equal((202, $"/api/pms/write-backs/mews/{Id}"), ((int)response.StatusCode, response.Headers.Location!.OriginalString));
        }
        finally
        {
            backends.Mews.Answer = context => FakeVendor.JsonAsync(context, "{}");
        }
    }

    [Fact]
    public async Task One_write_is_followed_and_settled_at_its_address()
    {
        var before = backends.Mews.Requests.Count;

        await backends.Gateway.GetAsync($"/api/pms/write-backs/mews/{Id}");
        await PostAsync($"/api/pms/write-backs/mews/{Id}/settle", """{"arrived":true}""");

        Assert.Equal(
            [("GET", $"/write-backs/{Id}", ""), ("POST", $"/write-backs/{Id}/settle", """{"arrived":true}""")],
            backends.Mews.Requests.Skip(before).Select(request => (request.Method, request.Target, request.Body)));
    }

    [Fact]
    public async Task A_list_is_of_the_provider_in_the_query()
    {
        var before = backends.Hostaway.Requests.Count;

        var response = await backends.Gateway.GetAsync("/api/pms/write-backs?provider=hostaway&state=Failed&limit=5");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("/write-backs?provider=hostaway&state=Failed&limit=5", backends.Hostaway.Requests[before].Target);
    }

    [Theory]
    [InlineData("""{}""", "provider")]
    [InlineData("""{"provider":null}""", "provider")]
    [InlineData("""{"provider":7}""", "provider")]
    [InlineData("""{"provider":""}""", "provider")]
    [InlineData("""{"provider":"opera"}""", "provider")]
    [InlineData("""{"provider":"mews/../hostaway"}""", "provider")]
    [InlineData("""{"provider":"mews","provider":"hostaway"}""", "provider")]
    [InlineData("""["mews"]""", "body")]
    [InlineData("""{"provider":"mews",}""", "body")]
    [InlineData("""{"provider":"mews"} {}""", "body")]
    [InlineData("", "body")]
    public async Task A_body_without_a_usable_provider_reaches_nobody(string body, string field)
    {
        var before = backends.Mews.Requests.Count + backends.Hostaway.Requests.Count;

        var problem = await (await PostAsync("/api/pms/write-backs", body)).ProblemAsync(400, "invalid-request");

        Assert.Equal(field, (string?)problem["field"]);
        Assert.Equal(before, backends.Mews.Requests.Count + backends.Hostaway.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?provider=")]
    [InlineData("?provider=opera")]
    [InlineData("?provider=mews&provider=hostaway")]
    public async Task A_list_without_a_usable_provider_reaches_nobody(string query)
    {
        var problem = await (await backends.Gateway.GetAsync($"/api/pms/write-backs{query}")).ProblemAsync(400, "invalid-request");

        Assert.Equal("provider", (string?)problem["field"]);
    }

    [Theory]
    [InlineData("GET", "/api/pms/write-backs/opera/" + Id)]
    [InlineData("GET", "/api/pms/write-backs/mews/not-an-id")]
    [InlineData("POST", "/api/pms/write-backs/opera/" + Id + "/settle")]
    public async Task Other_addresses_do_not_exist(string method, string path)
    {
        var response = await backends.Gateway.SendAsync(new HttpMethod(method), path, [("x-api-key", Settings.ConciergeKey)], Json("{}"));

        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_written()
    {
        var response = await backends.Gateway.SendAsync(HttpMethod.Post, "/api/pms/write-backs", [], Json("""{"provider":"mews"}"""));

        await response.ProblemAsync(401, "unauthorised");
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        backends.Gateway.SendAsync(HttpMethod.Post, path, [("x-api-key", Settings.ConciergeKey), .. headers], Json(body));

    private static ByteArrayContent Json(string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
