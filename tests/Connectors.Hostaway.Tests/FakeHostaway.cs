using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>A small Hostaway on a socket: lists given by the test, tokens, and an answer of the test's own where it wants one.</summary>
internal sealed class FakeHostaway : IAsyncDisposable
{
    private const string Root = "/hostaway/v1/";
    private const string TokenPath = Root + "accessTokens";

    private readonly FakeVendor _vendor;
    private int _tokens;

    private FakeHostaway(FakeVendor vendor) => _vendor = vendor;

    public List<JsonObject> Reservations { get; } = [];

    public List<JsonObject> Listings { get; } = [];

    public Dictionary<string, JsonArray> Units { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers in place of the usual one when it returns true.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    public string Url => $"{_vendor.Url}/hostaway";

    /// <summary>Requests but those for tokens, as path and query below the version.</summary>
    public IReadOnlyList<string> Calls => [.. _vendor.Requests.Where(request => request.Target != TokenPath).Select(request => request.Target[Root.Length..])];

    public IReadOnlyList<ReceivedRequest> Requests => _vendor.Requests;

    public IReadOnlyList<ReceivedRequest> TokenRequests => [.. _vendor.Requests.Where(request => request.Target == TokenPath)];

    public static async Task<FakeHostaway> StartAsync()
    {
        var vendor = await FakeVendor.StartAsync(TestContext.Current.CancellationToken);
        var fake = new FakeHostaway(vendor);
        vendor.Answer = fake.AnswerAsync;
        return fake;
    }

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (await Instead(http))
            return;

        var parts = http.Request.Path.Value![Root.Length..].Split('/');
        await (parts switch
        {
            ["accessTokens"] => FakeVendor.JsonAsync(
                http, $$"""{"token_type":"Bearer","expires_in":15897600,"access_token":"t{{Interlocked.Increment(ref _tokens)}}"}"""),
            ["reservations"] => ListAsync(http, Reservations, AfterId(http)),
            ["listings"] => ListAsync(http, Listings, int.Parse(http.Request.Query["offset"].ToString(), CultureInfo.InvariantCulture)),
            ["listingUnits", var id] => FakeVendor.JsonAsync(
                http, $$"""{"status":"success","result":{{Units.GetValueOrDefault(id)?.ToJsonString() ?? "[]"}}}"""),
            _ => FakeVendor.JsonAsync(http, """{"status":"fail","result":"Resource not found"}""", 404),
        });
    }

    private int AfterId(HttpContext http) => http.Request.Query["afterId"].ToString() is { Length: > 0 } id
        ? Reservations.FindIndex(reservation => reservation["id"]!.ToString() == id) + 1
        : 0;

    private static Task ListAsync(HttpContext http, List<JsonObject> records, int from)
    {
        var limit = int.Parse(http.Request.Query["limit"].ToString(), CultureInfo.InvariantCulture);
        var page = new JsonArray();
        foreach (var record in records.Skip(from).Take(limit))
            page.Add(record.DeepClone());
        var answer = new JsonObject { ["status"] = "success", ["result"] = page, ["limit"] = limit, ["offset"] = null, ["count"] = records.Count };
        return FakeVendor.JsonAsync(http, answer.ToJsonString());
    }
}
