using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd;

/// <summary>New keys for the credentials while they are in use.</summary>
public sealed class RotationTests(Platform platform)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_keys_in_the_middle_of_a_sync_lose_nothing_and_the_credentials_open_afterwards()
    {
        using var configured = await platform.TakeHotelAsync("mews", bookings: 5, Token);
        using var hotel = await RegisteredHotels.ConnectAsync(platform, "rotation", seed: 9000, bookings: 2000, fieldOverrides: null, Token);
        await Eventually.TrueAsync(() => CanSyncAsync(hotel), TimeSpan.FromSeconds(30), "the connector serves the new connection", Token);
        await hotel.ForgetCallsAsync(Token);
        await hotel.FaultAsync(new { property = hotel.Setting.Slug, kind = "Slow", delay = "00:00:00.300" }, Token);

        var syncing = hotel.SyncAsync("bookings", Token);
        await Eventually.TrueAsync(async () => (await hotel.CallsAsync(Token)).GetProperty("calls").GetInt64() >= 5, TimeSpan.FromSeconds(60), "the sync is under way", Token);
        Assert.False(syncing.IsCompleted);
        var rotation = await RotateAsync(configured.Setting.ApiKey);
        await syncing;

        Assert.Equal(0, rotation.GetProperty("failed").GetInt64());
        Assert.True(rotation.GetProperty("done").GetInt64() >= 1, rotation.ToString());
        await hotel.SyncAsync("bookings", Token);
        await hotel.EqualsSandboxAsync(Token);
        await hotel.HoldsEachOnceAsync(Token);
    }

    private static async Task<bool> CanSyncAsync(TestHotel hotel)
    {
        try
        {
            await hotel.SyncAsync("rooms", Token);
            return true;
        }
        catch (Cli.CommandFailedException)
        {
            return false;
        }
    }

    /// <summary>Has the ring's key replaced, and returns when everything is sealed with the new one.</summary>
    private async Task<JsonElement> RotateAsync(string configuredKey)
    {
        using var http = new HttpClient { BaseAddress = platform.Gateway };
        http.DefaultRequestHeaders.Add("x-api-key", configuredKey);
        await RegisteredHotels.PostAsync(http, "/api/admin/keys/rotate", new { ring = true }, Token);
        var rotation = default(JsonElement);
        await Eventually.TrueAsync(
            async () =>
            {
                rotation = (await http.GetFromJsonAsync<JsonElement>("/api/admin/keys", Token)).GetProperty("rotation");
                return rotation.GetProperty("state").GetString() == "Completed";
            },
            TimeSpan.FromSeconds(90), "the rotation is complete", Token);
        return rotation;
    }
}
