using System.Globalization;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Custom;

/// <summary>The world's facts in the words of the hotel's own system. A booking is its first stay.</summary>
internal static class CustomWords
{
    private const int FirstBooking = 100_000;
    private const int FirstGuest = 20_000;
    private const int FirstRoom = 500;

    public static string BookingId(HotelWorld world, int stay) => Id('B', FirstBooking + world.Stay(stay).Booking);

    public static string GuestId(int guest) => Id('G', FirstGuest + guest);

    public static string RoomId(int room) => Id('R', FirstRoom + room);

    public static int? StayOf(HotelWorld world, string id) =>
        Number('B', id) - FirstBooking is { } booking && booking >= 0 && booking < world.BookingCount ? world.Booking(booking).FirstStay : null;

    public static string Code(HotelWorld world, int stay) => string.Create(CultureInfo.InvariantCulture, $"LH-{world.Stay(stay).Booking * 7 + 4001:D6}");

    public static string State(StayStatus status) => status switch
    {
        StayStatus.Inquiry => "ENQUIRY",
        StayStatus.Tentative => "OPTION",
        StayStatus.Confirmed => "CONFIRMED",
        StayStatus.InHouse => "ARRIVED",
        StayStatus.CheckedOut => "DEPARTED",
        StayStatus.Cancelled => "CANCELLED",
        StayStatus.NoShow => "NO_SHOW",
        _ => "OWNER",
    };

    /// <summary>The status in the platform's words.</summary>
    public static string StatusOf(StayStatus status) => status.ToString();

    public static string Channel(SaleChannel channel) => channel switch
    {
        SaleChannel.Direct => "website",
        SaleChannel.Phone => "phone",
        SaleChannel.WalkIn => "walk-in",
        SaleChannel.BookingCom => "booking.com",
        SaleChannel.Agent => "agency",
        _ => "other",
    };

    public static string Cleaning(RoomCondition condition) => condition switch
    {
        RoomCondition.Clean => "clean",
        RoomCondition.Dirty => "dirty",
        RoomCondition.Inspected => "inspected",
        _ => "unknown",
    };

    public static string Service(RoomCondition condition) => condition switch
    {
        RoomCondition.OutOfOrder => "out-of-order",
        RoomCondition.OutOfService => "out-of-service",
        _ => "in-service",
    };

    /// <summary>Gross price in minor units; null for the owner's nights.</summary>
    public static long? Price(HotelWorld world, int stay)
    {
        ref readonly var row = ref world.Stay(stay);
        if (row.Status == StayStatus.Blocked)
            return null;
        if (world.TextsOf(stay)?.Total is { } set)
            return set;
        var booking = world.BookingOf(stay);
        return Enumerable.Range(booking.FirstStay, booking.Rooms).Sum(world.Prices.Nights);
    }

    /// <summary>What is owed: everything until the guest has left or does not come.</summary>
    public static long? Open(HotelWorld world, int stay) =>
        world.Stay(stay).Status is StayStatus.CheckedOut or StayStatus.Cancelled or StayStatus.NoShow ? 0 : Price(world, stay);

    private static string Id(char kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number}");

    private static int? Number(char kind, string id) =>
        id.Length > 1 && id[0] == kind && int.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
