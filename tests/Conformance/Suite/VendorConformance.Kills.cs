using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>A connector that is killed while it works off what its vendor has told.</summary>
public abstract partial class VendorConformance<TConnector>
{
    [Theory]
    [InlineData("received")]
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
            await NothingIsDoneAgainAsync(hotel, connector, step);
    }

    /// <summary>What has ended stays so through a kill: it is neither taken up nor published again.</summary>
    private async Task NothingIsDoneAgainAsync(SandboxHotel hotel, ConnectorProcess<TConnector> connector, HeldStep step)
    {
        const string takenAgain = "SELECT coalesce(sum(attempts - 1), 0)::bigint FROM inbox";
        var (before, again) = (Published(connector), await step.CountAsync(takenAgain, Token));
        await connector.KillAsync();
        await connector.StartAsync(Token);
        await SubscribeAsync(hotel, new Uri(connector.Url, $"webhooks/{WebhookToken}"));

        // What comes after the start is worked off after everything that was due before.
        var deliveries = await step.CountAsync("SELECT count(*) FROM inbox", Token);
        var changed = await hotel.ModifyAsync("Dates", 1, Token);
        await Eventually.TrueAsync(
            async () => await step.CountAsync("SELECT count(*) FROM inbox", Token) > deliveries && await step.CountAsync("SELECT count(*) FROM inbox WHERE state = 'Received'", Token) == 0,
            TimeSpan.FromSeconds(40), "the new change is worked off", Token);
        await Eventually.TrueAsync(() => Published(connector).Except(before).Any(record => changed.Contains(record.Id)), TimeSpan.FromSeconds(40), "the new change is heard", Token);

        Assert.Equal(again, await step.CountAsync(takenAgain, Token));
        Assert.Equal(before.Count, Published(connector).Count(before.Contains));
    }

    /// <summary>Every booking in every message.</summary>
    private static List<(string? Id, string? Hash)> Published(ConnectorProcess<TConnector> connector) =>
    [
        .. connector.Heard.Of(Heard.Bookings).SelectMany(message => message.GetProperty("items").EnumerateArray())
            .Select(item => (item.GetProperty("value").GetProperty("externalId").GetString(), item.GetProperty("version").GetProperty("contentHash").GetString())),
    ];
}
