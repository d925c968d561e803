namespace PmsPlatform.VendorSandbox.World;

/// <summary>What a vendor's kind of customer looks like: hotels sell rooms through desks and agencies, rental managers listings through portals.</summary>
internal sealed record WorldShape
{
    /// <summary>True when the vendor shows every room of a booking as a booking of its own, tied by a group.</summary>
    public required bool BookingPerRoom { get; init; }

    /// <summary>True when the vendor shows the owner's own stays among the bookings.</summary>
    public required bool BlocksAreBookings { get; init; }

    /// <summary>Channels and their weights.</summary>
    public required IReadOnlyList<(SaleChannel Channel, int Weight)> Channels { get; init; }

    /// <summary>Channels that alone bring requests which wait for an answer; others' requests come through the first. Empty where any channel may.</summary>
    public IReadOnlyList<SaleChannel> RequestChannels { get; init; } = [];

    /// <summary>Room groups of a hotel with about so many rooms.</summary>
    public required Func<int, IReadOnlyList<RoomGroup>> Groups { get; init; }

    /// <summary>Of a hundred inquiries, how many come without dates.</summary>
    public int InquiriesWithoutDates { get; init; }
}

/// <summary>All that decides what a world looks like: same order, same world.</summary>
internal sealed record WorldOrder
{
    public required WorldShape Shape { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Bookings as the vendor counts them.</summary>
    public required int Bookings { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The instant the world is a picture of: everything lies before it except what is planned.</summary>
    public required DateTimeOffset AsOf { get; init; }
}
