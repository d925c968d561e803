using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>Writes what is attached to a reservation: custom fields, fees, units, finance fields; empty arrays unless asked for.</summary>
internal static class HostawayAttachments
{
    public static void Write(HostawayContext context, int stay, GuestFacts? guest, bool shown)
    {
        WriteCustomFields(context, stay, shown);
        context.Json.WriteStartArray("reservationFees"u8);
        if (shown && HostawayMoney.PriceOf(context.State, stay) is { } price)
            WriteFee(context, stay, price.Cleaning);
        context.Json.WriteEndArray();
        WriteUnits(context, stay, guest, shown);
        WriteFinance(context, stay);
        if (shown)
            WriteNoShow(context, stay);
    }

    private static void WriteCustomFields(HostawayContext context, int stay, bool shown)
    {
        var json = context.Json;
        if (shown && context.World.TextsOf(stay)?.CustomFields is { } written)
        {
            json.WritePropertyName("customFieldValues"u8);
            json.WriteRawValue(written, skipInputValidation: true);
            return;
        }

        json.WriteStartArray("customFieldValues"u8);
        if (shown && Dice.Of(context.State.Seed, 72, context.World.Stay(stay).Booking, 20) == 0)
        {
            json.WriteStartObject();
            json.WriteNumber("customFieldId"u8, 512);
            json.WriteString("value"u8, "crib"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFee(HostawayContext context, int stay, long cleaning)
    {
        var json = context.Json;
        json.WriteStartObject();
        json.WriteNumber("id"u8, context.State.ReservationId(stay) + 100_000_000);
        json.WriteNumber("accountId"u8, context.State.AccountId);
        json.WriteNumber("listingMapId"u8, HostawayState.ListingId(context.State.ListingOf(stay)));
        json.WriteNumber("reservationId"u8, context.State.ReservationId(stay));
        json.WriteString("name"u8, "Cleaning"u8);
        context.WriteMoney("amount"u8, cleaning);
        json.WriteString("currency"u8, context.Property.Options.Currency);
        json.WriteNull("percentage"u8);
        json.WriteNumber("isIncluded"u8, 1);
        json.WriteNumber("isPerNight"u8, 0);
        json.WriteNumber("isPerPerson"u8, 0);
        json.WriteNumber("isImported"u8, 0);
        context.WriteTime("insertedOn"u8, context.World.BookingOf(stay).Created);
        context.WriteTime("updatedOn"u8, context.World.BookingOf(stay).Created);
        json.WriteEndObject();
    }

    private static void WriteUnits(HostawayContext context, int stay, GuestFacts? guest, bool shown)
    {
        var json = context.Json;
        var booking = context.World.BookingOf(stay);
        json.WriteStartArray("reservationUnit"u8);
        for (var room = 0; shown && context.World.Rooms.Groups[context.State.ListingOf(stay)].MultiUnit && room < booking.Rooms; room++)
            WriteUnit(context, booking.FirstStay + room, stay, guest);
        json.WriteEndArray();
    }

    private static void WriteUnit(HostawayContext context, int unit, int stay, GuestFacts? guest)
    {
        var json = context.Json;
        var row = context.World.Stay(unit);
        json.WriteStartObject();
        json.WriteNumber("id"u8, 2_000_000 + unit);
        json.WriteNumber("reservationId"u8, context.State.ReservationId(stay));
        json.WriteNumber("listingUnitId"u8, HostawayState.UnitId(row.Room));
        json.WriteNull("externalReservationId"u8);
        json.WriteNull("externalReservationUnitId"u8);
        json.WriteString("guestName"u8, guest is null ? "Owner" : HostawayReservationJson.NameOf(guest));
        context.WriteText("guestFirstName"u8, guest is null ? "Owner" : guest.FirstName);
        context.WriteText("guestLastName"u8, guest is null ? null : HostawayReservationJson.LastNameOf(guest));
        json.WriteNumber("numberOfGuests"u8, row.Adults + row.Children);
        json.WriteNumber("adults"u8, row.Adults);
        json.WriteNumber("children"u8, row.Children);
        json.WriteNumber("infants"u8, row.Infants);
        json.WriteNumber("pets"u8, 0);
        context.WriteMoney("totalPrice"u8, guest is null ? 0 : HostawayMoney.UnitPrice(context.State, unit));
        json.WriteEndObject();
    }

    private static void WriteFinance(HostawayContext context, int stay)
    {
        context.Json.WriteStartArray("financeField"u8);
        if (HostawayMoney.PriceOf(context.State, stay) is { } price)
        {
            WriteField(context, stay, 0, "price", "baseRate", "Base rate", price.Base);
            WriteField(context, stay, 1, "fee", "cleaningFee", "Cleaning fee", price.Cleaning);
            WriteField(context, stay, 2, "tax", "vat", "VAT", price.Tax);
        }

        context.Json.WriteEndArray();
    }

    private static void WriteField(HostawayContext context, int stay, int place, string type, string name, string title, long amount)
    {
        var json = context.Json;
        json.WriteStartObject();
        json.WriteNumber("id"u8, context.State.ReservationId(stay) * 3L + place);
        json.WriteNumber("units"u8, context.World.BookingOf(stay).Rooms);
        json.WriteNull("listingFeeSettingId"u8);
        json.WriteString("type"u8, type);
        json.WriteString("name"u8, name);
        json.WriteString("title"u8, title);
        json.WriteNull("alias"u8);
        context.WriteMoney("value"u8, amount);
        json.WriteNumber("isIncludedInTotalPrice"u8, 1);
        json.WriteNumber("isOverriddenByUser"u8, 0);
        json.WriteNull("isMandatory"u8);
        json.WriteNumber("isQuantitySelectable"u8, 0);
        json.WriteNumber("isDeleted"u8, 0);
        context.WriteMoney("total"u8, amount);
        json.WriteEndObject();
    }

    private static void WriteNoShow(HostawayContext context, int stay)
    {
        var json = context.Json;
        var row = context.World.Stay(stay);
        var booking = HostawayWords.ChannelOf(context.State, stay).Id == 2005;
        var texts = context.World.TextsOf(stay);
        var reported = !booking ? 0 : texts?.NoShowReportedAt is > 0 and var at ? at : row.Status == StayStatus.NoShow ? row.CancelledAt : 0;
        context.WriteTime("bookingcomNoShowReportedAt"u8, reported);
        if (reported == 0)
            json.WriteNull("bookingcomNoShowFeeWaived"u8);
        else
            json.WriteBoolean("bookingcomNoShowFeeWaived"u8, texts?.NoShowFeeWaived ?? false);
    }
}
