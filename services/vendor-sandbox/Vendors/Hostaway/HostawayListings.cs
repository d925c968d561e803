using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>Listings and their units (source/includes/_listing_*.md, _listingUnit_*.md).</summary>
internal static class HostawayListings
{
    private static readonly string[] Empty = ["houseRules", "keyPickup", "specialInstruction", "doorSecurityCode", "state", "publicAddress", "zipcode", "starRating", "averageReviewRating"];

    public static void List(HostawayContext context)
    {
        var groups = context.World.Rooms.Groups;
        var match = context.Query("match");
        var (start, end) = (context.Date("latestActivityStart"), context.Date("latestActivityEnd"));
        var fitting = Enumerable.Range(0, groups.Count)
            .Where(group => (match is null || groups[group].Name.Contains(match, StringComparison.OrdinalIgnoreCase))
                && (context.Query("city") ?? context.Query("country") ?? context.Query("contactName") ?? context.Query("propertyTypeId")) is null
                && (start is not { } from || Updated(context, group) >= from * 86_400L) && (end is not { } to || Updated(context, group) < (to + 1) * 86_400L))
            .ToList();
        switch (context.Query("sortOrder"))
        {
            case "name":
                fitting.Sort((left, right) => string.CompareOrdinal(groups[left].Name, groups[right].Name));
                break;
            case "nameReversed":
                fitting.Sort((left, right) => string.CompareOrdinal(groups[right].Name, groups[left].Name));
                break;
            case "orderReversed":
                fitting.Reverse();
                break;
        }

        var limit = context.Limit();
        var before = context.Number("offset") ?? 0;
        context.WriteList([.. fitting.Skip(before).Take(limit)], fitting.Count, limit, before, group => Write(context, group));
    }

    public static void Get(HostawayContext context, long id)
    {
        var group = context.State.GroupOf(id) ?? throw HostawayContext.NotFound("Listing");
        context.WriteResult(() => Write(context, group));
    }

    public static void GetUnits(HostawayContext context, long id)
    {
        var group = context.World.Rooms.Groups[context.State.GroupOf(id) ?? throw HostawayContext.NotFound("Listing")];
        context.WriteResult(() =>
        {
            context.Json.WriteStartArray();
            for (var room = group.FirstRoom; group.MultiUnit && room < group.FirstRoom + group.Rooms; room++)
                WriteUnit(context, group, room);
            context.Json.WriteEndArray();
        });
    }

    public static void Update(HostawayContext context, long id)
    {
        var group = context.State.GroupOf(id) ?? throw HostawayContext.NotFound("Listing");
        if (context.Body.TryGetProperty("cleannessStatus", out var status))
        {
            var text = status.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => status.GetString(),
                JsonValueKind.Number => status.GetRawText(),
                _ => throw HostawayContext.Invalid("cleannessStatus has to be a text"),
            };
            context.State.Cleanness[group] = (text, context.Property.Now);
        }

