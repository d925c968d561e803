using System.Runtime.InteropServices;
using System.Text.Json;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Custom;

/// <summary>Makes canonical entities of records by a mapping. Pure: no clock, no call. A record that does not map is told, never thrown.</summary>
internal static class CustomMapping
{
    /// <summary>Maps records that are already cut out.</summary>
    public static void Add(MappedPage page, Section section, IEnumerable<Found> records, HotelSettings hotel)
    {
        foreach (var found in records)
            Add(page, section, found.Value, hotel);
    }

    /// <summary>Maps one record to what the section says.</summary>
    public static void Add(MappedPage page, Section section, JsonElement record, HotelSettings hotel)
    {
        string? id = null;
        try
        {
            if (record.ValueKind != JsonValueKind.Object)
                throw new MappingException("$", record.ValueKind == JsonValueKind.Null ? "is null" : "is no object");
            var reader = new RecordReader(record, "$", section.Fields, hotel, page.Notes);
            id = reader.Text("externalId");
            switch (section.Entity)
            {
                case EntityKind.Booking:
                    page.Bookings.Add(Booking(reader, section, record, hotel, page.Notes));
                    break;
                case EntityKind.Guest:
                    page.Guests.Add(Guest(reader, section, record));
                    break;
                default:
                    page.Rooms.Add(Room(reader, section, record));
                    break;
            }
        }
        catch (MappingException error)
        {
            page.Unmapped.Add(new UnmappedRecord(section.Entity, id, error.Path, error.Reason, PayloadOf(record)));
        }
        catch (InvalidOperationException)
        {
            // The JSON reader's way to say that a text holds half a surrogate pair.
            page.Unmapped.Add(new UnmappedRecord(section.Entity, id, "$", "holds a text that is not Unicode", PayloadOf(record)));
        }
    }

    /// <summary>A record's own bytes, as they came.</summary>
    public static byte[] PayloadOf(JsonElement record) =>
        record.ValueKind == JsonValueKind.Undefined ? "null"u8.ToArray() : JsonMarshal.GetRawUtf8Value(record).ToArray();

    private static Booking Booking(RecordReader reader, Section section, JsonElement record, HotelSettings hotel, List<FieldNote>? notes)
    {
        var arrival = reader.NeededDate("arrival");
        var departure = reader.NeededDate("departure");
        Require.Span(arrival, departure, section.Fields["departure"].Place);
        var status = reader.Word("status", Words.Statuses, BookingStatus.Unknown) ?? BookingStatus.Unknown;
        var (adults, children) = (reader.Number("adults"), reader.Number("children"));
        var channelName = reader.Text("channelName") ?? reader.RawWord("channel");
        var booking = new Booking
        {
            ExternalId = reader.Needed("externalId"),
            ConfirmationNumber = reader.Text("confirmationNumber"),
            Status = status,
            VendorStatus = reader.Text("vendorStatus") ?? reader.RawWord("status") ?? "",
            Arrival = arrival,
            Departure = departure,
            ExpectedArrivalTime = reader.Time("expectedArrivalTime"),
            ExpectedDepartureTime = reader.Time("expectedDepartureTime"),
            Adults = adults,
            Children = children,
            Channel = reader.Word("channel", Words.Channels, BookingChannel.Other) ?? BookingChannel.Other,
            ChannelName = channelName,
            Total = reader.Money("total"),
            Balance = reader.Money("balance"),
            Booker = Person(reader, "booker.", primary: false),
            Guests = Guests(reader, section, record, hotel, notes),
            Notes = reader.Text("notes"),
            SpecialRequests = reader.Text("specialRequests"),
            CreatedAt = reader.Instant("createdAt"),
            ModifiedAt = reader.Instant("modifiedAt"),
            Extensions = Extensions(section, record),
        };
        return booking with { Stays = Stays(reader, section, record, hotel, notes, booking) };
    }

    private static List<BookingGuest> Guests(RecordReader reader, Section section, JsonElement record, HotelSettings hotel, List<FieldNote>? notes)
    {
        var guests = new List<BookingGuest>();
        if (Person(reader, "guest.", primary: true) is { } holder)
            guests.Add(holder);
        if (section.Guests is not { } list)
            return guests;

        foreach (var found in Elements(list.Records, record))
        {
            var member = new RecordReader(found.Value, found.Path, list.Fields, hotel, notes);
            var primary = list.Fields.ContainsKey("isPrimary") ? member.Flag("isPrimary") : guests.Count == 0;
            if (Person(member, "", primary) is { } guest && !guests.Exists(known => Same(known, guest)))
                guests.Insert(primary && guests.Count > 0 && !guests[0].IsPrimary ? 0 : guests.Count, guest);
        }

        return guests;
    }

    private static bool Same(BookingGuest one, BookingGuest other) => one.ExternalId is not null && other.ExternalId is not null
        ? one.ExternalId == other.ExternalId
        : string.Equals(one.Name, other.Name, StringComparison.OrdinalIgnoreCase) && (one.Email is null || other.Email is null || one.Email == other.Email);

    private static BookingGuest? Person(RecordReader reader, string prefix, bool primary)
    {
        var guest = new BookingGuest
        {
            ExternalId = reader.Text(prefix + "externalId"),
            Name = reader.Text(prefix + "name") ?? Tidy.Join(reader.Text(prefix + "firstName"), reader.Text(prefix + "lastName")),
            Email = reader.Text(prefix + "email"),
            Phone = reader.Text(prefix + "phone"),
            IsPrimary = primary,
        };
        return guest is { ExternalId: null, Name: null, Email: null, Phone: null } ? null : guest;
    }

