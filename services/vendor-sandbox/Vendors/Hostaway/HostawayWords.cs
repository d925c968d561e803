using System.Globalization;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>The world's facts in Hostaway's words.</summary>
internal static class HostawayWords
{
    private static readonly string[] Inquiries = ["inquiry", "inquiryPreapproved", "inquiryDenied", "inquiryTimedout", "inquiryNotPossible", "unknown"];
    private static readonly string[] Requests = ["pending", "awaitingPayment", "awaitingGuestVerification"];

    private static readonly (int Id, string Name)[] DirectChannels =
    [
        (2013, "bookingengine"), (2013, "bookingengine"), (2013, "bookingengine"), (2000, "direct"), (2000, "direct"), (2017, "wordpress"), (2022, "google"), (2015, "customIcal"),
        (2019, "marriott"), (2020, "partner"), (2021, "gds"), (2009, "homeawayical"), (2010, "vrboical"), (2016, "tripadvisorical"),
    ];

    /// <summary>The portal a reservation came through.</summary>
    public static SaleChannel SaleOf(HostawayState state, int stay) => state.World.BookingOf(stay).Channel;

    public static (int Id, string Name) ChannelOf(HostawayState state, int stay) => SaleOf(state, stay) switch
    {
        SaleChannel.Airbnb => (2018, "airbnbOfficial"),
        SaleChannel.BookingCom => (2005, "bookingcom"),
        SaleChannel.Vrbo => (2002, "homeaway"),
        SaleChannel.Expedia => (2007, "expedia"),
        SaleChannel.Direct => DirectChannels[Dice.Of(state.Seed, 61, state.World.Stay(stay).Booking, DirectChannels.Length)],
        _ => (2000, "direct"),
    };

    public static string StatusText(HostawayState state, int stay)
    {
        ref readonly var row = ref state.World.Stay(stay);
        var chance = Dice.Of(state.Seed, 62, row.Booking, 100);
        var airbnb = SaleOf(state, stay) == SaleChannel.Airbnb;
        return row.Status switch
        {
            StayStatus.Blocked => "ownerStay",
            StayStatus.Inquiry => airbnb ? Inquiries[chance < 40 ? 0 : 1 + chance % 5] : Inquiries[0],
            StayStatus.Tentative => airbnb ? Requests[chance % 3] : "unconfirmed",
            StayStatus.Cancelled when airbnb && state.World.TextsOf(stay)?.CancelledBy is null => chance switch { < 70 => "cancelled", < 85 => "declined", _ => "expired" },
            StayStatus.Cancelled => "cancelled",
            _ => row.Has(StayFlags.Modified) ? "modified" : "new",
        };
    }

    /// <summary>The channel's own id of the guest, which stays the same; null where the channel gives none.</summary>
    public static string? ExternalAccountOf(HostawayState state, int stay) => SaleOf(state, stay) is SaleChannel.Airbnb or SaleChannel.Vrbo or SaleChannel.Expedia && !IsBlock(state, stay)
        ? (80_000_000L + state.World.BookingOf(stay).Guest * 3L).ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>Account of a guest who registered at the manager's own site.</summary>
    public static string? CustomerUserOf(HostawayState state, int stay)
    {
        var guest = state.World.BookingOf(stay).Guest;
        return ChannelOf(state, stay).Id == 2013 && !IsBlock(state, stay) && Dice.Of(state.Seed, 63, guest, 2) == 0
            ? (500_000 + guest).ToString(CultureInfo.InvariantCulture) : null;
    }

    /// <summary>What identifies the guest of a reservation: the channel's id, else the own account, else the reservation.</summary>
    public static string? GuestIdOf(HostawayState state, int stay) => IsBlock(state, stay) ? null
        : ExternalAccountOf(state, stay) ?? CustomerUserOf(state, stay) ?? string.Create(CultureInfo.InvariantCulture, $"reservation:{state.ReservationId(stay)}");

    public static string ChannelReservationOf(HostawayState state, int stay)
    {
        var booking = state.World.Stay(stay).Booking;
        var (id, _) = ChannelOf(state, stay);
        var hash = Dice.Of(state.Seed, 64, booking);
        return SaleOf(state, stay) switch
        {
            SaleChannel.Airbnb => string.Create(CultureInfo.InvariantCulture, $"{state.AccountId}-{HostawayState.ListingId(state.ListingOf(stay))}-thread{hash >> 40}-{hash & 0xFFFFFFF}"),
            SaleChannel.BookingCom => (4_000_000_000L + booking * 37L).ToString(CultureInfo.InvariantCulture),
            _ => string.Create(CultureInfo.InvariantCulture, $"{state.AccountId}-{HostawayState.ListingId(state.ListingOf(stay))}-{id}-{hash & 0xFFFFFFFF}"),
        };
    }

    /// <summary>The code of portals that have one.</summary>
    public static string? ConfirmationCodeOf(HostawayState state, int stay) => SaleOf(state, stay) == SaleChannel.Airbnb && state.World.Stay(stay).Status is not StayStatus.Inquiry
        ? string.Create(CultureInfo.InvariantCulture, $"HM{Dice.Of(state.Seed, 65, state.World.Stay(stay).Booking) >> 32:X8}") : null;

    /// <summary>A few channels tell the number of persons only.</summary>
    public static bool TellsAdults(HostawayState state, int stay) => Dice.Of(state.Seed, 66, state.World.Stay(stay).Booking, 100) >= 6;

    public static bool IsBlock(HostawayState state, int stay) => state.World.Stay(stay).Status == StayStatus.Blocked;
}
