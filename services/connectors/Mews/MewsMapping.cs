using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Reservations to bookings. One reservation is one room; what was booked together shares its GroupId.</summary>
internal static class MewsMapping
{
    /// <summary>
    /// State, or state and cancellation reason, to status. Keep equal to the table in README.md
    /// (https://mews-systems.gitbook.io/connector-api/operations/reservations#service-order-state).
    /// </summary>
    internal static readonly IReadOnlyDictionary<string, BookingStatus> Statuses = new Dictionary<string, BookingStatus>(StringComparer.Ordinal)
    {
        ["Inquired"] = BookingStatus.Tentative,
        ["Requested"] = BookingStatus.Tentative,
        ["Optional"] = BookingStatus.Tentative,
        ["Confirmed"] = BookingStatus.Confirmed,
        ["Started"] = BookingStatus.InHouse,
        ["Processed"] = BookingStatus.CheckedOut,
        ["Canceled"] = BookingStatus.Cancelled,
        ["Canceled/NoShow"] = BookingStatus.NoShow,
    };

    /// <summary>
    /// Origin, or origin and the staff's remark on it, to channel. An agency or a company behind the booking comes before it, see
    /// <see cref="ChannelOf"/> (https://mews-systems.gitbook.io/connector-api/operations/reservations#service-order-origin).
    /// </summary>
    internal static readonly IReadOnlyDictionary<string, BookingChannel> Channels = new Dictionary<string, BookingChannel>(StringComparer.Ordinal)
    {
        ["ChannelManager"] = BookingChannel.Ota,
        ["Distributor"] = BookingChannel.Direct,
        ["Navigator"] = BookingChannel.Direct,
        ["Commander"] = BookingChannel.Phone,
        ["Commander/Phone"] = BookingChannel.Phone,
        ["Commander/Email"] = BookingChannel.Phone,
        ["Commander/Message"] = BookingChannel.Phone,
        ["Commander/CallCenter"] = BookingChannel.Phone,
        ["Commander/InPerson"] = BookingChannel.WalkIn,
        ["Commander/Website"] = BookingChannel.Direct,
        ["Commander/Channel"] = BookingChannel.Ota,
        ["Commander/RoomingList"] = BookingChannel.Other,
        ["Import"] = BookingChannel.Other,
        ["Connector"] = BookingChannel.Other,
    };

    public static Booking Booking(MewsReservation reservation, MewsJoins joins, HotelSettings hotel)
    {
        var id = Require.Text(reservation.Id, "$.Id");
        var (status, vendorStatus) = StatusOf(reservation);
        var start = UtcInstant.Require(reservation.ScheduledStartUtc, "$.ScheduledStartUtc");
        var end = UtcInstant.Require(reservation.ScheduledEndUtc, "$.ScheduledEndUtc");
        var (arrival, departure) = (HotelTime.DateAt(start, hotel.TimeZone), HotelTime.DateAt(end, hotel.TimeZone));
        Require.Span(arrival, departure, "$.ScheduledEndUtc");
        var (adults, children) = PersonsOf(reservation, joins.Catalogue);
        var agency = joins.Companies.GetValueOrDefault(reservation.TravelAgencyId ?? "");

        return new Booking
        {
            ExternalId = id,
            ConfirmationNumber = Tidy.Text(reservation.Number),
            Status = status,
            VendorStatus = vendorStatus,
            Arrival = arrival,
            Departure = departure,
            ExpectedArrivalTime = HotelTime.TimeAt(start, hotel.TimeZone),
            ExpectedDepartureTime = HotelTime.TimeAt(end, hotel.TimeZone),
            Adults = adults,
            Children = children,
            Channel = ChannelOf(reservation),
            ChannelName = agency ?? Tidy.Text(reservation.OriginDetails) ?? Tidy.Text(reservation.Origin),
            Total = joins.Totals is null ? null : joins.Totals.TryGetValue(id, out var total) ? total.ToMoney() : new Money(0, hotel.Currency),
            Booker = MewsParties.BookerOf(reservation, joins),
            Guests = MewsParties.GuestsOf(reservation, joins),
            Stays = [StayOf(reservation, joins.Catalogue, status, arrival, departure, adults, children)],
            CreatedAt = UtcInstant.Find(reservation.CreatedUtc),
            ModifiedAt = UtcInstant.Find(reservation.UpdatedUtc),
            Extensions = ExtensionsOf(reservation, joins, adults),
        };
    }

