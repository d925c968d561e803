using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Tests.Kit;

/// <summary>Calls the mock PMS as docs/mock-pms.md says.</summary>
internal sealed class MockClient(Sandbox sandbox, string property)
{
    public Sandbox Sandbox { get; } = sandbox;

    public static async Task<MockClient> StartAsync(int bookings = 0, string currency = "NZD", params (string Name, string Value)[] settings)
    {
        var sandbox = await Sandbox.StartAsync(settings);
        var (status, body) = await sandbox.PostAsync(
            "/admin/properties", new { vendor = "mock", id = "meadow", bookings, currency, timeZone = "Pacific/Auckland", seed = 42 });
        Assert.True(status == 201, $"{status}: {body}");
        return new MockClient(sandbox, "meadow");
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri("/mock/v1/" + address, UriKind.Relative)) { Content = body switch { null => null, HttpContent content => content, _ => JsonContent.Create(body) } };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? $"sandbox-{property}-key");
        return await Sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<(int Status, JsonElement Body)> CallAsync(HttpMethod method, string address, object? body = null, string? key = null)
    {
        using var answer = await SendAsync(method, address, body, key);
        return ((int)answer.StatusCode, await Sandbox.ReadAsync(answer));
    }

    public Task<(int Status, JsonElement Body)> PostAsync(string address, object body) => CallAsync(HttpMethod.Post, address, body);

    public async Task<JsonElement> GetAsync(string address)
    {
        var (status, body) = await CallAsync(HttpMethod.Get, address);
        Assert.True(status == 200, $"{address}: {status} {body}");
        return body;
    }

    /// <summary>A problem's field, once status and type are as they should be.</summary>
    public async Task<string?> ProblemAsync(int status, HttpMethod method, string address, object? body = null, string? key = null)
    {
        using var answer = await SendAsync(method, address, body, key);
        var problem = await Sandbox.ReadAsync(answer);
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {problem}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.StartsWith("urn:mock-pms:", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        return problem.TryGetProperty("field", out var field) ? field.GetString() : null;
    }

    /// <summary>All records of a list, page by page.</summary>
    public async Task<List<JsonElement>> AllAsync(string list, string query = "", int limit = 100)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await GetAsync($"{list}?limit={limit}{query}" + (cursor is null ? "" : $"&cursor={cursor}"));
            all.AddRange(page.GetProperty(list).EnumerateArray());
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null && all.Count < 10_000);
        return all;
    }

    public static IEnumerable<string> Ids(IEnumerable<JsonElement> records) => records.Select(record => record.GetProperty("id").GetString()!);

    /// <summary>A world of one room, one guest and one booking.</summary>
    public async Task PlantAsync()
    {
        var (status, body) = await PostAsync("seed", new
        {
            rooms = new[] { new { id = "R-7", number = "7", type = "Garden Double" } },
            guests = new[] { new { id = "G-1", firstName = "Ana", lastName = "Moana", email = "ana@example.net", phone = "+64 21 555 0101" } },
            bookings = new[]
            {
                new { id = "B-1", status = "confirmed", arrival = "2030-06-01", departure = "2030-06-04", guests = new[] { "G-1" }, rooms = new[] { new { roomId = "R-7", adults = 2 } }, total = 540, paid = 100 },
            },
        });
        Assert.True(status == 200, $"{status}: {body}");
    }
}
