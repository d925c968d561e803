using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>
/// What of writing is the runtime's own and the same for every vendor: proved with one of them, beside what <see cref="VendorWriteConformance{TConnector}"/>
/// proves with each.
/// </summary>
public abstract class KilledVendorWriteConformance<TConnector>(string vendor, IVendorWriteView view, ConformanceBench bench)
    : VendorWriteConformance<TConnector>(vendor, view, bench)
    where TConnector : IPmsConnector
{
    [Fact]
    public Task A_charge_is_made_once_when_the_process_dies_before_the_call() => DiesAsync("before the call");

    [Theory]
    [InlineData("accepted")]
    [InlineData("settled")]
    public async Task A_charge_is_made_and_told_of_when_the_process_dies_before_or_after_all_work(string moment)
    {
        var hotel = await Bench.AddHotelAsync(Vendor, new HotelOrder { Bookings = 60 }, Token);
        await using var connector = await ConnectorProcess<TConnector>.StartAsync(Bench, hotel, Token);
        await using var step = await HeldStep.HoldAsync(connector.Database, TConnector.Descriptor.Slug, moment, Token);
        var booking = await BookingAsync(hotel);

        var charge = await connector.Writes.AcceptAsync(Charge(booking), Token);
        await step.ReachedAsync(Soon, Token);
        await connector.KillAsync();
        await step.ReleaseAsync(Token);
        Assert.Equal(moment == "settled" ? 1 : 0, (await View.ChargesAsync(AddressOf(hotel), booking, Token)).Count);

        await connector.StartAsync(Token);
        var settled = await connector.Writes.InAsync(charge.Id, WriteBackState.Succeeded, Token);
        await Eventually.TrueAsync(async () => await step.CountAsync("SELECT count(*) FROM write_back WHERE unannounced", Token) == 0, Soon, "it was announced", Token);

        Assert.Single(await View.ChargesAsync(AddressOf(hotel), booking, Token));
        Assert.Equal(1, settled.Attempts);
        Assert.InRange(connector.Heard.Of(Heard.Settled).Count, 1, moment == "settled" ? 2 : 1);
    }
}
