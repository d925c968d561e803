using PmsPlatform.Connectors.Runtime;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>
/// What of the inbox is the runtime's own and the same for every vendor: proved with one of them, beside what <see cref="VendorConformance{TConnector}"/> proves
/// with each.
/// </summary>
public abstract class KilledVendorConformance<TConnector>(string slug, ConformanceBench bench, string listing = "/reservations") : VendorConformance<TConnector>(slug, bench, listing)
    where TConnector : IPmsConnector
{
    [Theory]
    [InlineData("received")]
    [InlineData("taken up")]
    public Task What_was_acknowledged_survives_a_kill_at_any_step(string moment) => DiesAsync(moment);

    /// <summary>What has ended stays so through a kill: it is neither taken up nor published again.</summary>
    private protected override async Task AfterwardsAsync(SandboxHotel hotel, ConnectorProcess<TConnector> connector, HeldStep step)
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
}
