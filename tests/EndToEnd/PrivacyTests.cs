using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using PmsPlatform.Cli.Demo;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd;

/// <summary>A guest's data are handed out from every service, erased in every service, and do not come back by reading the vendor again.</summary>
public sealed class PrivacyTests(Platform platform)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mews")]
    [InlineData("hostaway")]
    public async Task A_guest_is_handed_everything_and_then_erased_everywhere_for_good(string vendor)
    {
        using var hotel = await platform.TakeHotelAsync(vendor, bookings: 120, Token);
        await hotel.SyncAsync("rooms", Token);
        await hotel.SyncAsync("bookings", Token);
        await hotel.EqualsSandboxAsync(Token);
        using var http = new HttpClient { BaseAddress = platform.Gateway };
        http.DefaultRequestHeaders.Add("x-api-key", hotel.Setting.ApiKey);
        var (email, guest, name, booking) = await SomebodyExpectedAsync(hotel);
        await NoteAsync(hotel, booking, $"A parcel for {name}.");

        var export = await PostAsync(http, "exports", new { email }, HttpStatusCode.OK);
        Assert.Equal(
            [$"connector-{vendor}", "guest-context", "sync-ledger"], export.GetProperty("services").EnumerateArray().Where(part => part.GetProperty("records").GetArrayLength() > 0).Select(part => part.GetProperty("service").GetString()));
        Assert.Contains($"A parcel for {name}.", Plain(export), StringComparison.Ordinal);

        await PostAsync(http, "erasures", new { email }, HttpStatusCode.Conflict);
        var accepted = await PostAsync(http, "erasures", new { email, includeOpenStays = true }, HttpStatusCode.Accepted);
        var receipt = await CompletedAsync(http, accepted.GetProperty("erasureId").GetGuid());

        Assert.Equal(3, receipt.GetProperty("parts").GetArrayLength());
        Assert.DoesNotContain(name, Plain(receipt), StringComparison.Ordinal);
        await IsGoneAsync(http, hotel, email, guest, booking, name);

        // The note made the vendor change the booking before the erasure; it may be read only now.
        await using var context = NpgsqlDataSource.Create((await platform.ConnectionStringAsync("context", Token))!);
        var before = await VouchedAsync(context, hotel);
        await hotel.SyncAsync("bookings", Token);
        await Eventually.TrueAsync(async () => await VouchedAsync(context, hotel) > before, TimeSpan.FromSeconds(30), "the stores have what was read", Token);
        await Eventually.TrueAsync(async () => (await HistoryAsync(http, hotel, booking)).GetArrayLength() > 1, TimeSpan.FromSeconds(30), "the ledger has the changed booking", Token);
        await IsGoneAsync(http, hotel, email, guest, booking, name);
    }

    private static async Task IsGoneAsync(HttpClient http, TestHotel hotel, string email, string guest, string booking, string name)
    {
        Assert.Null(await hotel.Gateway.ContextAsync("email", email, Token));
        Assert.DoesNotContain(name, Plain((await hotel.Gateway.ContextAsync("booking", booking, Token))!.Value), StringComparison.Ordinal);
        foreach (var path in new[] { $"guests/{hotel.Setting.ConnectionId}/{guest}", $"bookings/{hotel.Setting.ConnectionId}/{booking}" })
            Assert.DoesNotContain(name, Plain(await http.GetFromJsonAsync<JsonElement>($"/api/ledger/{path}/history", Token)), StringComparison.Ordinal);
        await PostAsync(http, "exports", new { email }, HttpStatusCode.NotFound);
    }

    /// <summary>Somebody whose stay goes on or lies ahead, and who is known by an e-mail address.</summary>
    private static async Task<(string Email, string Guest, string Name, string Booking)> SomebodyExpectedAsync(TestHotel hotel)
    {
        await foreach (var guest in hotel.Truth.RecordsAsync(hotel.Setting.Slug, "guests", Token))
        {
            if (Comparison.Member(guest, "email") is { } email && await hotel.Gateway.ContextAsync("email", email, Token) is { } known
                && Comparison.Member(known, "phase") is "Current" or "Upcoming" && known.TryGetProperty("guest", out var profile)
                && Comparison.Member(profile, "lastName") is { } name && Comparison.Member(profile, "externalId") is { } id)
                return (email, id, name, known.GetProperty("booking").GetProperty("externalId").GetString()!);
        }

        throw new InvalidOperationException("Nobody with an e-mail address is expected.");
    }

    /// <summary>When a completed run last vouched for the hotel's bookings.</summary>
    private static async Task<DateTime> VouchedAsync(NpgsqlDataSource context, TestHotel hotel)
    {
        await using var command = context.CreateCommand("SELECT bookings_at FROM guest_context.connection_freshness WHERE connection_id = $1");
        command.Parameters.Add(new() { Value = hotel.Setting.ConnectionId });
        return (DateTime)(await command.ExecuteScalarAsync(Token))!;
    }

    private static async Task<JsonElement> HistoryAsync(HttpClient http, TestHotel hotel, string booking) =>
        (await http.GetFromJsonAsync<JsonElement>($"/api/ledger/bookings/{hotel.Setting.ConnectionId}/{booking}/history", Token)).GetProperty("items");

    private static async Task NoteAsync(TestHotel hotel, string booking, string text)
    {
        var write = await hotel.Gateway.WriteAsync(new WriteBackRequest { Provider = hotel.Vendor, Kind = WriteBackKind.Note, BookingId = booking, Note = text }, Token);
        await Eventually.TrueAsync(
            async () => (await hotel.Gateway.WriteBackAsync(write.Address, Token)).State is WriteBackState.Succeeded, TimeSpan.FromSeconds(30), "the note is at the vendor", Token);
    }

    private static async Task<JsonElement> CompletedAsync(HttpClient http, Guid id)
    {
        JsonElement receipt = default;
        await Eventually.TrueAsync(
            async () => (receipt = await http.GetFromJsonAsync<JsonElement>($"/api/privacy/erasures/{id}", Token)).GetProperty("state").GetString() is "Completed",
            TimeSpan.FromSeconds(60), "every service has erased", Token);
        return receipt;
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string what, object body, HttpStatusCode status)
    {
        using var answer = await http.PostAsJsonAsync($"/api/privacy/{what}", body, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>As it is, not as JSON escapes it.</summary>
    private static string Plain(JsonElement json) => System.Text.RegularExpressions.Regex.Unescape(json.GetRawText().Replace("\\\\", "", StringComparison.Ordinal).Replace("\\\"", "", StringComparison.Ordinal));
}
