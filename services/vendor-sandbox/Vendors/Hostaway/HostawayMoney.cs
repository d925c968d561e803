using System.Runtime.InteropServices;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>The price of a reservation in minor units.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HostawayPrice(long Base, long Cleaning, long Tax)
{
    public long Total => Base + Cleaning + Tax;
}

/// <summary>What a reservation costs and what of it is paid.</summary>
internal static class HostawayMoney
{
    private const int TaxPercent = 8;

    /// <summary>Null for owner's stays and inquiries without dates, which have no price.</summary>
    public static HostawayPrice? PriceOf(HostawayState state, int stay)
    {
        ref readonly var row = ref state.World.Stay(stay);
        if (row.Status == StayStatus.Blocked || row.Has(StayFlags.DatesUnspecified))
            return null;
        var booking = state.World.BookingOf(stay);
        var nights = 0L;
        for (var room = 0; room < booking.Rooms; room++)
            nights += state.World.Prices.Nights(booking.FirstStay + room);
        var cleaning = state.World.Prices.FromEuroCents(4500) * booking.Rooms;
        var tax = (nights * TaxPercent + 50) / 100;
        return state.World.TextsOf(stay)?.Total is { } set ? new HostawayPrice(set - cleaning - tax, cleaning, tax) : new HostawayPrice(nights, cleaning, tax);
    }

    /// <summary>The price of one room of a reservation: its nights.</summary>
    public static long UnitPrice(HostawayState state, int stay) => state.World.Prices.Nights(stay);

    public static bool IsPaid(HostawayState state, int stay) =>
        state.World.Stay(stay).Status is StayStatus.InHouse or StayStatus.CheckedOut or StayStatus.NoShow || HostawayWords.SaleOf(state, stay) is SaleChannel.Airbnb or SaleChannel.Expedia;

    /// <summary>What the guest still owes.</summary>
    public static long? Balance(HostawayState state, int stay)
    {
        if (PriceOf(state, stay) is not { } price)
            return null;
        var charged = state.Charges.Where(charge => charge.Stay == stay && charge.Status == "paid").Sum(charge => charge.Amount);
        return IsPaid(state, stay) ? -charged : price.Total - charged;
    }
}