    private static (BookingStatus Status, string VendorStatus) StatusOf(MewsReservation reservation)
    {
        var state = Require.Text(reservation.State, "$.State");
        if (!char.IsLetter(state[0]))
            throw new MappingException("$.State", "is not a word");

        var text = Tidy.Text(reservation.CancellationReason) is { } reason ? $"{state}/{reason}" : state;
        return (Statuses.TryGetValue(text, out var exact) ? exact : Statuses.GetValueOrDefault(state), text);
    }

    private static BookingChannel ChannelOf(MewsReservation reservation)
    {
        var origin = Tidy.Text(reservation.Origin) ?? "";
        var channel = Channels.TryGetValue($"{origin}/{reservation.CommanderOrigin}", out var exact) ? exact : Channels.GetValueOrDefault(origin);
        if (channel == BookingChannel.Ota)
            return channel;
        if (Tidy.Text(reservation.TravelAgencyId) is not null)
            return BookingChannel.Agent;
        return MewsParties.IsOfCompany(reservation) || Tidy.Text(reservation.PartnerCompanyId) is not null ? BookingChannel.Corporate : channel;
    }

    private static (int? Adults, int? Children) PersonsOf(MewsReservation reservation, MewsCatalogue catalogue)
    {
        if (reservation.PersonCounts is not { Count: > 0 } counts)
            return (null, null);

        long adults = 0;
        long children = 0;
        foreach (var persons in counts)
        {
            switch (catalogue.Ages.GetValueOrDefault(persons?.AgeCategoryId ?? ""))
            {
                case "Adult":
                    adults += persons!.Count ?? 0;
                    break;
                case "Child":
                    children += persons!.Count ?? 0;
                    break;
                default:
                    // Half a count would be a wrong count.
                    return (null, null);
            }
        }

        return (Tidy.Persons((int)Math.Clamp(adults, -1, int.MaxValue)), Tidy.Persons((int)Math.Clamp(children, -1, int.MaxValue)));
    }

    private static RoomStay StayOf(
        MewsReservation reservation, MewsCatalogue catalogue, BookingStatus status, DateOnly arrival, DateOnly departure, int? adults, int? children)
    {
        var assigned = Tidy.Text(reservation.AssignedResourceId);
        var resource = catalogue.Resources.GetValueOrDefault(assigned ?? "");
        return new RoomStay
        {
            // A bed of a dormitory is a resource below its room; rooms are what the platform lists.
            RoomExternalId = Tidy.Text(resource?.ParentResourceId) ?? assigned,
            RoomNumber = Tidy.Text(resource?.Name),
            RoomType = MewsCatalogue.NameOf(catalogue.Categories.GetValueOrDefault(reservation.RequestedResourceCategoryId ?? "")),
            Status = status,
            Arrival = arrival,
            Departure = departure,
            Adults = adults,
            Children = children,
            CheckedInAt = UtcInstant.Find(reservation.ActualStartUtc),
            CheckedOutAt = UtcInstant.Find(reservation.ActualEndUtc),
        };
    }

    private static IReadOnlyDictionary<string, string>? ExtensionsOf(MewsReservation reservation, MewsJoins joins, int? adults)
    {
        long persons = (reservation.PersonCounts ?? []).Sum(counted => (long)(counted?.Count ?? 0));
        return ExtraFields.Of(
            ("ServiceId", reservation.ServiceId),
            ("GroupId", reservation.GroupId),
            ("ChannelNumber", reservation.ChannelNumber),
            ("ChannelManagerNumber", reservation.ChannelManagerNumber),
            ("CommanderOrigin", reservation.CommanderOrigin),
            ("Purpose", reservation.Purpose),
            ("RateId", reservation.RateId),
            ("BusinessSegmentId", reservation.BusinessSegmentId),
            ("AvailabilityBlockId", reservation.AvailabilityBlockId),
            ("VoucherId", reservation.VoucherId),
            ("TravelAgencyId", reservation.TravelAgencyId),
            ("PartnerCompanyId", reservation.PartnerCompanyId),
            ("PartnerCompany", joins.Companies.GetValueOrDefault(reservation.PartnerCompanyId ?? "")),
            ("AccountCompanyId", MewsParties.IsOfCompany(reservation) ? reservation.AccountId : null),
            ("ReleasedUtc", reservation.ReleasedUtc),
            ("CancelledUtc", reservation.CancelledUtc),
            ("PersonCount", adults is null && persons > 0 ? persons.ToString(CultureInfo.InvariantCulture) : null));
    }
}
