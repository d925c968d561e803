namespace PmsPlatform.VendorSandbox.World;

/// <summary>What a night costs, in minor units of the hotel's currency: room group, season, weekend and a factor of the booking's own.</summary>
internal sealed class StayPrices(HotelWorld world)
{
    private const int BasePriceInEuroCents = 11_900;
    private readonly long _perEuroCent = Currencies.PerEuroCent(world.Order.Currency);

    /// <summary>Decimal digits of the currency.</summary>
    public int Exponent { get; } = Currencies.Exponent(world.Order.Currency);

    /// <summary>Gross price of one night of the stay.</summary>
    public long Night(int stay, int night)
    {
        ref var row = ref world.Stay(stay);
        var cents = EuroCents(world.Rooms.Groups[world.Rooms.Rooms[row.Room].Group].PriceLevel, row.Arrival + night);
        return FromEuroCents(cents * (85 + Dice.Of(world.Order.Seed, 31, row.Booking, 41)) / 100);
    }

    /// <summary>Gross price of one night that nobody has booked yet.</summary>
    /// <param name="level">Percent of the hotel's base price.</param>
    /// <param name="day">The night.</param>
    public long Quote(int level, int day) => FromEuroCents(EuroCents(level, day));

    /// <summary>Gross price of all nights of the stay.</summary>
    public long Nights(int stay)
    {
        var total = 0L;
        for (var night = 0; night < world.Stay(stay).Nights; night++)
            total += Night(stay, night);
        return total;
    }

    /// <summary>A usual price of the group's rooms.</summary>
    public long Usual(RoomGroup group) => FromEuroCents((long)BasePriceInEuroCents * group.PriceLevel / 100);

    /// <summary>An amount of about so many euro cents in the hotel's currency.</summary>
    public long FromEuroCents(long cents) => Math.Max(1, (cents * _perEuroCent + 500) / 1000);

    private static long EuroCents(int level, int day)
    {
        var cents = (long)BasePriceInEuroCents * level / 100;
        cents = cents * (100 + Season(day)) / 100;
        return Moment.ToDate(day).DayOfWeek is DayOfWeek.Friday or DayOfWeek.Saturday ? cents * 115 / 100 : cents;
    }

    /// <summary>Percent above or below the usual, highest in summer.</summary>
    private static int Season(int day)
    {
        var distance = Math.Abs(Moment.ToDate(day).DayOfYear - 200);
        return 28 - Math.Min(distance, 365 - distance) * 44 / 183;
    }
}
