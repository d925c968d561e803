using System.Collections.Frozen;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using static PmsPlatform.Connectors.Hostaway.HostawayValues;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>A reservation becomes a booking. Guests and rooms have their own files.</summary>
internal static class HostawayMapping
{
    /// <summary>Every status of the documentation. README.md shows the same table, and a test compares them.</summary>
    public static readonly FrozenDictionary<string, BookingStatus> Statuses = new Dictionary<string, BookingStatus>(StringComparer.OrdinalIgnoreCase)
    {
        ["new"] = BookingStatus.Confirmed,
        ["modified"] = BookingStatus.Confirmed,
        ["confirmed"] = BookingStatus.Confirmed,
        ["pending"] = BookingStatus.Tentative,
        ["unconfirmed"] = BookingStatus.Tentative,
        ["awaitingPayment"] = BookingStatus.Tentative,
        ["awaitingGuestVerification"] = BookingStatus.Tentative,
        ["cancelled"] = BookingStatus.Cancelled,
        ["declined"] = BookingStatus.Cancelled,
        ["expired"] = BookingStatus.Cancelled,
        ["ownerStay"] = BookingStatus.Blocked,
        ["inquiry"] = BookingStatus.Inquiry,
        ["inquiryPreapproved"] = BookingStatus.Inquiry,
        ["inquiryDenied"] = BookingStatus.Inquiry,
        ["inquiryTimedout"] = BookingStatus.Inquiry,
        ["inquiryTimeout"] = BookingStatus.Inquiry,
        ["inquiryNotPossible"] = BookingStatus.Inquiry,
        ["unknown"] = BookingStatus.Unknown,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>https://api.hostaway.com/documentation#reservation-channels; 2001 is the former Airbnb channel, met on old reservations.</summary>
    public static readonly FrozenDictionary<string, BookingChannel> Channels = new Dictionary<string, BookingChannel>(StringComparer.Ordinal)
    {
        ["2000"] = BookingChannel.Direct,
        ["2001"] = BookingChannel.Ota,
        ["2002"] = BookingChannel.Ota,
        ["2005"] = BookingChannel.Ota,
        ["2007"] = BookingChannel.Ota,
        ["2009"] = BookingChannel.Ota,
        ["2010"] = BookingChannel.Ota,
        ["2013"] = BookingChannel.Direct,
        ["2015"] = BookingChannel.Other,
        ["2016"] = BookingChannel.Ota,
        ["2017"] = BookingChannel.Direct,
        ["2018"] = BookingChannel.Ota,
        ["2019"] = BookingChannel.Ota,
        ["2020"] = BookingChannel.Other,
        ["2021"] = BookingChannel.Agent,
        ["2022"] = BookingChannel.Ota,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Maps a reservation.</summary>
    /// <param name="wire">The reservation, read with its attached resources.</param>
    /// <param name="hotel">Zone of its dates.</param>
    /// <param name="account">What is known of the account's listings; nothing when there is only the reservation.</param>
    /// <exception cref="MappingException">A field without which it is no booking is missing or impossible.</exception>
    public static Booking Booking(ReservationWire wire, HotelSettings hotel, AccountFacts account)
    {
        var id = Require.Text(wire.Id, "$.id");
        var vendorStatus = Require.Text(wire.Status, "$.status");
        var status = StatusOf(wire);
        var (arrival, departure) = DatesOf(wire, hotel);
        var listing = Tidy.Text(wire.ListingMapId) is { } listingId ? account.Listings.GetValueOrDefault(listingId) : null;
        var hasDates = !IsTrue(wire.IsDatesUnspecified);
        return new Booking
        {
            ExternalId = id,
            ConfirmationNumber = Tidy.Text(wire.ConfirmationCode) ?? Tidy.Text(wire.ChannelReservationId) ?? Tidy.Text(wire.ReservationId) ?? id,
            Status = status,
            VendorStatus = vendorStatus,
            Arrival = arrival,
            Departure = departure,
            ExpectedArrivalTime = hasDates ? Hour(wire.CheckInTime) ?? listing?.CheckIn : null,
            ExpectedDepartureTime = hasDates ? Hour(wire.CheckOutTime) ?? listing?.CheckOut : null,
            Adults = Adults(wire.Adults, wire.NumberOfGuests, wire.Children),
            Children = Children(wire.Children, wire.Infants),
            Channel = Channels.GetValueOrDefault(Tidy.Text(wire.ChannelId) ?? "", BookingChannel.Unknown),
            ChannelName = Tidy.Text(wire.ChannelName) ?? Tidy.Text(wire.Source),
            Total = status == BookingStatus.Blocked ? null : MoneyOf(wire.TotalPrice, wire.Currency, "$.totalPrice"),
            Balance = status == BookingStatus.Blocked ? null : MoneyOf(wire.RemainingBalance, wire.Currency, "$.remainingBalance"),
            Booker = HostawayGuestMapping.Booker(wire),
            Guests = HostawayGuestMapping.OnBooking(wire),
            Stays = HostawayRoomMapping.Stays(wire, status, arrival, departure, account),
            Notes = Lines(wire.HostNote, wire.Comment),
            SpecialRequests = Lines(wire.GuestNote, Member(wire.BookingcomSpecialRequests, "remarks")),
            CreatedAt = CreatedAt(wire),
            ModifiedAt = Instant(wire.UpdatedOn),
            Extensions = ExtensionsOf(wire),
        };
    }

    /// <summary>Where the reservation stands; Unknown for a text no table knows and for none.</summary>
    public static BookingStatus StatusOf(ReservationWire wire) => Statuses.GetValueOrDefault(Tidy.Text(wire.Status) ?? "", BookingStatus.Unknown);

    /// <summary>
    /// The stay's dates. Where the channel gave none the vendor writes yesterday into both: such an inquiry is kept in the past and without a night, so
    /// that it claims no room and is nobody's next stay.
    /// </summary>
    private static (DateOnly Arrival, DateOnly Departure) DatesOf(ReservationWire wire, HotelSettings hotel)
    {
        if (IsTrue(wire.IsDatesUnspecified))
        {
            var day = Tidy.Date(wire.ArrivalDate)
                ?? (CreatedAt(wire) is { } created ? HotelTime.DateAt(created, hotel.TimeZone) : throw new MappingException("$.arrivalDate", "is missing"));
            return (day, day);
        }

        var arrival = Date(wire.ArrivalDate, "$.arrivalDate");
        var departure = Date(wire.DepartureDate, "$.departureDate");
        Require.Span(arrival, departure, "$.departureDate");
        return (arrival, departure);
    }

    private static DateTimeOffset? CreatedAt(ReservationWire wire) => Instant(wire.ReservationDate) ?? Instant(wire.InsertedOn);

    private static Money? MoneyOf(string? amount, string? currency, string path)
    {
        if (Amount(amount, path) is not { } major)
            return null;

        // Inquiries come with a zero and no currency: that is no price, not a price of nothing.
        return major == 0 && Tidy.Text(currency) is null ? null : Require.Amount(major, Tidy.Text(currency), path, "$.currency");
    }

    private static SortedDictionary<string, string>? ExtensionsOf(ReservationWire wire) => Extensions(
        [
            ("listingMapId", wire.ListingMapId),
            ("channelReservationId", Tidy.Text(wire.ChannelReservationId) ?? wire.ReservationId),
            ("source", wire.Source),
            ("isDatesUnspecified", IsTrue(wire.IsDatesUnspecified) ? "1" : null),
            ("cancellationDate", wire.CancellationDate),
            ("cancelledBy", wire.CancelledBy),
            ("bookingcomNoShowReportedAt", wire.BookingcomNoShowReportedAt),
            ("infants", wire.Infants),
            ("pets", wire.Pets),
            ("isPaid", wire.IsPaid),
            ("taxAmount", wire.TaxAmount),
            ("cleaningFee", wire.CleaningFee),
            ("securityDepositFee", wire.SecurityDepositFee),
            ("hostProxyEmail", wire.HostProxyEmail),
            .. (wire.CustomFieldValues ?? [])
                .Where(field => Tidy.Text(field?.CustomFieldId) is not null)
                .Select(field => ($"customField.{field!.CustomFieldId!.Trim()}", Scalar(field.Value))),
        ]);
}
