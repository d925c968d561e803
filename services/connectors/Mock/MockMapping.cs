using System.Collections.Frozen;
using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Mock;

/// <summary>Wire in, canonical out. The mock PMS speaks almost the platform's words.</summary>
internal static class MockMapping
{
    /// <summary>README.md shows the same table, and a test compares them.</summary>
    public static readonly FrozenDictionary<string, BookingStatus> Statuses = new Dictionary<string, BookingStatus>(StringComparer.Ordinal)
    {
        ["inquiry"] = BookingStatus.Inquiry,
        ["tentative"] = BookingStatus.Tentative,
        ["confirmed"] = BookingStatus.Confirmed,
        ["inHouse"] = BookingStatus.InHouse,
        ["checkedOut"] = BookingStatus.CheckedOut,
        ["cancelled"] = BookingStatus.Cancelled,
        ["noShow"] = BookingStatus.NoShow,
        ["blocked"] = BookingStatus.Blocked,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, BookingChannel> Channels = new Dictionary<string, BookingChannel>(StringComparer.Ordinal)
    {
        ["direct"] = BookingChannel.Direct,
        ["ota"] = BookingChannel.Ota,
        ["agent"] = BookingChannel.Agent,
        ["corporate"] = BookingChannel.Corporate,
        ["phone"] = BookingChannel.Phone,
        ["walkIn"] = BookingChannel.WalkIn,
        ["other"] = BookingChannel.Other,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Read and written.</summary>
    public static readonly FrozenDictionary<string, HousekeepingStatus> Housekeeping = new Dictionary<string, HousekeepingStatus>(StringComparer.Ordinal)
    {
        ["clean"] = HousekeepingStatus.Clean,
        ["dirty"] = HousekeepingStatus.Dirty,
        ["inspected"] = HousekeepingStatus.Inspected,
        ["pickup"] = HousekeepingStatus.Pickup,
        ["cleaning"] = HousekeepingStatus.Cleaning,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, RoomService> Services = new Dictionary<string, RoomService>(StringComparer.Ordinal)
    {
        ["inService"] = RoomService.InService,
        ["outOfOrder"] = RoomService.OutOfOrder,
        ["outOfService"] = RoomService.OutOfService,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Booking Booking(BookingWire wire, HotelSettings hotel)
    {
        var id = Require.Text(wire.Id, "$.id");
        var vendorStatus = Require.Text(wire.Status, "$.status");
        var status = Statuses.GetValueOrDefault(vendorStatus, BookingStatus.Unknown);
        var (arrival, departure) = (Day(wire.Arrival, "$.arrival"), Day(wire.Departure, "$.departure"));
        Require.Span(arrival, departure, "$.departure");
        var currency = Tidy.Text(wire.Currency) ?? hotel.Currency;
        return new Booking
        {
            ExternalId = id,
            ConfirmationNumber = Tidy.Text(wire.ConfirmationNumber),
            Status = status,
            VendorStatus = vendorStatus,
            Arrival = arrival,
            Departure = departure,
            ExpectedArrivalTime = Time(wire.ExpectedArrivalTime),
            ExpectedDepartureTime = Time(wire.CheckoutTime),
            Adults = Tidy.Persons(wire.Adults),
            Children = Tidy.Persons(wire.Children),
            Channel = Channels.GetValueOrDefault(Tidy.Text(wire.Channel) ?? "", BookingChannel.Unknown),
            ChannelName = Tidy.Text(wire.ChannelName),
            Total = wire.Total is { } total ? Require.Amount(total, currency, "$.total", "$.currency") : null,
            Balance = wire.Balance is { } balance ? Require.Amount(balance, currency, "$.balance", "$.currency") : null,
            Booker = Tidy.Text(wire.Booker) is { } booker ? new BookingGuest { ExternalId = booker } : null,
            Guests = [.. (wire.Guests ?? []).OfType<GuestWire>().Select(OnBooking)],
            Stays = Stays(wire, status, arrival, departure),
            Notes = Tidy.Text(string.Join('\n', (wire.Notes ?? []).Select(note => Tidy.Text(note?.Text)).OfType<string>())),
            SpecialRequests = Tidy.Text(wire.SpecialRequests),
            CreatedAt = UtcInstant.Find(wire.CreatedAt),
            ModifiedAt = UtcInstant.Require(wire.UpdatedAt, "$.updatedAt"),
            Extensions = ExtraFields.Of(("paid", wire.Paid is > 0 and var paid ? paid.ToString(CultureInfo.InvariantCulture) : null)),
        };
    }

    public static Guest Guest(GuestWire wire) => new()
    {
        ExternalId = Require.Text(wire.Id, "$.id"),
        FirstName = Tidy.Text(wire.FirstName),
        LastName = Tidy.Text(wire.LastName),
        Title = Tidy.Text(wire.Title),
        Emails = Tidy.Text(wire.Email) is { } email ? [new GuestEmail(email, wire.EmailIsRelay ?? false)] : [],
        Phones = Tidy.Text(wire.Phone) is { } phone ? [new GuestPhone(phone, Tidy.E164(phone))] : [],
        Language = Tidy.Language(wire.Language),
        Nationality = Tidy.Country(wire.Nationality),
        BirthDate = Tidy.Date(wire.BirthDate),
        Vip = wire.Vip ?? false,
        Loyalty = wire.Loyalty is { } loyalty ? new GuestLoyalty(Tidy.Text(loyalty.Programme), Tidy.Text(loyalty.Tier), Tidy.Text(loyalty.Number)) : null,
        TotalStays = Tidy.Persons(wire.TotalStays),
        Preferences = [.. Preferences(wire)],
        DoNotContact = wire.DoNotContact ?? false,
        MergedIntoExternalId = Tidy.Text(wire.MergedInto),
        ModifiedAt = UtcInstant.Find(wire.UpdatedAt),
    };

    public static Room Room(RoomWire wire, HotelSettings hotel) => new()
    {
        ExternalId = Require.Text(wire.Id, "$.id"),
        Number = Require.Text(wire.Number, "$.number"),
        Type = Tidy.Text(wire.Type),
        Floor = Tidy.Text(wire.Floor),
        Occupancy = wire.Occupied switch { true => RoomOccupancy.Occupied, false => RoomOccupancy.Vacant, null => null },
        Housekeeping = Housekeeping.GetValueOrDefault(Tidy.Text(wire.Housekeeping) ?? "", HousekeepingStatus.Unknown),
        Service = Services.GetValueOrDefault(Tidy.Text(wire.Service) ?? "", RoomService.Unknown),
        VendorStatus = Tidy.Text(wire.Housekeeping),
        NightlyRate = wire.NightlyRate is > 0 and var rate && Money.TryFromMajor(rate, Tidy.Text(wire.Currency) ?? hotel.Currency, out var money) ? money : null,
        Capacity = Tidy.Persons(wire.Capacity),
        ModifiedAt = UtcInstant.Find(wire.UpdatedAt),
    };

    private static BookingGuest OnBooking(GuestWire wire, int index) => new()
    {
        ExternalId = Tidy.Text(wire.Id),
        Name = Tidy.Join(wire.FirstName, wire.LastName),
        Email = Tidy.Text(wire.Email),
        Phone = Tidy.Text(wire.Phone),
        IsPrimary = index == 0,
    };

    /// <summary>A booking without rooms still is one stay.</summary>
    private static IReadOnlyList<RoomStay> Stays(BookingWire wire, BookingStatus status, DateOnly arrival, DateOnly departure)
    {
        var rooms = (wire.Rooms ?? []).OfType<StayWire>().DefaultIfEmpty(new StayWire());
        return
        [
            .. rooms.Select(room => new RoomStay
            {
                RoomExternalId = Tidy.Text(room.RoomId),
                RoomNumber = Tidy.Text(room.RoomNumber),
                RoomType = Tidy.Text(room.RoomType),
                Status = status,
                Arrival = arrival,
                Departure = departure,
                Adults = Tidy.Persons(room.Adults),
                Children = Tidy.Persons(room.Children),
                CheckedInAt = UtcInstant.Find(room.CheckedInAt),
                CheckedOutAt = UtcInstant.Find(room.CheckedOutAt),
            }),
        ];
    }

    private static IEnumerable<GuestPreference> Preferences(GuestWire wire)
    {
        foreach (var preference in wire.Preferences ?? [])
        {
            if (Tidy.Text(preference?.Category) is { } category && Tidy.Text(preference!.Value) is { } value)
                yield return new GuestPreference(category, value);
        }

        if (Tidy.Text(wire.Notes) is { } notes)
            yield return new GuestPreference("note", notes);
    }

    private static DateOnly Day(string? value, string path) =>
        Tidy.Date(value) ?? throw new MappingException(path, string.IsNullOrWhiteSpace(value) ? "is missing" : "is not a date of the form yyyy-MM-dd");

    private static TimeOnly? Time(string? value) =>
        TimeOnly.TryParseExact(Tidy.Text(value), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
