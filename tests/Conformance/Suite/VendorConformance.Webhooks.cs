using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>What vendors tell by themselves. Says nothing about vendors that tell nothing.</summary>
public abstract partial class VendorConformance<TConnector>
{
    private protected const string WebhookToken = "conformance-0123456789abcdef";
    private const string WebhookPassword = "conformance-password";

    /// <summary>Whether the simulated vendor sends webhooks that the connector takes.</summary>
    protected virtual bool VendorTells => typeof(TConnector).IsAssignableTo(typeof(IReceivesWebhooks));

    [Fact]
    public async Task A_change_that_the_vendor_tells_of_is_heard_without_a_sync_and_just_as_a_sync_would_read_it()
    {
        if (!VendorTells)
            return;

        var hotel = await HotelAsync(new HotelOrder { Bookings = 120 });
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token, CredentialsWithWebhooks(hotel));
        await HeardAllAsync(connector, hotel, await connector.SyncAsync("bookings", Token), Heard.Bookings, "bookings");
        await SubscribeAsync(hotel, new Uri(connector.Url, $"webhooks/{WebhookToken}"));
        connector.Heard.Forget();

        var changed = await hotel.ModifyAsync("Dates", 9, Token);
        await Eventually.TrueAsync(
            () => changed.All(connector.Heard.Ids(Heard.Bookings).Contains), TimeSpan.FromSeconds(30), "every change was told and heard", Token);
        await connector.InboxSettledAsync(Token);

        Assert.All(connector.Heard.Of(Heard.Bookings), message => Assert.True(message.GetProperty("context").TryGetProperty("webhookId", out _)));
        connector.Heard.Forget();
        var run = await connector.SyncAsync("bookings", Token);
        Assert.Equal(0, run.Counts.Changed);
        Assert.DoesNotContain(WebhookToken, connector.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(WebhookPassword, connector.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_told_twice_is_heard_once()
    {
        if (!VendorTells)
            return;

        var hotel = await HotelAsync(new HotelOrder { Bookings = 60 });
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token, CredentialsWithWebhooks(hotel));
        await HeardAllAsync(connector, hotel, await connector.SyncAsync("bookings", Token), Heard.Bookings, "bookings");
        await SubscribeAsync(hotel, new Uri(connector.Url, $"webhooks/{WebhookToken}"));
        await hotel.OrderFaultAsync("DuplicateWebhooks", Token, count: 100);
        connector.Heard.Forget();

        var changed = await hotel.ModifyAsync("Dates", 5, Token);
        await Eventually.TrueAsync(
            () => changed.All(connector.Heard.Ids(Heard.Bookings).Contains), TimeSpan.FromSeconds(30), "every change was told and heard", Token);
        await connector.InboxSettledAsync(Token);
        var run = await connector.SyncAsync("bookings", Token);
        await HeardEndOfAsync(connector, run);

        Assert.Equal(changed, connector.Heard.Ids(Heard.Bookings).Order(StringComparer.Ordinal));
    }

    private protected static Dictionary<string, string> CredentialsWithWebhooks(SandboxHotel hotel)
    {
        var credentials = new Dictionary<string, string>(hotel.Credentials, StringComparer.OrdinalIgnoreCase) { [WebhookSettings.TokenName] = WebhookToken };
        foreach (var (name, value) in ((string, string)[])[("webhookUser", "conformance"), ("webhookPassword", WebhookPassword), ("webhookSecret", WebhookPassword)])
        {
            if (TConnector.Descriptor.Settings.Any(setting => setting.Name == name))
                credentials[name] = value;
        }

        return credentials;
    }

    /// <summary>As a hotel would set it up at the vendor.</summary>
    private protected static async Task SubscribeAsync(SandboxHotel hotel, Uri address)
    {
        using var http = new HttpClient { BaseAddress = hotel.SandboxUrl };
        if (hotel.Vendor is "hostaway")
        {
            using var form = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"), new("client_id", hotel.Credentials["accountId"]), new("client_secret", hotel.Credentials["clientSecret"]), new("scope", "general"),
            ]);
            using var token = await http.PostAsync($"{hotel.Endpoint}/v1/accessTokens", form, Token);
            var issued = (await token.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("access_token").GetString();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issued);

            // A token is good from one second after its issue.
            await Eventually.TrueAsync(
                async () =>
                {
                    using var made = await http.PostAsJsonAsync(
                        $"{hotel.Endpoint}/v1/webhooks/unifiedWebhooks", new { isEnabled = 1, url = address, login = "conformance", password = WebhookPassword }, Token);
                    return made.IsSuccessStatusCode;
                },
                TimeSpan.FromSeconds(20), "the webhook is set up", Token);
            return;
        }

        if (hotel.Vendor is "mock")
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", hotel.Credentials["apiKey"]);
            using var told = await http.PostAsJsonAsync($"{hotel.Endpoint}/v1/webhooks", new { url = address, secret = WebhookPassword }, Token);
            told.EnsureSuccessStatusCode();
            return;
        }

        using var agreed = await http.PutAsJsonAsync($"admin/properties/{hotel.Id}/webhook", new { url = address }, Token);
        agreed.EnsureSuccessStatusCode();
    }
}
