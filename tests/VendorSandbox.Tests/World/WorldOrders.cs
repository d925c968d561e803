using PmsPlatform.VendorSandbox.Vendors.Hostaway;
using PmsPlatform.VendorSandbox.Vendors.Mews;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Tests.World;

/// <summary>Orders for worlds.</summary>
internal static class WorldOrders
{
    private static readonly string[] Zones = ["Europe/Budapest", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "Pacific/Honolulu", "Asia/Kathmandu", "Australia/Lord_Howe"];

    /// <summary>Any world, from a seed: vendor, zone, hour and size differ.</summary>
    public static WorldOrder Any(int seed)
    {
        var dice = new Dice((ulong)seed);
        return new WorldOrder
        {
            Shape = dice.Percent(50) ? MewsShape.Hotel : HostawayShape.Rentals,
            Seed = dice.Next(),
            Bookings = dice.Below(3) == 0 ? dice.Below(20) : dice.Below(1500),
            Zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[dice.Below(Zones.Length)]),
            Currency = dice.Percent(50) ? "JPY" : "KWD",
            AsOf = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(dice.Below(365 * 24 * 60)),
        };
    }

    public static WorldOrder Hotel(int bookings, ulong seed = 1) => new()
    {
        Shape = MewsShape.Hotel,
        Seed = seed,
        Bookings = bookings,
        Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Budapest"),
        Currency = "EUR",
        AsOf = new DateTimeOffset(2026, 11, 21, 14, 0, 0, TimeSpan.Zero),
    };

    public static WorldOrder Rentals(int bookings, ulong seed = 1) => Hotel(bookings, seed) with { Shape = HostawayShape.Rentals };
}
