using System.Runtime.InteropServices;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>One order item of a reservation. Amounts are gross, in minor units.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MewsCharge(int Ordinal, string Type, string? Name, int Count, long UnitGross, uint Created, uint Consumed, bool Cancelled)
{
    public long Gross => UnitGross * Count;
}

/// <summary>What is charged for a reservation, computed when asked for: nights, city tax, breakfast, minibar, a rebate, something cancelled, the fee of a cancellation.</summary>
internal static class MewsCharges
{
    /// <summary>Ids of a stay's items: the stay's number times this, plus the ordinal.</summary>
    public const int PerStay = 64;

    /// <summary>Ordinals below are nights.</summary>
    private const int Extras = 40;

    /// <summary>Percent of tax in or on top of every price.</summary>
    public const int TaxPercent = 10;

    public const string TaxCode = "SBX-2024-S";

    /// <summary>Lists the items in order of their ordinals.</summary>
    public static void List(HotelWorld world, bool nightly, int number, List<MewsCharge> charges)
    {
        charges.Clear();
        ref readonly var stay = ref world.Stay(number);
        var off = stay.Status is StayStatus.Cancelled or StayStatus.NoShow;
        var created = world.BookingOf(number).Created;
        var (seed, prices, days) = (world.Order.Seed, world.Prices, world.Days);
        var arrival = days.Start(stay.Arrival);
        if (nightly)
        {
            for (var night = 0; night < Math.Min(stay.Nights, Extras); night++)
                charges.Add(new(night, "SpaceOrder", null, 1, prices.Night(number, night), created, days.Start(stay.Arrival + night), off));
        }
        else
        {
            charges.Add(new(0, "SpaceOrder", null, 1, prices.Nights(number), created, arrival, off));
        }

        var chance = Dice.Of(seed, 57, number);
        if (chance % 100 < 70)
            charges.Add(new(Extras, "CityTax", "City tax", stay.Adults * stay.Nights, prices.FromEuroCents(150), created, arrival, off));
        if ((chance >> 8) % 100 < 35)
            charges.Add(new(Extras + 1, "ProductOrder", "Breakfast", (stay.Adults + stay.Children) * stay.Nights, prices.FromEuroCents(1590), created, arrival, off));
        if ((chance >> 16) % 100 < 6)
            charges.Add(new(Extras + 2, "ProductOrder", "Parking", stay.Nights, prices.FromEuroCents(1850), created, arrival, true));
        if ((chance >> 24) % 100 < 4)
            charges.Add(new(Extras + 3, "NightRebate", "Goodwill", 1, -prices.Night(number, 0) / 10, created, arrival, off));
        if (stay.StartedAt != 0 && (chance >> 32) % 100 < 15)
            charges.Add(new(Extras + 4, "CustomItem", "Minibar", 1 + (int)((chance >> 40) % 3), prices.FromEuroCents(430), stay.StartedAt, stay.StartedAt, false));
        if ((stay.Status == StayStatus.Cancelled && (chance >> 48) % 100 < 30) || (stay.Status == StayStatus.NoShow && (chance >> 48) % 100 < 80))
            charges.Add(new(Extras + 5, "CancellationFee", "Cancellation fee", 1, prices.Night(number, 0), stay.CancelledAt, stay.CancelledAt, false));
    }

    /// <summary>The gross price of a reservation: its items without the cancelled ones.</summary>
    public static long Total(List<MewsCharge> charges)
    {
        var total = 0L;
        foreach (var charge in charges)
            total += charge.Cancelled ? 0 : charge.Gross;
        return total;
    }

    /// <summary>The part of a gross amount that is not tax.</summary>
    public static long Net(long gross) => (long)Math.Round(gross * 100m / (100 + TaxPercent), MidpointRounding.AwayFromZero);
}
