using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>Writes an order item with every documented member.</summary>
internal static class MewsOrderItemJson
{
    private static readonly JsonEncodedText ServiceOrderId = JsonEncodedText.Encode("ServiceOrderId");
    private static readonly JsonEncodedText BillingName = JsonEncodedText.Encode("BillingName");
    private static readonly JsonEncodedText UnitCount = JsonEncodedText.Encode("UnitCount");
    private static readonly JsonEncodedText UnitAmount = JsonEncodedText.Encode("UnitAmount");
    private static readonly JsonEncodedText RevenueType = JsonEncodedText.Encode("RevenueType");
    private static readonly JsonEncodedText CanceledUtc = JsonEncodedText.Encode("CanceledUtc");
    private static readonly JsonEncodedText ClaimedUtc = JsonEncodedText.Encode("ClaimedUtc");
    private static readonly JsonEncodedText CanceledWithReservation = JsonEncodedText.Encode("CanceledWithReservation");
    private static readonly JsonEncodedText Rebate = JsonEncodedText.Encode("Rebate");
    private static readonly JsonEncodedText Product = JsonEncodedText.Encode("Product");
    private static readonly JsonEncodedText ProductId = JsonEncodedText.Encode("ProductId");
    private static readonly JsonEncodedText AgeCategoryId = JsonEncodedText.Encode("AgeCategoryId");
    private static readonly JsonEncodedText TaxExemptionReason = JsonEncodedText.Encode("TaxExemptionReason");
    private static readonly JsonEncodedText TaxExemptionLegalReference = JsonEncodedText.Encode("TaxExemptionLegalReference");

    public static string AccountingState(MewsContext context, MewsOrderItems.Item item)
    {
        if (item.Charge.Cancelled)
            return "Canceled";
        if (item.Stay < 0)
            return "Open";
        return context.World.Stay(item.Stay).Status switch
        {
            StayStatus.CheckedOut => "Closed",
            StayStatus.Inquiry or StayStatus.Tentative => "Inactive",
            _ => "Open",
        };
    }

    public static uint CanceledAt(MewsContext context, MewsOrderItems.Item item) =>
        !item.Charge.Cancelled ? 0 : context.World.Stay(item.Stay).CancelledAt is > 0 and var cancelled ? cancelled : item.Charge.Created + 60;

    /// <summary>The bill of a stay that has ended.</summary>
    public static Guid? BillOf(MewsContext context, MewsOrderItems.Item item) =>
        item.Stay >= 0 && AccountingState(context, item) == "Closed" ? context.Ids.Of(MewsKind.Bill, item.Stay) : null;

    public static void Write(MewsContext context, MewsOrderItems.Item item)
    {
        var json = context.Json;
        var charge = item.Charge;
        var state = AccountingState(context, item);
        var account = item.Order?.Account ?? MewsWords.AccountOf(context.State, item.Stay);
        var broken = item.Stay >= 0 && context.Broken(BrokenEntity.Bookings, item.Stay) == BrokenHow.UnknownCurrency;
        var currency = broken ? "XQQ" : context.World.Order.Currency;
        var taxed = charge.Type != "CityTax";
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.OrderItem, item.Id));
        json.WriteString(MewsNames.EnterpriseId, context.State.Enterprise);
        json.WriteString(MewsNames.AccountId, account.Id);
        json.WriteString(MewsNames.AccountType, account.IsCompany ? MewsNames.CompanyType : MewsNames.CustomerType);
        json.WriteString(MewsNames.ServiceId, item.Order?.ServiceId ?? context.State.StayService);
        json.WriteString(ServiceOrderId, item.Order is { } order ? context.Ids.Of(MewsKind.Order, order.Number) : MewsReservations.IdOf(context.State, item.Stay));
        context.WriteText(MewsNames.Notes, item.Order?.Notes);
        context.Write(MewsNames.BillId, BillOf(context, item));
        json.WriteString(MewsNames.AccountingCategoryId, context.Ids.Of(MewsKind.AccountingCategory, charge.Type == "SpaceOrder" ? 0 : 1));
        context.WriteText(BillingName, charge.Name);
        context.WriteText(MewsNames.ExternalIdentifier, item.Line?.ExternalIdentifier);
        json.WriteNumber(UnitCount, charge.Count);
        MewsAmounts.Write(context, UnitAmount, charge.UnitGross, taxed, currency);
        MewsAmounts.Write(context, MewsNames.Amount, charge.Gross, taxed, currency);
        MewsAmounts.Write(context, MewsNames.OriginalAmount, charge.Gross, taxed, currency);
        json.WriteString(RevenueType, charge.Type is "SpaceOrder" or "NightRebate" or "CancellationFee" ? "Service"u8 : charge.Type == "CityTax" ? "Additional"u8 : "Product"u8);
        json.WriteString(MewsNames.CreatorProfileId, context.Ids.Of(MewsKind.Profile, 0));
        json.WriteString(MewsNames.UpdaterProfileId, context.Ids.Of(MewsKind.Profile, 1));
        context.WriteTime(MewsNames.CreatedUtc, charge.Created);
        context.WriteTime(MewsNames.UpdatedUtc, item.Order?.At ?? context.World.Stay(item.Stay).Updated);
        context.WriteTime(MewsNames.ConsumedUtc, charge.Consumed);
        context.WriteTime(CanceledUtc, CanceledAt(context, item));
        context.WriteTime(MewsNames.ClosedUtc, state == "Closed" ? context.World.Stay(item.Stay).EndedAt : 0);
        context.WriteTime(MewsNames.StartUtc, item.Stay >= 0 ? charge.Consumed : 0);
        json.WriteNull(ClaimedUtc);
        json.WriteString(MewsNames.AccountingState, state);
        json.WriteString(MewsNames.Type, charge.Type);
        json.WriteStartObject(MewsNames.Options);
        json.WriteBoolean(CanceledWithReservation, charge.Cancelled && context.World.Stay(item.Stay).CancelledAt != 0);
        json.WriteEndObject();
        WriteData(context, item);
        json.WriteNull(TaxExemptionReason);
        json.WriteNull(TaxExemptionLegalReference);
        json.WriteEndObject();
    }

    private static void WriteData(MewsContext context, MewsOrderItems.Item item)
    {
        var json = context.Json;
        if (item.Charge.Type != "ProductOrder")
        {
            json.WriteNull(MewsNames.Data);
            return;
        }

        json.WriteStartObject(MewsNames.Data);
        json.WriteString(MewsNames.Discriminator, Product);
        json.WriteNull(Rebate);
        json.WriteStartObject(Product);
        json.WriteString(ProductId, item.Line?.ProductId ?? context.Ids.Of(MewsKind.Product, item.Charge.Name == "Breakfast" ? 0 : 1));
        json.WriteNull(AgeCategoryId);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
