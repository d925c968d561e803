using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Guests;
using static PmsPlatform.Connectors.Hostaway.HostawayValues;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>Hostaway keeps no guests: the person is drawn from the reservation.</summary>
internal static class HostawayGuestMapping
{
    /// <summary>Domains through which portals pass mail on; addresses there die with the stay.</summary>
    private static readonly string[] RelayDomains =
        ["airbnb.com", "booking.com", "homeaway.com", "vrbo.com", "expediapartnercentral.com", "agoda-messaging.com", "hostaway.info"];

    /// <summary>False for an owner's stay and for calendar imports that name nobody.</summary>
    public static bool NamesSomebody(ReservationWire wire) =>
        !IsOwnerStay(wire) && (NameOf(wire) ?? Tidy.Text(wire.GuestEmail) ?? Tidy.Text(wire.Phone) ?? StableId(wire)) is not null;

    /// <summary>The guest of a reservation that names somebody.</summary>
    /// <exception cref="MappingException">There is nothing to know the guest by again.</exception>
    public static Guest Guest(ReservationWire wire)
    {
        var (first, last) = Names(wire);
        return new Guest
        {
            ExternalId = IdOf(wire) ?? throw new MappingException("$.id", "is missing"),
            FirstName = first,
            LastName = last,
            Emails = Tidy.Text(wire.GuestEmail) is { } email ? [new GuestEmail(email, IsRelay(email, wire.HostProxyEmail))] : [],
            Phones = Tidy.Text(wire.Phone) is { } phone ? [new GuestPhone(phone, Tidy.E164(phone))] : [],
            Language = Tidy.Language(wire.GuestLocale),
            Nationality = CountryNames.Find(wire.GuestCountry),
            Loyalty = IsTrue(wire.BookingcomIsGeniusMember) ? new GuestLoyalty("Booking.com Genius", null, null) : null,
            Preferences = Preferences(wire),
            ModifiedAt = Instant(wire.UpdatedOn),
            Extensions = Extensions(
                [
                    ("guestAddress", wire.GuestAddress),
                    ("guestZipCode", wire.GuestZipCode),
                    ("guestCity", wire.GuestCity),
                    ("guestCountry", wire.GuestCountry),
                ]),
        };
    }

    /// <summary>Who stays, as the booking shows it: the reservation's guest first, then the names its units are booked under.</summary>
    public static IReadOnlyList<BookingGuest> OnBooking(ReservationWire wire)
    {
        if (IsOwnerStay(wire))
            return [];

        var guests = new List<BookingGuest>();
        if (NamesSomebody(wire))
        {
            guests.Add(new BookingGuest
            {
                ExternalId = IdOf(wire),
                Name = NameOf(wire),
                Email = Tidy.Text(wire.GuestEmail),
                Phone = Tidy.Text(wire.Phone),
                IsPrimary = true,
            });
        }

        foreach (var name in (wire.ReservationUnit ?? []).Select(unit => Tidy.Text(unit?.GuestName)))
        {
            if (name is not null && !guests.Exists(guest => string.Equals(guest.Name, name, StringComparison.OrdinalIgnoreCase)))
                guests.Add(new BookingGuest { Name = name });
        }

        return guests;
    }

    /// <summary>Who booked for somebody else. Only Booking.com tells.</summary>
    public static BookingGuest? Booker(ReservationWire wire) =>
        Tidy.Text(wire.BookingcomBookerName) is { } name && !string.Equals(name, NameOf(wire), StringComparison.OrdinalIgnoreCase)
            ? new BookingGuest { Name = name }
            : null;

    /// <summary>The channel's account or the booking website's user: the same in each reservation of the guest. Else the reservation itself.</summary>
    public static string? IdOf(ReservationWire wire) => StableId(wire) ?? (Tidy.Text(wire.Id) is { } id ? $"reservation:{id}" : null);

    private static string? StableId(ReservationWire wire) => Tidy.Text(wire.GuestExternalAccountId) ?? Tidy.Text(wire.CustomerUserId);

    private static bool IsOwnerStay(ReservationWire wire) => HostawayMapping.StatusOf(wire) == BookingStatus.Blocked;

    private static string? NameOf(ReservationWire wire) => Tidy.Text(wire.GuestName) ?? Tidy.Join(wire.GuestFirstName, wire.GuestLastName);

    /// <summary>The two names as given, or the whole name cut before its last word.</summary>
    private static (string? First, string? Last) Names(ReservationWire wire)
    {
        if (Tidy.Text(wire.GuestFirstName) is not null || Tidy.Text(wire.GuestLastName) is not null)
            return (Tidy.Text(wire.GuestFirstName), Tidy.Text(wire.GuestLastName));
        if (Tidy.Text(wire.GuestName) is not { } whole)
            return (null, null);

        var cut = whole.LastIndexOf(' ');
        return cut < 0 ? (whole, null) : (whole[..cut].TrimEnd(), whole[(cut + 1)..]);
    }

    private static bool IsRelay(string email, string? hostProxyEmail)
    {
        if (string.Equals(email, Tidy.Text(hostProxyEmail), StringComparison.OrdinalIgnoreCase))
            return true;

        var domain = email.AsSpan(email.LastIndexOf('@') + 1);
        foreach (var relay in RelayDomains)
        {
            if (domain.EndsWith(relay, StringComparison.OrdinalIgnoreCase) && (domain.Length == relay.Length || domain[^(relay.Length + 1)] == '.'))
                return true;
        }

        return false;
    }

    private static IReadOnlyList<GuestPreference> Preferences(ReservationWire wire) => Tidy.Text(wire.BookingcomSmokingPreference) switch
    {
        "0" => [new GuestPreference("smoking", "non-smoking")],
        "1" => [new GuestPreference("smoking", "smoking")],
        _ => [],
    };
}
