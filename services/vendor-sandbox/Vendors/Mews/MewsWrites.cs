using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>orders/add (connector-api/operations/orders.md) and reservations/updateInterval (connector-api/operations/reservations.md).</summary>
internal static class MewsWrites
{
    /// <summary>How far back something may have been consumed: the enterprise's editable history.</summary>
    private const uint EditableSeconds = 7 * 86_400;

    /// <summary>Products that can be ordered, with prices in euro cents.</summary>
    private static readonly (string Name, int EuroCents)[] Products = [("Breakfast", 1590), ("Parking", 1850), ("Late check-out", 3000)];

    public static void AddOrder(MewsContext context)
    {
        var request = context.Request;
        var service = request.RequiredId("ServiceId");
        if (!context.Ids.TryRead(service, MewsKind.Service, out var serviceNumber) || serviceNumber > 2)
            throw MewsRequest.Invalid("ServiceId", "is unknown");
        var account = ReadAccount(context, request.Id("AccountId") ?? request.Id("CustomerId") ?? throw MewsRequest.Invalid("AccountId", "is required"));
        var reservation = request.Id("LinkedReservationId");
        if (reservation is { } linked && MewsReservations.NumberOf(context.State, linked) is null)
            throw MewsRequest.Invalid("LinkedReservationId", "is unknown");
        var now = context.Property.Now;
        var consumed = request.Instant("ConsumptionUtc") ?? now;
        if (consumed + EditableSeconds < now)
            throw new VendorRefusal(StatusCodes.Status403Forbidden, "The consumption is before the editable history of the enterprise.");
        var lines = ReadItems(context).Concat(ReadProducts(context)).ToList();
        if (lines.Count == 0)
            throw MewsRequest.Invalid("Items", "or ProductOrders are required");
        var order = new MewsOrder(context.Property.NextNumber(), account, service, reservation, now, consumed, request.Text("Notes"), lines);
        context.State.Orders.Add(order);
        context.Json.WriteStartObject();
        context.Json.WriteString("OrderId"u8, context.Ids.Of(MewsKind.Order, order.Number));
        context.Json.WriteEndObject();
    }

    public static void UpdateInterval(MewsContext context)
    {
        var request = context.Request;
        var world = context.World;
        var number = MewsReservations.NumberOf(context.State, request.RequiredId("ReservationId")) is { } found and >= 0 ? found : throw MewsRequest.Invalid("ReservationId", "is unknown");
        _ = request.Flag("ChargeCancellationFee") ?? throw MewsRequest.Invalid("ChargeCancellationFee", "is required");
        var stay = world.Stay(number);
        if (stay.Status is StayStatus.CheckedOut or StayStatus.Cancelled or StayStatus.NoShow)
            throw new VendorRefusal(StatusCodes.Status403Forbidden, "The reservation cannot be changed any more.");
        var start = request.Instant("StartUtc") ?? world.ScheduledStart(number);
        var end = request.Instant("EndUtc") ?? world.ScheduledEnd(number);
        if (stay.Status == StayStatus.InHouse && start != world.ScheduledStart(number))
            throw new VendorRefusal(StatusCodes.Status403Forbidden, "The guest has checked in already.");
        if (end <= start)
            throw MewsRequest.Invalid("EndUtc", "must be after the start");
        var (arrival, departure) = (world.Days.DayOf(start), world.Days.DayOf(end));
        if (!world.TryReschedule(number, arrival, departure, context.Property.Now))
            throw new VendorRefusal(StatusCodes.Status403Forbidden, "The space is not available in this interval.");
        world.SetTimes(number, start == world.Days.CheckIn(arrival) ? 0 : start, end == world.Days.CheckOut(departure) ? 0 : end, context.Property.Now);
        context.WriteEmpty();
    }

