using System.Text.Json;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd;

/// <summary>What a hotel keeps in fields of its own is where the platform's users look for it.</summary>
public sealed class FieldOverrideTests(Platform platform)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_that_a_hotel_fills_from_other_fields_are_in_the_ledger_and_in_the_concierges_answer()
    {
        using var hotel = await RegisteredHotels.ConnectAsync(platform, "overrides", seed: 9200, bookings: 120, Overrides(), Token);
        await hotel.Gateway.FirstSyncAsync("rooms", "mews", _ => { }, Token);
        await hotel.SyncAsync("bookings", Token);

        await hotel.EqualsSandboxAsync(Token);
        Assert.All(await LedgerAsync(hotel, "rooms"), room => Assert.Equal(room.GetProperty("number").GetString(), room.GetProperty("type").GetString()));
        Assert.All(await LedgerAsync(hotel, "guests"), guest => Assert.Matches("^6[0-9]{4}$", guest.GetProperty("title").GetString()));
        Assert.Equal(
            ["At work", "On holiday"],
            (await LedgerAsync(hotel, "bookings")).Select(booking => booking.GetProperty("channelName").GetString()).Distinct().Order(StringComparer.Ordinal));

        var (phone, _) = await hotel.SomebodyInHouseAsync(Token);
        JsonElement? answer = null;
        await Eventually.TrueAsync(
            async () => (answer = await hotel.Gateway.ContextAsync(phone, Token)) is { } known && known.TryGetProperty("booking", out _) && known.TryGetProperty("room", out _),
            TimeSpan.FromSeconds(45), "the context has guest, booking and room", Token);
        Assert.Matches("^6[0-9]{4}$", answer!.Value.GetProperty("guest").GetProperty("title").GetString());
        Assert.Contains(answer.Value.GetProperty("booking").GetProperty("channelName").GetString(), (string[])["At work", "On holiday"]);
        Assert.Equal(answer.Value.GetProperty("room").GetProperty("number").GetString(), answer.Value.GetProperty("room").GetProperty("type").GetString());
    }

    private static Dictionary<string, FieldOverride> Overrides() => new(StringComparer.Ordinal)
    {
        ["bookings.channelName"] = new()
        {
            From = "/Purpose",
            Values = new Dictionary<string, string>(StringComparer.Ordinal) { ["Business"] = "At work", ["Leisure"] = "On holiday" },
        },
        ["guests.title"] = new() { From = "/Number" },
        ["rooms.type"] = new() { From = "/Name" },
    };

    /// <summary>Everything the ledger holds of a kind.</summary>
    private static async Task<List<JsonElement>> LedgerAsync(TestHotel hotel, string entity)
    {
        var values = new List<JsonElement>();
        await foreach (var entry in hotel.Gateway.LedgerAsync(entity, hotel.Setting.ConnectionId, Token))
            values.Add(entry.Value);
        Assert.NotEmpty(values);
        return values;
    }
}
