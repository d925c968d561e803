using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Conformance.Suite;

namespace PmsPlatform.Connectors.Mews.Tests;

public sealed class MewsWriteConformance(ConformanceBench bench) : VendorWriteConformance<MewsConnector>("mews", new MewsWriteView(), bench);

/// <summary>What Mews shows of what was written, by its own operations.</summary>
internal sealed class MewsWriteView : IVendorWriteView
{
    private static readonly HttpClient Client = new();

    public string Clean => "Clean";

    public bool IsCharge(string method, string path) => path.EndsWith("/orders/add", StringComparison.Ordinal);

    public bool HasHousekeeping(JsonElement room) => room.GetProperty("service").GetString() == "InService";

    public async Task<IReadOnlyList<decimal>> ChargesAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow;
        var items = await AskAsync(
            vendor,
            "orderItems/getAll",
            new { CreatedUtc = new { StartUtc = Utc(now.AddHours(-2)), EndUtc = Utc(now.AddHours(2)) }, Types = (string[])["CustomItem"], Limitation = new { Count = 1000 } },
            cancellationToken);
        return
        [
            .. items.GetProperty("OrderItems").EnumerateArray()
                .Where(item => item.GetProperty("ExternalIdentifier").GetString()?.StartsWith("pms-", StringComparison.Ordinal) == true)
                .Select(item => item.GetProperty("Amount").GetProperty("GrossValue").GetDecimal()),
        ];
    }

    public async Task<string> NotesAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken)
    {
        var notes = await AskAsync(
            vendor, "serviceOrderNotes/getAll", new { ServiceOrderIds = (string[])[bookingId], Limitation = new { Count = 1000 } }, cancellationToken);
        return string.Join('\n', notes.GetProperty("ServiceOrderNotes").EnumerateArray().Select(note => note.GetProperty("Text").GetString()));
    }

    public async Task<TimeOnly> CheckoutTimeAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken)
    {
        var reservations = await AskAsync(
            vendor, "reservations/getAll/2023-06-06", new { ReservationIds = (string[])[bookingId], Limitation = new { Count = 10 } }, cancellationToken);
        var end = reservations.GetProperty("Reservations")[0].GetProperty("ScheduledEndUtc").GetDateTimeOffset();
        return TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(end, TimeZoneInfo.FindSystemTimeZoneById(vendor.TimeZone)).DateTime);
    }

    public async Task<string> HousekeepingAsync(VendorAddress vendor, string roomId, CancellationToken cancellationToken)
    {
        var resources = await AskAsync(
            vendor, "resources/getAll", new { ResourceIds = (string[])[roomId], Extent = new { Resources = true }, Limitation = new { Count = 10 } }, cancellationToken);
        return resources.GetProperty("Resources")[0].GetProperty("State").GetString()!;
    }

    /// <summary>Any operation, with the property's tokens.</summary>
    public static async Task<JsonElement> AskAsync(VendorAddress vendor, string operation, object body, CancellationToken cancellationToken)
    {
        var whole = JsonSerializer.SerializeToNode(body)!.AsObject();
        whole["ClientToken"] = vendor.Credentials["clientToken"];
        whole["AccessToken"] = vendor.Credentials["accessToken"];
        whole["Client"] = "test";
        using var answer = await Client.PostAsJsonAsync(new Uri(vendor.Url, $"api/connector/v1/{operation}"), (JsonNode)whole, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{operation}: {text}");
    }

    private static string Utc(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
