using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>A connector that is killed while it works off what its vendor has told.</summary>
public abstract partial class VendorConformance<TConnector>
{
    [Theory]
    [InlineData("taken up")]
    [InlineData("published")]
    public async Task What_was_acknowledged_survives_a_kill_at_any_step(string moment)
    {
        if (!VendorTells)
            return;

        var soon = TimeSpan.FromSeconds(40);
        var hotel = await HotelAsync(new HotelOrder { Bookings = 60 });
        await using var connector = await ConnectorProcess<TConnector>.StartAsync(bench, hotel, Token, CredentialsWithWebhooks(hotel));
        await SubscribeAsync(hotel, new Uri(connector.Url, $"webhooks/{WebhookToken}"));
        await using var step = await InboxStep.HoldAsync(connector.Database, TConnector.Descriptor.Slug, moment, Token);

        var changed = await hotel.ModifyAsync("Dates", 3, Token);
        await step.ReachedAsync(soon, Token);
        await Eventually.TrueAsync(
            async () => await step.CountAsync("SELECT count(DISTINCT booking) FROM inbox, unnest(booking_ids) AS named (booking)", Token) == changed.Count, soon, "every change was acknowledged", Token);
        await connector.KillAsync();
        await step.ReleaseAsync(Token);
        Assert.True(await step.CountAsync("SELECT count(*) FROM inbox WHERE state = 'Received'", Token) > 0, "it was killed too late");

        await connector.StartAsync(Token);
        await Eventually.TrueAsync(async () => await step.CountAsync("SELECT count(*) FROM inbox WHERE state = 'Received'", Token) == 0, soon, "all is worked off", Token);
        Assert.Equal(0, await step.CountAsync("SELECT count(*) FROM inbox WHERE state IN ('Failed', 'Quarantined')", Token));
        await Eventually.TrueAsync(() => changed.All(connector.Heard.Ids(Heard.Bookings).Contains), soon, "every change is heard", Token);

        // What was published before the kill is published again as the same version, which is no news to anybody.
        var versions = connector.Heard.Of(Heard.Bookings).SelectMany(message => message.GetProperty("items").EnumerateArray())
            .GroupBy(item => item.GetProperty("value").GetProperty("externalId").GetString(), item => item.GetProperty("version").GetProperty("contentHash").GetString());
        Assert.All(versions, hashes => Assert.Single(hashes.Distinct(StringComparer.Ordinal)));
    }
}
