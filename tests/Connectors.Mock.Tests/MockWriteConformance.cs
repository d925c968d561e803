using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Mock.Tests;

public sealed class MockWriteConformance(ConformanceBench bench) : KilledVendorWriteConformance<MockConnector>("mock", new MockWriteView(), bench);

/// <summary>What the mock PMS shows of what was written, by its own API.</summary>
internal sealed class MockWriteView : IVendorWriteView
{
    private static readonly HttpClient Client = new();

    public string Clean => "clean";

    public bool IsCharge(string method, string path) => method == "POST" && path.EndsWith("/charges", StringComparison.Ordinal);

    public bool HasHousekeeping(JsonElement room) => room.GetProperty("service").GetString() == "InService";

    public async Task<IReadOnlyList<decimal>> ChargesAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken) =>
    [
        .. (await AskAsync(vendor, $"v1/bookings/{bookingId}", cancellationToken)).GetProperty("charges").EnumerateArray()
            .Where(charge => charge.GetProperty("idempotencyKey").GetString()?.StartsWith("pms-", StringComparison.Ordinal) == true)
            .Select(charge => charge.GetProperty("amount").GetDecimal()),
    ];

    public async Task<string> NotesAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken) => string.Join(
        '\n', (await AskAsync(vendor, $"v1/bookings/{bookingId}", cancellationToken)).GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("text").GetString()));

    public async Task<TimeOnly> CheckoutTimeAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken) => TimeOnly.ParseExact(
        (await AskAsync(vendor, $"v1/bookings/{bookingId}", cancellationToken)).GetProperty("checkoutTime").GetString()!, "HH:mm", CultureInfo.InvariantCulture);

    public async Task<string> HousekeepingAsync(VendorAddress vendor, string roomId, CancellationToken cancellationToken) =>
        (await AskAsync(vendor, $"v1/rooms/{roomId}", cancellationToken)).GetProperty("housekeeping").GetString()!;

    private static async Task<JsonElement> AskAsync(VendorAddress vendor, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(vendor.Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", vendor.Credentials["apiKey"]);
        using var answer = await Client.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
