using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>From raw records to a page: of a read, or of a payload in a file.</summary>
internal static class HostawayPayload
{
    /// <summary>Maps a payload without a connection: a response, a webhook's body, a bare list or a bare record.</summary>
    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel)
    {
        var (records, isList) = RecordsOf(payload);
        var page = new PageBuilder(hotel);
        switch (entity)
        {
            case EntityKind.Booking:
                AddBookings(page, page.Read(EntityKind.Booking, records, HostawayJson.Default.ReservationWire, "id"), hotel, AccountFacts.None);
                break;
            case EntityKind.Guest:
                AddGuests(page, page.Read(EntityKind.Guest, records, HostawayJson.Default.ReservationWire, "id"));
                break;
            case EntityKind.Availability:
                HostawayNights.Add(page, records, ListingOf(payload));
                break;
            case EntityKind.Maintenance:
                throw new MappingException("$", "holds no maintenance: Hostaway does not list any");
            case EntityKind.HousekeepingTask:
                foreach (var task in page.Read(entity, records, HostawayUpkeepJson.Default.TaskWire, "id"))
                    page.AddHousekeepingTask(task, wire => HostawayTasks.Task(wire, room: null), task.Value.Id);
                break;
            default:
                AddRooms(page, records);
                break;
        }

        return page.Build() with { IsList = isList };
    }

    /// <summary>Adds bookings with the guests they name.</summary>
    public static void AddBookings(PageBuilder page, IEnumerable<WireRecord<ReservationWire>> records, HotelSettings hotel, AccountFacts account)
    {
        var named = new List<WireRecord<ReservationWire>>();
        foreach (var record in records)
        {
            Booking? mapped = null;
            page.AddBooking(record, wire => mapped = HostawayMapping.Booking(wire, hotel, account), record.Value.Id);
            if (mapped is not null)
                named.Add(record);
        }

        AddGuests(page, named);
    }

    /// <summary>Adds the guests of reservations. A guest with an account comes with every reservation: the one changed last counts.</summary>
    public static void AddGuests(PageBuilder page, IEnumerable<WireRecord<ReservationWire>> records)
    {
        var latest = records
            .Where(record => HostawayGuestMapping.NamesSomebody(record.Value))
            .GroupBy(record => HostawayGuestMapping.IdOf(record.Value), StringComparer.Ordinal)
            .Select(group => group.MaxBy(record => HostawayValues.Instant(record.Value.UpdatedOn))!);
        foreach (var record in latest)
            page.AddGuest(record, HostawayGuestMapping.Guest, record.Value.Id);
    }

    /// <summary>Adds a listing as room, or as rooms where it holds units; a bare unit as room.</summary>
    public static void AddRooms(PageBuilder page, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        var units = records.Where(IsUnit).ToList();
        foreach (var unit in page.Read(EntityKind.Room, units, HostawayJson.Default.ListingUnitWire, "id"))
            page.AddRoom(unit, wire => HostawayRoomMapping.OfUnit(wire, listing: null, AccountFacts.None), unit.Value.Id);

        var listings = records.Where(record => !IsUnit(record)).ToList();
        foreach (var listing in page.Read(EntityKind.Room, listings, HostawayJson.Default.ListingWire, "id"))
            AddRooms(page, listing, listing.Value.ListingUnits, AccountFacts.None);
    }

    /// <summary>Adds one listing as room or, when it has units, each of those.</summary>
    public static void AddRooms(PageBuilder page, WireRecord<ListingWire> listing, IReadOnlyList<ListingUnitWire?>? units, AccountFacts account)
    {
        if (units is not { Count: > 0 })
        {
            page.AddRoom(listing, HostawayRoomMapping.OfListing, listing.Value.Id);
            return;
        }

        foreach (var (index, unit) in units.Index())
        {
            var path = $"$.listingUnits[{index}]";
            page.AddRoom(listing, wire => HostawayRoomMapping.OfUnit(unit ?? new ListingUnitWire(), wire, account, path), unit?.Id ?? listing.Value.Id);
        }
    }

    /// <summary>A response holds its records in <c>result</c>, a webhook's body in <c>data</c>.</summary>
    private static (IReadOnlyList<ReadOnlyMemory<byte>> Records, bool IsList) RecordsOf(ReadOnlyMemory<byte> payload)
    {
        foreach (var property in (ReadOnlySpan<string>)["result", "data"])
        {
            if (JsonList.Parse(payload, property) is { Found: true } found)
                return (found.Records, found.IsList);
        }

        return ([payload.Span.StartsWith("\uFEFF"u8) ? payload[3..] : payload], false);
    }

    /// <summary>A calendar does not name its listing: whoever maps one writes <c>listingMapId</c> and <c>currencyCode</c> beside its days.</summary>
    private static CalendarListing ListingOf(ReadOnlyMemory<byte> payload)
    {
        var list = JsonList.Parse(payload, "result");
        return new CalendarListing(Tidy.Text(list.Scalar("listingMapId")), null, Tidy.Text(list.Scalar("currencyCode")));
    }

    private static bool IsUnit(ReadOnlyMemory<byte> record)
    {
        var unit = HostawayApi.TryRead(record, HostawayJson.Default.ListingUnitWire);
        return (Tidy.Text(unit?.UnitNumber) ?? Tidy.Text(unit?.Ground) ?? Tidy.Text(unit?.ListingMapIdUnit)) is not null;
    }
}
