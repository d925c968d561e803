using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Hostaway.Tests;

public sealed class HostawayWriteConformance(ConformanceBench bench) : VendorWriteConformance<HostawayConnector>("hostaway", new HostawayWriteView(), bench);

/// <summary>What Hostaway shows of what was written, by its own endpoints.</summary>
internal sealed class HostawayWriteView : IVendorWriteView
{
    private const int FirstListing = 380_000;

    private static readonly HttpClient Client = new();

    public string Clean => "1";

    public bool IsCharge(string method, string path) => method == "POST" && path.Contains("/guestPayments/charges/", StringComparison.Ordinal);

    /// <summary>Cleanness is kept per listing; the sandbox numbers units below its listings.</summary>
    public bool HasHousekeeping(JsonElement room) =>
        int.TryParse(room.GetProperty("externalId").GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id >= FirstListing;

    public async Task<IReadOnlyList<decimal>> ChargesAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken)
    {
        var charges = await AskAsync(vendor, $"v1/guestPayments/charges?reservationId={bookingId}", cancellationToken);
        return
        [
            .. charges.EnumerateArray()
                .Where(charge => charge.GetProperty("description").GetString()?.StartsWith("pms-", StringComparison.Ordinal) == true)
                .Select(charge => charge.GetProperty("amount").GetDecimal()),
        ];
    }

    public async Task<string> NotesAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken) =>
        (await AskAsync(vendor, $"v1/reservations/{bookingId}", cancellationToken)).GetProperty("hostNote").GetString() ?? "";

    public async Task<TimeOnly> CheckoutTimeAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken) =>
        new((await AskAsync(vendor, $"v1/reservations/{bookingId}", cancellationToken)).GetProperty("checkOutTime").GetInt32(), 0);

    public async Task<string> HousekeepingAsync(VendorAddress vendor, string roomId, CancellationToken cancellationToken) =>
        (await AskAsync(vendor, $"v1/listings/{roomId}", cancellationToken)).GetProperty("cleannessStatus").ToString();

    /// <summary>The result of any endpoint that is read, with a token of the account.</summary>
    public static async Task<JsonElement> AskAsync(VendorAddress vendor, string path, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"), new("client_id", vendor.Credentials["accountId"]),
                new("client_secret", vendor.Credentials["clientSecret"]), new("scope", "general"),
            ]);
        using var granted = await Client.PostAsync(new Uri(vendor.Url, "v1/accessTokens"), form, cancellationToken);
        var token = (await granted.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("access_token").GetString();
        for (var tries = 0; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(vendor.Url, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await Client.SendAsync(request, cancellationToken);

            // A token is good from a second after its issue.
            if (answer.StatusCode == System.Net.HttpStatusCode.Forbidden && tries < 30)
            {
                await Task.Delay(100, cancellationToken);
                continue;
            }

            return (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("result");
        }
    }
}
