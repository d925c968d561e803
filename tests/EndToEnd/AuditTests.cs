using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd;

/// <summary>What is done at a connector goes on record in the registry, also when that is down.</summary>
public sealed class AuditTests(Platform platform)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_that_is_asked_for_while_the_registry_is_down_is_on_record_once_when_it_is_back()
    {
        using var hotel = await platform.TakeHotelAsync("mews", bookings: 5, Token);
        await hotel.SyncAsync("rooms", Token);
        await hotel.SyncAsync("bookings", Token);
        await hotel.EqualsSandboxAsync(Token);
        using var http = new HttpClient { BaseAddress = platform.Gateway };
        http.DefaultRequestHeaders.Add("x-api-key", hotel.Setting.ApiKey);

        var booking = await SomeBookingAsync(hotel);

        var killed = platform.KillAndReturnAsync("connections", Token);
        var id = await WriteAsync(http, booking);
        await killed;

        await Eventually.TrueAsync(async () => (await RecordedAsync(http, id)).Count == 1, TimeSpan.FromSeconds(60), "the write is on record", Token);
        var entry = Assert.Single(await RecordedAsync(http, id)).GetProperty("entry");
        Assert.Equal((hotel.Setting.Id, "ApiKey"), (entry.GetProperty("hotelId").GetString(), entry.GetProperty("actor").GetProperty("kind").GetString()));
        using var proof = await http.GetAsync("/api/audit/verification", Token);
        Assert.True((await proof.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("intact").GetBoolean());
    }

    private static async Task<string> SomeBookingAsync(TestHotel hotel)
    {
        await foreach (var booking in hotel.Gateway.LedgerAsync("bookings", hotel.Setting.ConnectionId, Token))
            return booking.ExternalId;
        throw new InvalidOperationException("The hotel has no bookings.");
    }

    private static async Task<string> WriteAsync(HttpClient http, string booking)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/pms/write-backs") { Content = JsonContent.Create(new { provider = "mews", kind = "Note", bookingId = booking, note = "Late arrival." }) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("writeBack").GetProperty("id").GetString()!;
    }

    private static async Task<List<JsonElement>> RecordedAsync(HttpClient http, string id)
    {
        using var answer = await http.GetAsync($"/api/audit?target={Uri.EscapeDataString($"write-back {id}")}", Token);
        return answer.IsSuccessStatusCode ? [.. (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("items").EnumerateArray()] : [];
    }
}