    private static MewsAccount ReadAccount(MewsContext context, Guid id)
    {
        if (context.Numbers([id], MewsKind.Customer, context.World.GuestCount).Count == 1)
            return new MewsAccount(id, false);
        return context.Numbers([id], MewsKind.Company, MewsState.Companies.Count).Count == 1 ? new MewsAccount(id, true) : throw MewsRequest.Invalid("AccountId", "is unknown");
    }

    private static IEnumerable<MewsOrderLine> ReadItems(MewsContext context)
    {
        foreach (var item in Objects(context, "Items"))
        {
            var name = MewsRequest.Text(item, "Name") is { Length: > 0 } text ? text : throw MewsRequest.Invalid("Name", "is required");
            if (!item.TryGetProperty("UnitAmount", out var amount) || amount.ValueKind != JsonValueKind.Object)
                throw MewsRequest.Invalid("UnitAmount", "is required");
            yield return new MewsOrderLine(name, ReadCount(item, "UnitCount"), ReadAmount(context, amount), MewsRequest.Text(item, "ExternalIdentifier"), null);
        }
    }

    private static IEnumerable<MewsOrderLine> ReadProducts(MewsContext context)
    {
        foreach (var item in Objects(context, "ProductOrders"))
        {
            if (!Guid.TryParse(MewsRequest.Text(item, "ProductId"), out var id) || !context.Ids.TryRead(id, MewsKind.Product, out var product) || product >= Products.Length)
                throw MewsRequest.Invalid("ProductId", "is unknown");
            var unit = item.TryGetProperty("UnitAmount", out var amount) && amount.ValueKind == JsonValueKind.Object
                ? ReadAmount(context, amount) : context.World.Prices.FromEuroCents(Products[product].EuroCents);
            var count = item.TryGetProperty("Count", out _) ? ReadCount(item, "Count") : 1;
            yield return new MewsOrderLine(Products[product].Name, count, unit, MewsRequest.Text(item, "ExternalIdentifier"), id);
        }
    }

    private static JsonElement.ArrayEnumerator Objects(MewsContext context, string name)
    {
        if (context.Request.Member(name) is not { } array)
            return default;
        return array.ValueKind == JsonValueKind.Array && array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object) ? array.EnumerateArray() : throw MewsRequest.Invalid(name, "must hold objects");
    }

    private static int ReadCount(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count > 0 ? count : throw MewsRequest.Invalid(name, "must be a positive number");

    /// <summary>The amount with tax, from the one value that the enterprise's pricing allows.</summary>
    private static long ReadAmount(MewsContext context, JsonElement amount)
    {
        if (MewsRequest.Text(amount, "Currency") != context.Property.Options.Currency)
            throw MewsRequest.Invalid("Currency", "is not accepted by the enterprise");
        if (!amount.TryGetProperty("TaxCodes", out var taxes) || taxes.ValueKind != JsonValueKind.Array)
            throw MewsRequest.Invalid("TaxCodes", "are required");
        var (asked, other) = context.Property.Options.NetPricing ? ("NetValue", "GrossValue") : ("GrossValue", "NetValue");
        if (amount.TryGetProperty(other, out var refused) && refused.ValueKind != JsonValueKind.Null)
            throw MewsRequest.Invalid(other, $"cannot be used in an enterprise with prices that are {(context.Property.Options.NetPricing ? "net" : "gross")}");
        if (!amount.TryGetProperty(asked, out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var major))
            throw MewsRequest.Invalid(asked, "is required");
        var minor = major;
        for (var digit = 0; digit < context.World.Prices.Exponent; digit++)
            minor *= 10;
        if (minor != decimal.Truncate(minor) || Math.Abs(minor) > 1_000_000_000_000m)
            throw MewsRequest.Invalid(asked, string.Create(CultureInfo.InvariantCulture, $"must have at most {context.World.Prices.Exponent} decimals"));
        return context.Property.Options.NetPricing && taxes.GetArrayLength() > 0 ? (long)Math.Round(minor * (100 + MewsCharges.TaxPercent) / 100, MidpointRounding.AwayFromZero) : (long)minor;
    }
}
