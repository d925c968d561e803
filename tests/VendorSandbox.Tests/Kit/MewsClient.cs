using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PmsPlatform.VendorSandbox.Tests.Kit;

/// <summary>Calls the simulated Mews as its documentation says.</summary>
internal sealed class MewsClient(Sandbox sandbox, string property)
{
    public const string Reservations = "reservations/getAll/2023-06-06";

    public Sandbox Sandbox { get; } = sandbox;

    public string Property { get; } = property;

    public static string Address(string operation) => "/mews/api/connector/v1/" + operation;

    /// <summary>A body with tokens.</summary>
    public JsonObject Body(object? members = null)
    {
        var body = new JsonObject { ["ClientToken"] = "demo-client-token", ["AccessToken"] = $"sandbox-{Property}-token", ["Client"] = "Tests 1.0" };
        foreach (var (name, value) in members is null ? [] : JsonSerializer.SerializeToNode(members)!.AsObject())
            body[name] = value?.DeepClone();
        return body;
    }

    public async Task<HttpResponseMessage> SendAsync(string operation, object? members = null) =>
        await Sandbox.Http.PostAsJsonAsync(Address(operation), Body(members), TestContext.Current.CancellationToken);

    public async Task<(int Status, JsonElement Body)> CallAsync(string operation, object? members = null)
    {
        using var answer = await SendAsync(operation, members);
        return ((int)answer.StatusCode, await Sandbox.ReadAsync(answer));
    }

    public async Task<JsonElement> ReadAsync(string operation, object? members = null)
    {
        var (status, body) = await CallAsync(operation, members);
        Assert.True(status == 200, $"{operation}: {status} {body}");
        return body;
    }

    /// <summary>All records of a listing, page by page until the cursor is null.</summary>
    public async Task<List<JsonElement>> AllAsync(string operation, string array, object? members = null, int count = 1000)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        for (var page = 0; page < 5000; page++)
        {
            var body = JsonSerializer.SerializeToNode(members ?? new { })!.AsObject();
            body["Limitation"] = new JsonObject { ["Count"] = count, ["Cursor"] = cursor };
            var answer = await ReadAsync(operation, body);
            var items = answer.GetProperty(array).EnumerateArray().ToList();
            Assert.True(items.Count <= count);
            all.AddRange(items);
            cursor = answer.GetProperty("Cursor").GetString();
            if (cursor is null)
                return all;
            Assert.Equal(items[^1].GetProperty("Id").GetString(), cursor);
        }

        throw new InvalidOperationException("The listing has no end.");
    }

    /// <summary>Reservations of the stay service.</summary>
    public async Task<List<JsonElement>> StaysAsync(object? members = null)
    {
        var body = JsonSerializer.SerializeToNode(members ?? new { })!.AsObject();
        body["ServiceIds"] = new JsonArray(await StayServiceAsync());
        return await AllAsync(Reservations, "Reservations", body);
    }

    public async Task<string> StayServiceAsync() => (await ReadAsync("configuration/get")).GetProperty("Service").GetProperty("Id").GetString()!;

    public static IEnumerable<string> Ids(IEnumerable<JsonElement> records) => records.Select(record => record.GetProperty("Id").GetString()!);
}