    private static List<RoomStay> Stays(
        RecordReader reader, Section section, JsonElement record, HotelSettings hotel, List<FieldNote>? notes, Booking booking)
    {
        var stays = new List<RoomStay>();
        foreach (var found in section.Stays is { } list ? Elements(list.Records, record) : [])
        {
            var stay = Stay(new RecordReader(found.Value, found.Path, section.Stays!.Fields, hotel, notes), booking);
            Require.Span(stay.Arrival, stay.Departure, found.Path);
            stays.Add(stay);
        }

        if (stays.Count == 0)
            stays.Add(Stay(reader, booking) with { Arrival = booking.Arrival, Departure = booking.Departure, Status = booking.Status });
        return stays.Count == 1 && stays[0].Adults is null && stays[0].Children is null ? [stays[0] with { Adults = booking.Adults, Children = booking.Children }] : stays;
    }

    private static RoomStay Stay(RecordReader reader, Booking booking) => new()
    {
        RoomExternalId = reader.Text("room.externalId"),
        RoomNumber = reader.Text("room.number"),
        RoomType = reader.Text("room.type"),
        Status = reader.Word("status", Words.Statuses, BookingStatus.Unknown) ?? booking.Status,
        Arrival = reader.Date("arrival") ?? booking.Arrival,
        Departure = reader.Date("departure") ?? booking.Departure,
        Adults = reader.Number("adults"),
        Children = reader.Number("children"),
        CheckedInAt = reader.Instant("checkedInAt"),
        CheckedOutAt = reader.Instant("checkedOutAt"),
    };

    private static Guest Guest(RecordReader reader, Section section, JsonElement record)
    {
        var (first, last) = (reader.Text("firstName"), reader.Text("lastName"));
        if (first is null && last is null && reader.Text("name") is { } whole)
        {
            // Given names first, the last word is the family's, where the source knows one name only.
            var cut = whole.LastIndexOf(' ');
            (first, last) = cut < 0 ? (null, whole) : (whole[..cut].TrimEnd(), whole[(cut + 1)..]);
        }

        var loyalty = new GuestLoyalty(reader.Text("loyalty.programme"), reader.Text("loyalty.tier"), reader.Text("loyalty.number"));
        return new Guest
        {
            ExternalId = reader.Needed("externalId"),
            FirstName = first,
            LastName = last,
            Title = reader.Text("title"),
            Emails = [.. reader.Texts("email").Select(address => new GuestEmail(address))],
            Phones = [.. reader.Texts("phone").Select(number => new GuestPhone(number, Tidy.E164(number)))],
            Language = reader.Language("language"),
            Nationality = reader.Country("nationality"),
            BirthDate = reader.Date("birthDate"),
            Vip = reader.Flag("vip"),
            Loyalty = loyalty is { Programme: null, Tier: null, Number: null } ? null : loyalty,
            TotalStays = reader.Number("totalStays"),
            Preferences = [.. section.Preferences.SelectMany(each => Texts(each.Value, record).Select(text => new GuestPreference(each.Key, text)))],
            DoNotContact = reader.Flag("doNotContact"),
            MergedIntoExternalId = reader.Text("mergedInto"),
            ModifiedAt = reader.Instant("modifiedAt"),
            Extensions = Extensions(section, record),
        };
    }

    private static Room Room(RecordReader reader, Section section, JsonElement record) => new()
    {
        ExternalId = reader.Needed("externalId"),
        Number = reader.Needed("number"),
        Type = reader.Text("type"),
        Floor = reader.Text("floor"),
        Occupancy = reader.Word("occupancy", Words.Occupancy, RoomOccupancy.Unknown),
        Housekeeping = reader.Word("housekeeping", Words.Housekeeping, HousekeepingStatus.Unknown) ?? HousekeepingStatus.Unknown,
        Service = reader.Word("service", Words.Service, RoomService.Unknown) ?? RoomService.InService,
        VendorStatus = reader.Text("vendorStatus") ?? reader.RawWord("housekeeping"),
        NightlyRate = reader.Money("nightlyRate"),
        Capacity = reader.Number("capacity"),
        ModifiedAt = reader.Instant("modifiedAt"),
        Extensions = Extensions(section, record),
    };

    /// <summary>The elements of a list, whether the path names the list or its elements; a single object counts as one.</summary>
    private static IEnumerable<Found> Elements(JsonPath path, JsonElement record)
    {
        foreach (var found in path.Select(record))
        {
            if (found.Value.ValueKind == JsonValueKind.Array)
            {
                var index = 0;
                foreach (var element in found.Value.EnumerateArray())
                {
                    if (element.ValueKind == JsonValueKind.Object)
                        yield return new Found(element, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{found.Path}[{index}]"));
                    index++;
                }
            }
            else if (found.Value.ValueKind == JsonValueKind.Object)
                yield return found;
        }
    }

    private static SortedDictionary<string, string>? Extensions(Section section, JsonElement record)
    {
        SortedDictionary<string, string>? extensions = null;
        foreach (var (name, path) in section.Extensions)
        {
            if (Texts(path, record).ToList() is { Count: > 0 } texts)
                (extensions ??= new SortedDictionary<string, string>(StringComparer.Ordinal))[name] = string.Join(", ", texts);
        }

        return extensions;
    }

    private static IEnumerable<string> Texts(JsonPath path, JsonElement record) => path.Select(record)
        .SelectMany(found => found.Value.ValueKind == JsonValueKind.Array ? found.Value.EnumerateArray() : Enumerable.Repeat(found.Value, 1))
        .Select(value => value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.Array or JsonValueKind.Object => null,
            JsonValueKind.String => Tidy.Text(value.GetString()!.Replace("\0", "", StringComparison.Ordinal)),
            _ => value.GetRawText(),
        })
        .OfType<string>();
}
