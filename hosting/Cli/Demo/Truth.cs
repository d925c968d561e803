using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PmsPlatform.Cli.Demo;

/// <summary>The sandbox's own word on what its hotels hold and what it was asked.</summary>
internal sealed class Truth : IDisposable
{
    private readonly HttpClient _http;

    public Truth(string sandbox) => _http = new HttpClient { BaseAddress = new Uri(sandbox), Timeout = TimeSpan.FromSeconds(60) };

    public Uri Address => _http.BaseAddress!;

    /// <summary>Records of one kind as the vendor can show them, one after the other.</summary>
    public async IAsyncEnumerable<JsonElement> RecordsAsync(string property, string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await _http.GetStreamAsync($"/admin/truth/{property}/{kind}", cancellationToken);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
                continue;
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    /// <summary>Every property there is, with what its vendor handed out for it.</summary>
    public Task<JsonElement> PropertiesAsync(CancellationToken cancellationToken) =>
        _http.GetFromJsonAsync("/admin/properties", DemoJson.Default.JsonElement, cancellationToken);

    public Task<JsonElement> SummaryAsync(string property, CancellationToken cancellationToken) =>
        _http.GetFromJsonAsync($"/admin/truth/{property}/summary", DemoJson.Default.JsonElement, cancellationToken);

    /// <summary>What the vendor's API was asked since its log was cleared.</summary>
    public Task<JsonElement> CallsAsync(string property, CancellationToken cancellationToken) =>
        _http.GetFromJsonAsync($"/admin/calls?property={property}", DemoJson.Default.JsonElement, cancellationToken);

    public void Dispose() => _http.Dispose();
}

/// <summary>How often a vendor was called, and how many calls it refused as too many.</summary>
internal sealed record VendorCalls(long Calls, long Throttled)
{
    /// <summary>Of the sandbox's log of calls.</summary>
    public static VendorCalls Of(JsonElement log) => new(log.GetProperty("calls").GetInt64(), log.GetProperty("throttled").GetInt64());
}
