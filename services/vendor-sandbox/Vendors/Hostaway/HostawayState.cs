using System.Globalization;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>A registered webhook.</summary>
internal sealed record HostawayWebhook(int Id, bool IsEnabled, string Url, string? Login, string? Password, string? AlertingEmailAddress);

/// <summary>A charge recorded from outside; the amount is in minor units.</summary>
internal sealed record HostawayCharge(int Id, int Stay, string Title, string? Description, string PaymentMethod, long Amount, string Status, uint Scheduled, uint? Charged);

/// <summary>What Hostaway keeps of an account beside the world, and how it numbers things.</summary>
internal sealed class HostawayState(Property property)
{
    private const int FirstReservation = 70_000_000;
    private const int ReservationStep = 7;
    private const int FirstListing = 380_000;
    private const int ListingStep = 13;
    private const int FirstUnit = 9_000;
    private const int UnitStep = 3;

    public HotelWorld World { get; } = property.World;

    public ulong Seed { get; } = property.Seed;

    public int AccountId { get; } = int.Parse(property.Credentials["accountId"], NumberStyles.None, CultureInfo.InvariantCulture);

    public List<HostawayCharge> Charges { get; } = [];

    public SortedDictionary<int, HostawayWebhook> Webhooks { get; } = [];

    /// <summary>Cleaning status set from outside, by listing.</summary>
    public Dictionary<int, (string? Status, uint At)> Cleanness { get; } = [];

    /// <summary>Id of the reservation a stay belongs to. Ids grow with time, as the vendor's do.</summary>
    public int ReservationId(int stay)
    {
        var booking = World.Stay(stay).Booking;
        return FirstReservation + booking * ReservationStep + Dice.Of(Seed, 60, booking, ReservationStep);
    }

    /// <summary>The first stay of a reservation; null when there is none with this id.</summary>
    public int? StayOf(long reservation)
    {
        var booking = (reservation - FirstReservation) / ReservationStep;
        if (reservation < FirstReservation || booking >= World.BookingCount)
            return null;
        var stay = World.Booking((int)booking).FirstStay;
        return ReservationId(stay) == reservation ? stay : null;
    }

    public static int ListingId(int group) => FirstListing + group * ListingStep;

    public int? GroupOf(long listing)
    {
        var (group, rest) = Math.DivRem(listing - FirstListing, ListingStep);
        return listing >= FirstListing && rest == 0 && group < World.Rooms.Groups.Count ? (int)group : null;
    }

    public static int UnitId(int room) => FirstUnit + room * UnitStep;

    public int ListingOf(int stay) => World.Rooms.Rooms[World.Stay(stay).Room].Group;

    /// <summary>Id of a room as a booking's room is told: the unit, or the listing where it is a single home.</summary>
    public int RoomId(int room)
    {
        var group = World.Rooms.Rooms[room].Group;
        return World.Rooms.Groups[group].MultiUnit ? UnitId(room) : ListingId(group);
    }
}
