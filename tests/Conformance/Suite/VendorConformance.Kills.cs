using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>A connector that is killed while it works off what its vendor has told.</summary>
public abstract partial class VendorConformance<TConnector>
{
    [Fact]
    public Task What_was_acknowledged_survives_a_kill_after_it_was_published() => DiesAsync("published");

    /// <summary>The process dies at a step of the inbox, and what was acknowledged is worked off.</summary>
    private protected async Task DiesAsync(string moment)
    {
        if (!VendorTells)
            return;

        var soon = TimeSpan.FromSeconds(40);
        var hotel = await HotelAsync(new HotelOrder { Bookings = 60 });
        await using var connector = await ConnectorProcess<TConnector>.StartAsync(bench, hotel, Token, CredentialsWithWebhooks(hotel));
        await SubscribeAsync(hotel, new Uri(connector.Url, $"webhooks/{WebhookToken}"));
        await using var step = await HeldStep.HoldAsync(connector.Database, TConnector.Descriptor.Slug, moment, Token);

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
        var versions = Published(connector).GroupBy(record => record.Id, record => record.Hash);
        Assert.All(versions, hashes => Assert.Single(hashes.Distinct(StringComparer.Ordinal)));
        if (moment == "published")
            await AfterwardsAsync(hotel, connector, step);
    }

    /// <summary>What else is to be seen of a connector that was killed and has worked all off.</summary>
    private protected virtual Task AfterwardsAsync(SandboxHotel hotel, ConnectorProcess<TConnector> connector, HeldStep step) => Task.CompletedTask;

    /// <summary>Every booking in every message.</summary>
    private protected static List<(string? Id, string? Hash)> Published(ConnectorProcess<TConnector> connector) =>
    [
        .. connector.Heard.Of(Heard.Bookings).SelectMany(message => message.GetProperty("items").EnumerateArray())
            .Select(item => (item.GetProperty("value").GetProperty("externalId").GetString(), item.GetProperty("version").GetProperty("contentHash").GetString())),
    ];
}
