using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>Writes to reservations: update, cancel, report a no-show (source/includes/_reservation_updateReservation.md and its neighbours).</summary>
internal static class HostawayWrites
{
    public static void Update(HostawayContext context, long id)
    {
        var stay = context.State.StayOf(id) ?? throw HostawayContext.NotFound("Reservation");
        var body = context.Body;
        if (Whole(body, "listingMapId") is { } listing && listing != HostawayState.ListingId(context.State.ListingOf(stay)))
            throw HostawayContext.Invalid("It is not possible to change the listing of a reservation");
        Reschedule(context, stay, body);
        EditGuest(context, stay, body);
        var total = Major(context, body, "totalPrice");
        context.World.WriteText(stay, context.Property.Now, texts => texts with
        {
            HostNote = Given(body, "hostNote", texts.HostNote),
            GuestNote = Given(body, "guestNote", texts.GuestNote),
            Comment = Given(body, "comment", texts.Comment),
            CheckInHour = Hour(body, "checkInTime") ?? texts.CheckInHour,
            CheckOutHour = Hour(body, "checkOutTime") ?? texts.CheckOutHour,
            Total = total ?? texts.Total,
            CustomFields = CustomFields(body) ?? texts.CustomFields,
        });
        context.WriteResult(() => HostawayReservationJson.Write(context, stay, attachments: true));
    }

    public static void Cancel(HostawayContext context, long id)
    {
        var stay = context.State.StayOf(id) ?? throw HostawayContext.NotFound("Reservation");
        var by = Text(context.Body, "cancelledBy");
        if (by is not ("host" or "guest"))
            throw HostawayContext.Invalid("cancelledBy has to be host or guest");
        if (context.World.Stay(stay).Status is StayStatus.Cancelled)
            throw HostawayContext.Invalid("The reservation is cancelled already");
        var booking = context.World.BookingOf(stay);
        for (var room = booking.Rooms - 1; room >= 0; room--)
            context.World.SetStatus(booking.FirstStay + room, StayStatus.Cancelled, context.Property.Now);
        context.World.WriteText(stay, context.Property.Now, texts => texts with { CancelledBy = by });
        context.WriteResult(() => HostawayReservationJson.Write(context, stay, attachments: true));
    }

    public static void ReportNoShow(HostawayContext context, long id)
    {
        var stay = context.State.StayOf(id) ?? throw HostawayContext.NotFound("Reservation");
        if (HostawayWords.ChannelOf(context.State, stay).Id != 2005)
            throw HostawayContext.Invalid("A no-show can be reported for Booking.com reservations only");
        var waived = context.Body.TryGetProperty("waivedFees", out var value) && value.ValueKind == JsonValueKind.True;
        context.World.WriteText(stay, context.Property.Now, texts => texts with { NoShowReportedAt = context.Property.Now, NoShowFeeWaived = waived });
        context.WriteResult(() => HostawayReservationJson.Write(context, stay, attachments: true));
    }

    public static string? Text(JsonElement body, string name) => !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw HostawayContext.Invalid(name + " has to be a text");

    public static long? Whole(JsonElement body, string name) => !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw HostawayContext.Invalid(name + " has to be a whole number");

    /// <summary>An amount in minor units, from the decimal number it is written as.</summary>
    public static long? Major(HostawayContext context, JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var amount) || Math.Abs(amount) > 1_000_000_000m)
            throw HostawayContext.Invalid(name + " has to be an amount");
        for (var digit = 0; digit < context.World.Prices.Exponent; digit++)
            amount *= 10;
        return (long)Math.Round(amount, MidpointRounding.AwayFromZero);
    }

    /// <summary>The text given; null written over it clears it; absent leaves it.</summary>
    private static string? Given(JsonElement body, string name, string? before) => body.TryGetProperty(name, out _) ? Text(body, name) ?? "" : before;

    private static int? Hour(JsonElement body, string name) =>
        Whole(body, name) is not { } hour ? null : hour is >= 0 and <= 23 ? (int)hour : throw HostawayContext.Invalid(name + " has to be an hour from 0 to 23");

    private static string? CustomFields(JsonElement body) => !body.TryGetProperty("customFieldValues", out var fields) ? null
        : fields.ValueKind == JsonValueKind.Array ? fields.GetRawText() : throw HostawayContext.Invalid("customFieldValues has to be an array");

    private static void Reschedule(HostawayContext context, int stay, JsonElement body)
    {
        var row = context.World.Stay(stay);
        var arrival = Text(body, "arrivalDate") is { } from ? HostawayContext.ParseDate("arrivalDate", from) : row.Arrival;
        var departure = Text(body, "departureDate") is { } to ? HostawayContext.ParseDate("departureDate", to) : row.Departure;
        if (arrival == row.Arrival && departure == row.Departure)
            return;
        if (departure <= arrival || departure - arrival > WorldChanges.MostNights)
            throw HostawayContext.Invalid(string.Create(CultureInfo.InvariantCulture, $"departureDate has to be 1 to {WorldChanges.MostNights} nights after arrivalDate"));
        var booking = context.World.BookingOf(stay);
        for (var room = 0; room < booking.Rooms; room++)
        {
            if (context.World.TryReschedule(booking.FirstStay + room, arrival, departure, context.Property.Now))
                continue;
            while (--room >= 0)
                context.World.TryReschedule(booking.FirstStay + room, row.Arrival, row.Departure, context.Property.Now);
            throw HostawayContext.Invalid("The dates are not available");
        }
    }

    private static void EditGuest(HostawayContext context, int stay, JsonElement body)
    {
        var (first, last, email, phone, country, locale) =
            (Text(body, "guestFirstName"), Text(body, "guestLastName"), Text(body, "guestEmail"), Text(body, "phone"), Text(body, "guestCountry"), Text(body, "guestLocale"));
        if ((first ?? last ?? email ?? phone ?? country ?? locale) is null || HostawayWords.IsBlock(context.State, stay))
            return;
        context.World.EditPerson(context.World.BookingOf(stay).Guest, context.Property.Now, edits => edits with
        {
            FirstName = first ?? edits.FirstName,
            LastName = last ?? edits.LastName,
            Email = email ?? edits.Email,
            Phone = phone ?? edits.Phone,
            Nationality = country ?? edits.Nationality,
            Language = locale ?? edits.Language,
        });
    }
}
