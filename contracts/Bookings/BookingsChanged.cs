using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Bookings;

/// <summary>Bookings of one connection are new or different: complete snapshots, at most <see cref="EventContext.MostItems"/>.</summary>
[EventName("pms.bookings.changed")]
public sealed record BookingsChanged
{
    /// <summary>Whose data this is and what caused it.</summary>
    public required EventContext Context { get; init; }

    /// <summary>The bookings, each once.</summary>
    public required IReadOnlyList<Versioned<Booking>> Items { get; init; }
}
