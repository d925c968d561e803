using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>A property of the sandbox: what its vendor can show of it is known.</summary>
internal sealed class SandboxHotel(
    VendorSandboxProcess sandbox, string vendor, string id, string endpoint, IReadOnlyDictionary<string, string> credentials, HotelOrder order)
{
    public string Vendor => vendor;

    public string Id => id;

    /// <summary>Path of the vendor's API below the sandbox.</summary>
    public string Endpoint => endpoint.Trim('/');

    public Uri SandboxUrl => sandbox.Url;

    public IReadOnlyDictionary<string, string> Credentials => credentials;

    public HotelOrder Order => order;

    /// <summary>Every record in neutral words; broken ones carry the member <c>broken</c>.</summary>
    public Task<IReadOnlyList<JsonElement>> TruthAsync(string kind, CancellationToken cancellationToken) => sandbox.TruthAsync(id, kind, cancellationToken);

    /// <summary>Ids of the records that can be mapped.</summary>
    public async Task<IReadOnlyList<string>> WholeIdsAsync(string kind, CancellationToken cancellationToken) =>
        [.. (await TruthAsync(kind, cancellationToken)).Where(record => !record.TryGetProperty("broken", out _)).Select(IdOf).Order(StringComparer.Ordinal)];

    /// <summary>Lets something go wrong.</summary>
    public Task OrderFaultAsync(
        string kind, CancellationToken cancellationToken, int? count = null, string? path = null, int? records = null, string? retryAfter = null, string? entity = null) =>
        sandbox.OrderFaultAsync(new { property = id, kind, count, path, records, retryAfter, entity = entity ?? "Bookings" }, cancellationToken);

    /// <summary>Changes bookings at the vendor.</summary>
    /// <returns>Ids of the bookings.</returns>
    public async Task<IReadOnlyList<string>> ModifyAsync(string kind, int count, CancellationToken cancellationToken)
    {
        using var answer = await sandbox.Http.PostAsJsonAsync($"admin/properties/{id}/modify", new { kind, count }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return [.. body.GetProperty("bookings").EnumerateArray().Select(each => each.GetString()!).Order(StringComparer.Ordinal)];
    }

    /// <summary>What was called.</summary>
    public Task<JsonElement> CallsAsync(CancellationToken cancellationToken) => sandbox.GetAsync($"admin/calls?property={id}", cancellationToken);

    /// <summary>What the vendor can show in numbers, and what reading it takes.</summary>
    public Task<JsonElement> SummaryAsync(CancellationToken cancellationToken) => sandbox.GetAsync($"admin/truth/{id}/summary", cancellationToken);

    public static string IdOf(JsonElement record) => record.GetProperty("externalId").GetString()!;
}