        context.WriteResult(() => Write(context, group));
    }

    public static uint Updated(HostawayContext context, int group) =>
        context.State.Cleanness.TryGetValue(group, out var cleanness) ? cleanness.At : context.World.Rooms.Rooms[context.World.Rooms.Groups[group].FirstRoom].Updated;

    private static void WriteUnit(HostawayContext context, RoomGroup group, int room)
    {
        var json = context.Json;
        var row = context.World.Rooms.Rooms[room];
        var broken = context.Broken(BrokenEntity.Rooms, room);
        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteNumber("id"u8, HostawayState.UnitId(room));
        if (broken == BrokenHow.WrongType)
            json.WriteBoolean("name"u8, false);
        else
            json.WriteString("name"u8, group.Name + " " + row.Number);
        json.WriteString("ground"u8, row.Floor);
        json.WriteString("unitNumber"u8, row.Number);
        json.WriteNull("listingMapIdUnit"u8);
        json.WriteEndObject();
    }

    private static void Write(HostawayContext context, int number)
    {
        var json = context.Json;
        var group = context.World.Rooms.Groups[number];
        var broken = group.MultiUnit ? null : context.Broken(BrokenEntity.Rooms, group.FirstRoom);
        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteNumber("id"u8, HostawayState.ListingId(number));
        json.WriteNumber("propertyTypeId"u8, group.Kind == "private_room" ? 3 : 1);
        if (broken == BrokenHow.WrongType)
            json.WriteBoolean("name"u8, false);
        else
            json.WriteString("name"u8, group.Name);
        json.WriteString("externalListingName"u8, group.Name);
        json.WriteString("internalListingName"u8, InternalName(number));
        json.WriteString("description"u8, "A place to stay at " + context.Property.Name);
        foreach (var member in Empty)
            json.WriteNull(member);
        json.WriteString("country"u8, "Nowhere"u8);
        json.WriteNull("countryCode"u8);
        json.WriteString("city"u8, context.Property.Name);
        json.WriteString("street"u8, "Example Street"u8);
        json.WriteString("address"u8, $"{number + 1} Example Street, {context.Property.Name}");
        context.WriteMoney("price"u8, context.World.Prices.Usual(group));
        json.WriteNumber("personCapacity"u8, group.Capacity);
        foreach (var member in (ReadOnlySpan<string>)["maxChildrenAllowed", "maxInfantsAllowed", "maxPetsAllowed", "lat", "lng"])
            json.WriteNull(member);
        json.WriteNumber("checkInTimeStart"u8, HotelDays.CheckInHour);
        json.WriteNumber("checkInTimeEnd"u8, 22);
        json.WriteNumber("checkOutTime"u8, HotelDays.CheckOutHour);
        json.WriteString("cancellationPolicy"u8, "moderate"u8);
        json.WriteNumber("squareMeters"u8, 30 + number % 50);
        json.WriteNull("specialStatus"u8);
        json.WriteString("roomType"u8, group.Kind);
        json.WriteString("bathroomType"u8, "private"u8);
        json.WriteNumber("bedroomsNumber"u8, Math.Max(1, group.Capacity / 2));
        json.WriteNumber("bedsNumber"u8, Math.Max(1, group.Capacity - 1));
        json.WriteNumber("bathroomsNumber"u8, 1);
        json.WriteNumber("minNights"u8, 1);
        json.WriteNumber("maxNights"u8, WorldChanges.MostNights);
        json.WriteNumber("guestsIncluded"u8, Math.Min(2, group.Capacity));
        context.WriteMoney("cleaningFee"u8, context.World.Prices.FromEuroCents(4500));
        json.WriteNumber("priceForExtraPerson"u8, 0);
        json.WriteNumber("instantBookable"u8, 0);
        json.WriteString("language"u8, "en"u8);
        json.WriteString("currencyCode"u8, context.Property.Options.Currency);
        json.WriteString("timeZoneName"u8, context.Property.Options.TimeZone);
        WriteCleanness(context, number);
        json.WriteBoolean("isRentalAgreementActive"u8, false);
        context.WriteTime("latestActivityOn"u8, Updated(context, number));
        foreach (var member in (ReadOnlySpan<string>)["listingAmenities", "listingBedTypes", "listingImages", "customFieldValues", "bookingEngineUrls"])
        {
            json.WriteStartArray(member);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>The manager's own name of a listing, which is what stands in for a room number.</summary>
    public static string InternalName(int group) => "L" + (group + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void WriteCleanness(HostawayContext context, int group)
    {
        var known = context.State.Cleanness.TryGetValue(group, out var cleanness);
        context.WriteText("cleannessStatus"u8, known ? cleanness.Status : null);
        context.Json.WriteNull("cleaningInstruction"u8);
        context.WriteTime("cleannessStatusUpdatedOn"u8, known ? cleanness.At : 0);
    }
}
