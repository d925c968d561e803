using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.GuestContext.Contacts;
using PmsPlatform.GuestContext.Snapshots;

namespace PmsPlatform.GuestContext.Bookings;

/// <summary>A booking with the people on it, as columns.</summary>
internal sealed record BookingRow(string ExternalId, EntityVersion Version, byte[]? Payload) : SnapshotRow(ExternalId, Version, Payload)
{
    public required string? ExternalKey { get; init; }

    public required string? ConfirmationKey { get; init; }

    public required BookingStatus Status { get; init; }

    public required DateOnly Arrival { get; init; }

    public required DateOnly Departure { get; init; }

    public required StayPlan Stay { get; init; }

    public required IReadOnlyList<BookingPerson> People { get; init; }

    public required IReadOnlyList<(string GuestExternalId, Contact Contact)> Contacts { get; init; }

    public static BookingRow Of(EventContext context, Versioned<Booking> item, Payloads payloads, ContactIndex contacts)
    {
        var booking = item.Value;
        var id = Required(booking.ExternalId);
        var key = NumberKey(id);
        var confirmation = Given(booking.ConfirmationNumber) is { } number ? NumberKey(number) : null;

        // A block is nobody's stay: it is kept, but no guest leads to it.
        BookingGuest[] people = booking.Status is BookingStatus.Blocked ? [] : PeopleOf(booking);
        return new BookingRow(id, item.Version, payloads.Seal(context.HotelId, EntityKind.Booking, booking, ContractsJson.Default.Booking))
        {
            ExternalKey = string.Equals(key, id, StringComparison.Ordinal) ? null : key,
            ConfirmationKey = string.Equals(confirmation, key, StringComparison.Ordinal) ? null : confirmation,
            Status = booking.Status,
            Arrival = booking.Arrival,
            Departure = booking.Departure,
            Stay = StayPlan.Of(booking),
            People = [.. BookingPerson.Of(people, booking.Booker)],
            Contacts = [.. people.SelectMany(person => contacts.Of(context.HotelId, person.Phone, person.Email)
                .Select(contact => (person.ExternalId ?? "", contact))).DistinctBy(entry => (entry.Item1, Convert.ToHexString(entry.contact.Index)))],
        };
    }

    /// <summary>A booking that is no longer at the vendor: nobody is on it and no number leads to it.</summary>
    public static BookingRow OfRemoval(string externalId, EntityVersion version) => new(externalId, version, Payload: null)
    {
        ExternalKey = null,
        ConfirmationKey = null,
        Status = BookingStatus.Unknown,
        Arrival = DateOnly.MinValue,
        Departure = DateOnly.MinValue,
        Stay = new StayPlan { Present = [], AheadUntil = null, Rooms = [], Weight = 2 },
        People = [],
        Contacts = [],
    };

    /// <summary>The form in which booking numbers are compared.</summary>
    public static string NumberKey(string number) => number.Trim().ToLowerInvariant();

    private static BookingGuest[] PeopleOf(Booking booking) =>
        [.. (booking.Guests ?? []).OrderByDescending(guest => guest.IsPrimary), .. booking.Booker is null ? [] : new[] { booking.Booker }];
}

/// <summary>A guest profile's part in a booking.</summary>
/// <param name="GuestExternalId">The profile.</param>
/// <param name="Position">0 is whom the booking is held under.</param>
/// <param name="IsBooker">Booked, but does not stay.</param>
internal readonly record struct BookingPerson(string GuestExternalId, short Position, bool IsBooker)
{
    /// <summary>Each profile once, in its first part: who stays and booked is a guest.</summary>
    public static IEnumerable<BookingPerson> Of(IReadOnlyList<BookingGuest> people, BookingGuest? booker) => people
        .Select((person, position) => new BookingPerson(person.ExternalId ?? "", (short)position, ReferenceEquals(person, booker)))
        .Where(person => person.GuestExternalId.Length > 0)
        .DistinctBy(person => person.GuestExternalId, StringComparer.Ordinal);
}
