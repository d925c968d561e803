using PmsPlatform.Contracts.Bookings;

namespace PmsPlatform.GuestContext.Bookings;

/// <summary>A booking's times as the context query needs them, all hotel-local without zone. Pure: follows from the snapshot alone.</summary>
internal sealed record StayPlan
{
    /// <summary>When somebody stays. Empty when nobody does or will.</summary>
    public required IReadOnlyList<LocalSpan> Present { get; init; }

    /// <summary>The stay lies ahead until then; null when it does not.</summary>
    public required DateTime? AheadUntil { get; init; }

    /// <summary>Assigned rooms in the vendor's order, each with the span in which it is the guest's; null once it was left.</summary>
    public required IReadOnlyList<(string Room, LocalSpan? Span)> Rooms { get; init; }

    /// <summary>Of two bookings in the same phase the one with less weight answers: 0 firm, 1 uncertain, 2 off.</summary>
    public required short Weight { get; init; }

    public static StayPlan Of(Booking booking)
    {
        if (booking.Status is BookingStatus.Cancelled or BookingStatus.NoShow or BookingStatus.Blocked)
            return new StayPlan { Present = [], AheadUntil = null, Rooms = [], Weight = 2 };

        var stays = StaysOf(booking);
        var spans = stays.Select(stay => (Stay: stay, Span: SpanOf(booking, stay))).ToArray();
        LocalSpan[] held = [.. spans.Select(stay => stay.Span).OfType<LocalSpan>()];
        var isQuestion = booking.Status is BookingStatus.Inquiry or BookingStatus.Tentative;
        return new StayPlan
        {
            Present = isQuestion ? [] : held,
            AheadUntil = held.Length == 0 ? null : isQuestion ? LocalSpan.EndOf(booking.Arrival) : held.Max(span => span.From),
            Rooms = [.. spans.Where(stay => !string.IsNullOrEmpty(stay.Stay.RoomExternalId)).Select(stay => (stay.Stay.RoomExternalId!, stay.Span))],
            Weight = booking.Status is BookingStatus.Inquiry or BookingStatus.Unknown ? (short)1 : (short)0,
        };
    }

    /// <summary>The stays that are not called off, each with the status that counts.</summary>
    private static RoomStay[] StaysOf(Booking booking)
    {
        RoomStay[] stays =
            [.. (booking.Stays ?? []).Where(stay => stay.Status is not (BookingStatus.Cancelled or BookingStatus.NoShow or BookingStatus.Blocked))];
        if (stays.Length == 0)
            stays = [new RoomStay { Status = booking.Status, Arrival = booking.Arrival, Departure = booking.Departure }];

        // Vendors that check in the booking, not its rooms: then every room of it is lived in.
        var isInHouseAsAWhole = booking.Status is BookingStatus.InHouse && stays.All(stay => stay.Status is not BookingStatus.InHouse);
        return booking.Status is BookingStatus.CheckedOut || isInHouseAsAWhole
            ? [.. stays.Select(stay => stay.Status is BookingStatus.CheckedOut ? stay : stay with { Status = booking.Status })]
            : stays;
    }

    /// <summary>From check-in to check-out as far as they happened, else as they are expected, else whole days. Null once the guest has left.</summary>
    private static LocalSpan? SpanOf(Booking booking, RoomStay stay)
    {
        if (stay.Status is BookingStatus.CheckedOut || stay.CheckedOutAt is not null)
            return null;
        if (stay.Status is BookingStatus.InHouse)
            return LocalSpan.Always;

        // Expected times belong to the booking's first arrival and last departure; rooms changed in between change at no known time.
        var from = stay.Arrival.ToDateTime(stay.Arrival == booking.Arrival ? booking.ExpectedArrivalTime ?? TimeOnly.MinValue : TimeOnly.MinValue);
        var dayEnd = LocalSpan.EndOf(stay.Departure);
        var until = stay.Departure == booking.Departure && booking.ExpectedDepartureTime is { } time ? stay.Departure.ToDateTime(time) : dayEnd;
        if (until <= from)
            until = dayEnd;

        return stay.CheckedInAt is not null ? new LocalSpan(null, until) : until > from ? new LocalSpan(from, until) : null;
    }
}
