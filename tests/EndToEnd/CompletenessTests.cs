using PmsPlatform.Cli.Demo;
using PmsPlatform.Cli.Verify;
using PmsPlatform.Contracts.Verifications;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd;

/// <summary>What changes behind the platform's back is seen, found and proved gone, through the gateway as operators do it.</summary>
public sealed class CompletenessTests(Platform platform)
{
    [Theory]
    [InlineData("mews")]
    [InlineData("hostaway")]
    public async Task Changes_and_deletions_that_nobody_told_of_are_seen_reconciled_and_proved_to_be_in_order(string vendor)
    {
        using var hotel = await platform.TakeHotelAsync(vendor, bookings: 150, Token);
        await hotel.SyncAsync("rooms", Token);
        await hotel.SyncAsync("bookings", Token);
        Assert.Equal(0, (await VerifyAsync(hotel)).Differing);

        var before = await IdsAsync(hotel);
        await hotel.ModifyAsync("Delete", 3, Token);
        await hotel.ModifyAsync("Silent", 4, Token);
        var deleted = before.Except(await IdsAsync(hotel), StringComparer.Ordinal).ToList();
        Assert.Equal(3, deleted.Count);
        await Eventually.TrueAsync(
            async () => await hotel.Gateway.ContextAsync("booking", deleted[0], Token) is not null, TimeSpan.FromSeconds(30), "the context knows the booking that is gone", Token);

        var seen = await VerifyAsync(hotel);
        Assert.Equal(7, seen.Differing);
        Assert.Equal(deleted.Order(StringComparer.Ordinal), seen.Differences.Where(difference => difference.Kind is DifferenceKind.MissingAtVendor).Select(difference => difference.ExternalId!).Order(StringComparer.Ordinal));

        var run = await hotel.Gateway.ReconcileAsync("bookings", vendor, Token);
        Assert.Equal((3L, 4L), (run.Counts.Drift!.Removed, run.Counts.Drift.Missed));

        var proved = await VerifyAsync(hotel);
        Assert.Equal((proved.Total, 0L), (proved.Equal, proved.Differing));
        Assert.StartsWith($"{vendor,-10}bookings  {proved.Total} of {proved.Total} equal, ", VerifyCommand.Line(proved), StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async () => await hotel.Gateway.ContextAsync("booking", deleted[0], Token) is null, TimeSpan.FromSeconds(30), "the context answers for the deleted booking no more", Token);
        Assert.Null(await hotel.Gateway.LedgerHashAsync(hotel.Setting.ConnectionId, deleted[0], Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<VerificationResult> VerifyAsync(TestHotel hotel) => Assert.Single((await hotel.Gateway.VerifyAsync(hotel.Vendor, "bookings", Token)).Results);

    private static async Task<List<string>> IdsAsync(TestHotel hotel)
    {
        var ids = new List<string>();
        await foreach (var booking in hotel.Truth.RecordsAsync(hotel.Setting.Slug, "bookings", Token))
            ids.Add(Comparison.Member(booking, "externalId")!);
        return ids;
    }
}
