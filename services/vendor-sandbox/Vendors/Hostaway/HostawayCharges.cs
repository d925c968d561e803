using System.Globalization;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>Offline charges (source/includes/_guestPayment_*.md).</summary>
internal static class HostawayCharges
{
    private static readonly string[] Methods = ["credit_card", "vcc", "cash", "paypal", "venmo", "bank_transfer", "bank_check", "ota", "other"];

    public static void Create(HostawayContext context, long id)
    {
        var stay = context.State.StayOf(id) ?? throw HostawayContext.NotFound("Reservation");
        var body = context.Body;
        var title = HostawayWrites.Text(body, "title") is { Length: > 0 } given ? given : throw HostawayContext.Invalid("title is required");
        var amount = HostawayWrites.Major(context, body, "amount") ?? throw HostawayContext.Invalid("amount is required");
        var status = HostawayWrites.Text(body, "status");
        if (status is not ("awaiting" or "paid"))
            throw HostawayContext.Invalid("status has to be awaiting or paid");
        var method = HostawayWrites.Text(body, "paymentMethod");
        if (method is null || !Methods.Contains(method))
            throw HostawayContext.Invalid("paymentMethod has to be one of " + string.Join(", ", Methods));
        var now = context.Property.Now;
        var charge = new HostawayCharge(context.Property.NextNumber(), stay, title, HostawayWrites.Text(body, "description"), method, amount, status, Scheduled(body) ?? now, status == "paid" ? now : null);
        context.State.Charges.Add(charge);
        context.World.Touch(stay, now);
        context.WriteResult(() => Write(context, charge));
    }

    public static void List(HostawayContext context)
    {
        var reservation = context.Number("reservationId");
        var listing = context.Number("listingMapId");
        var fitting = context.State.Charges
            .Where(charge => (reservation is not { } id || context.State.ReservationId(charge.Stay) == id) && (listing is not { } map || HostawayState.ListingId(context.State.ListingOf(charge.Stay)) == map)
                && (context.Query("paymentMethod") is not { } method || charge.PaymentMethod == method) && context.Query("paymentProvider") is null or "offline")
            .ToDictionary(charge => charge.Id);
        var limit = context.Limit();
        var before = context.Number("offset") ?? 0;
        context.WriteList([.. fitting.Keys.Order().Skip(before).Take(limit)], fitting.Count, limit, before, id => Write(context, fitting[id]));
    }

    private static uint? Scheduled(System.Text.Json.JsonElement body)
    {
        if (HostawayWrites.Text(body, "scheduledDate") is not { } text)
            return null;
        return DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && at.Year is >= 2000 and < 2099
            ? Moment.From(new DateTimeOffset(at, TimeSpan.Zero)) : throw HostawayContext.Invalid("scheduledDate has to be a time, YYYY-MM-DD HH:MM:SS");
    }

    private static void Write(HostawayContext context, HostawayCharge charge)
    {
        var json = context.Json;
        json.WriteStartObject();
        json.WriteNumber("id"u8, charge.Id);
        json.WriteNumber("listingMapId"u8, HostawayState.ListingId(context.State.ListingOf(charge.Stay)));
        json.WriteNumber("reservationId"u8, context.State.ReservationId(charge.Stay));
        json.WriteNull("autopaymentId"u8);
        json.WriteString("type"u8, "charge"u8);
        json.WriteString("title"u8, charge.Title);
        context.WriteText("description"u8, charge.Description);
        json.WriteString("currency"u8, context.Property.Options.Currency);
        json.WriteString("paymentMethod"u8, charge.PaymentMethod);
        context.WriteMoney("amount"u8, charge.Amount);
        json.WriteNumber("capturedAmount"u8, 0);
        json.WriteString("status"u8, charge.Status);
        json.WriteString("paymentProvider"u8, "offline"u8);
        foreach (var member in (ReadOnlySpan<string>)["paymentProviderMessage", "paymentProviderInvoiceId", "paymentProviderChargeId"])
            json.WriteNull(member);
        context.WriteTime("scheduledDate"u8, charge.Scheduled);
        context.WriteTime("chargeDate"u8, charge.Charged ?? 0);
        json.WriteNull("holdReleaseDate"u8);
        json.WriteNumber("isManual"u8, 0);
        json.WriteNull("autoChargeId"u8);
        json.WriteNull("triggerEvent"u8);
        json.WriteNumber("triggerTimeDelta"u8, 0);
        json.WriteNumber("flatFee"u8, 0);
        json.WriteNumber("percentageFee"u8, 0);
        json.WriteStartArray("transactions"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
