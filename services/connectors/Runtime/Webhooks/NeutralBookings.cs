using System.Collections.Frozen;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Guests;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>The body of <c>POST /api/pms/{vendor}/bookings</c>.</summary>
internal sealed record NeutralDelivery(NeutralBooking? Booking);

/// <summary>A booking in the vendor-neutral form.</summary>
internal sealed record NeutralBooking(
    string? Id, string? Status, NeutralGuest? Guest, NeutralStay? Stay, NeutralTotals? Totals, string? Channel, string? ModifiedAt);

/// <summary>Who stays.</summary>
internal sealed record NeutralGuest(string? Id, string? Name, string? Email, string? Phone);

/// <summary>When and where; dates of the hotel, or instants.</summary>
internal sealed record NeutralStay(string? CheckIn, string? CheckOut, string? Room);

/// <summary>What it costs, in major units.</summary>
internal sealed record NeutralTotals(decimal? Amount, string? Currency);

/// <summary>Reads bookings in the vendor-neutral form: what a system sends that has no connector of its own. Pure.</summary>
internal static class NeutralBookings
{
    private static readonly FrozenDictionary<string, BookingStatus> Statuses = new Dictionary<string, BookingStatus>(StringComparer.OrdinalIgnoreCase)
    {
        ["inquiry"] = BookingStatus.Inquiry,
        ["requested"] = BookingStatus.Inquiry,
        ["tentative"] = BookingStatus.Tentative,
        ["pending"] = BookingStatus.Tentative,
        ["option"] = BookingStatus.Tentative,
        ["confirmed"] = BookingStatus.Confirmed,
        ["new"] = BookingStatus.Confirmed,
        ["modified"] = BookingStatus.Confirmed,
        ["booked"] = BookingStatus.Confirmed,
        ["reserved"] = BookingStatus.Confirmed,
        ["inhouse"] = BookingStatus.InHouse,
        ["checkedin"] = BookingStatus.InHouse,
        ["checkedout"] = BookingStatus.CheckedOut,
        ["cancelled"] = BookingStatus.Cancelled,
        ["canceled"] = BookingStatus.Cancelled,
        ["noshow"] = BookingStatus.NoShow,
        ["blocked"] = BookingStatus.Blocked,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, BookingChannel> Channels = new Dictionary<string, BookingChannel>(StringComparer.OrdinalIgnoreCase)
    {
        ["direct"] = BookingChannel.Direct,
        ["website"] = BookingChannel.Direct,
        ["ota"] = BookingChannel.Ota,
        ["bookingcom"] = BookingChannel.Ota,
        ["expedia"] = BookingChannel.Ota,
        ["airbnb"] = BookingChannel.Ota,
        ["agent"] = BookingChannel.Agent,
        ["corporate"] = BookingChannel.Corporate,
        ["phone"] = BookingChannel.Phone,
        ["walkin"] = BookingChannel.WalkIn,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="MappingException">The body lacks what a booking cannot do without; path and reason say what.</exception>
    public static WebhookReading Read(WebhookDelivery delivery, HotelSettings hotel)
    {
        var booking = Parse(delivery.Body.Span).Booking ?? throw new MappingException("$.booking", "is missing");
        var id = Require.Text(booking.Id, "$.booking.id");
        var modifiedAt = booking.ModifiedAt is null ? (DateTimeOffset?)null : UtcInstant.Require(booking.ModifiedAt, "$.booking.modifiedAt");
        var guest = GuestOf(booking.Guest, id, modifiedAt);
        return new WebhookReading
        {
            Records = new MappedRecords
            {
                Bookings = [BookingOf(booking, id, guest, modifiedAt, hotel)],
                Guests = guest is null ? [] : [guest],
            },
        };
    }

    private static NeutralDelivery Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.StartsWith("\uFEFF"u8) ? body[3..] : body, InboxJson.Default.NeutralDelivery) ?? new NeutralDelivery(Booking: null);
        }
        catch (JsonException error)
        {
            throw new MappingException(error.Path ?? "$", "has the wrong JSON type");
        }
    }

    private static Booking BookingOf(NeutralBooking wire, string id, Guest? guest, DateTimeOffset? modifiedAt, HotelSettings hotel)
    {
        var arrival = DayOf(wire.Stay?.CheckIn, "$.booking.stay.checkIn", hotel);
        var departure = DayOf(wire.Stay?.CheckOut, "$.booking.stay.checkOut", hotel);
        Require.Span(arrival, departure, "$.booking.stay.checkOut");
        var given = Require.Text(wire.Status, "$.booking.status");
        var status = Statuses.GetValueOrDefault(Plain(given), BookingStatus.Unknown);
        return new Booking
        {
            ExternalId = id,
            Status = status,
            VendorStatus = given,
            Arrival = arrival,
            Departure = departure,
            Channel = Tidy.Text(wire.Channel) is { } channel ? Channels.GetValueOrDefault(Plain(channel), BookingChannel.Other) : BookingChannel.Unknown,
            ChannelName = Tidy.Text(wire.Channel),
            Total = wire.Totals?.Amount is { } amount
                ? Require.Amount(amount, Tidy.Text(wire.Totals.Currency) ?? hotel.Currency, "$.booking.totals.amount", "$.booking.totals.currency")
                : null,
            Guests = guest is null
                ? []
                : [
                    new BookingGuest
                    {
                        ExternalId = guest.ExternalId,
                        Name = Tidy.Text(wire.Guest?.Name),
                        Email = Tidy.Text(wire.Guest?.Email),
                        Phone = Tidy.Text(wire.Guest?.Phone),
                        IsPrimary = true,
                    },
                ],
            Stays = [new RoomStay { RoomNumber = Tidy.Text(wire.Stay?.Room), Status = status, Arrival = arrival, Departure = departure }],
            ModifiedAt = modifiedAt,
        };
    }

    /// <summary>A guest without an id of its own is known by the booking it came with.</summary>
    private static Guest? GuestOf(NeutralGuest? wire, string bookingId, DateTimeOffset? modifiedAt)
    {
        var name = Tidy.Text(wire?.Name);
        var email = Tidy.Text(wire?.Email);
        var phone = Tidy.Text(wire?.Phone);
        if (name is null && email is null && phone is null)
            return null;

        // Which part is the family name nobody can tell for sure; the last word is the best guess, and the whole stays together when it is one word.
        var cut = name?.LastIndexOf(' ') ?? -1;
        return new Guest
        {
            ExternalId = Tidy.Text(wire?.Id) ?? $"booking:{bookingId}",
            FirstName = cut > 0 ? name![..cut].TrimEnd() : null,
            LastName = cut > 0 ? name![(cut + 1)..] : name,
            Emails = email is null ? [] : [new GuestEmail(email)],
            Phones = phone is null ? [] : [new GuestPhone(phone, Tidy.E164(phone))],
            ModifiedAt = modifiedAt,
        };
    }

    /// <summary>A date is the hotel's; an instant with its offset falls on a date of the hotel; a time without offset is the hotel's too.</summary>
    private static DateOnly DayOf(string? text, string path, HotelSettings hotel)
    {
        var given = Require.Text(text, path);
        var day = Tidy.Date(given) ?? throw new MappingException(path, "is not a date of the form yyyy-MM-dd");
        var zoned = given.Length > 11 && (given.EndsWith('Z') || given.AsSpan(11).ContainsAny('+', '-'));
        return zoned && UtcInstant.Find(given) is { } instant ? HotelTime.DateAt(instant, hotel.TimeZone) : day;
    }

    private static string Plain(string word) => string.Concat(word.Where(char.IsAsciiLetterOrDigit));
}
