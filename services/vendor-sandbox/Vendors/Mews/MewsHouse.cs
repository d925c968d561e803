using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>How many of what the property sells, and for how much.</summary>
internal static class MewsHouse
{
    private const int PercentOfBed = 30;

    /// <summary>Rates by number: name, whether guests can book it, percent of the usual price.</summary>
    public static readonly IReadOnlyList<(string Name, bool IsPublic, int Percent)> Rates = [("Fully Flexible", true, 100), ("Non-refundable", true, 88), ("Corporate", false, 80)];

    /// <summary>Resources of a category.</summary>
    public static int Units(MewsState state, int category) => category < state.World.Rooms.Groups.Count
        ? state.World.Rooms.Groups[category].Rooms
        : state.Extras.Count(extra => extra.Category == category);

    /// <summary>Use of a category in a night; only rooms are ever booked.</summary>
    public static NightUse UseOf(NightUse[,] use, int category, int night) => category < use.GetLength(0) ? use[category, night] : default;

    /// <summary>Gross price of a night.</summary>
    public static long Price(HotelWorld world, int category, int rate, int day)
    {
        var level = category < world.Rooms.Groups.Count ? world.Rooms.Groups[category].PriceLevel : PercentOfBed;
        return Math.Max(1, world.Prices.Quote(level, day) * Rates[rate].Percent / 100);
    }
}
