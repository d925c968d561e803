using System.Globalization;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>configuration/get (connector-api/operations/configuration.md).</summary>
internal static class MewsConfiguration
{
    public static void Get(MewsContext context)
    {
        var json = context.Json;
        var property = context.Property;
        var opened = context.World.Rooms.Rooms[0].Created;
        json.WriteStartObject();
        json.WriteString("NowUtc"u8, property.Clock.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteStartObject("Enterprise"u8);
        json.WriteStartArray("Currencies"u8);
        json.WriteStartObject();
        json.WriteString("Currency"u8, property.Options.Currency);
        json.WriteBoolean("IsDefault"u8, true);
        json.WriteBoolean("IsEnabled"u8, true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteNull("AccountingConfiguration"u8);
        json.WriteBoolean("IsPortfolio"u8, false);
        json.WriteString(MewsNames.Id, context.State.Enterprise);
        json.WriteNull(MewsNames.ExternalIdentifier);
        json.WriteNull("HoldingKey"u8);
        json.WriteString("ChainId"u8, context.State.Chain);
        json.WriteString("ChainName"u8, property.Name + " Group");
        context.WriteTime(MewsNames.CreatedUtc, opened);
        context.WriteTime(MewsNames.UpdatedUtc, opened);
        json.WriteString(MewsNames.Name, property.Name);
        json.WriteNull("ShortName"u8);
        json.WriteString("TimeZoneIdentifier"u8, property.Options.TimeZone);
        foreach (var name in new[] { "LegalEnvironmentCode", "AccommodationEnvironmentCode", "AccountingEnvironmentCode", "TaxEnvironmentCode" })
            json.WriteString(name, "SBX");
        json.WriteString("DefaultLanguageCode"u8, "en-US"u8);
        json.WriteString("EditableHistoryInterval"u8, "P0M7DT0H0M0S"u8);
        json.WriteString("AccountingEditableHistoryInterval"u8, "P0M7DT0H0M0S"u8);
        json.WriteString("OperationalEditableHistoryInterval"u8, "P0M7DT0H0M0S"u8);
        foreach (var name in new[] { "BusinessDayClosingOffset", "WebsiteUrl", "Email", "Phone", "LogoImageId", "CoverImageId" })
            json.WriteNull(name);
        json.WriteString("Pricing"u8, property.Options.NetPricing ? "Net"u8 : "Gross"u8);
        json.WriteNull("TaxPrecision"u8);
        json.WriteString("AddressId"u8, context.Ids.Of(MewsKind.Address, 0));
        json.WriteStartObject("Address"u8);
        json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Address, 0));
        json.WriteString("Line1"u8, "1 Example Street"u8);
        foreach (var name in new[] { "Line2", "City", "PostalCode", "CountryCode", "CountrySubdivisionCode", "Latitude", "Longitude" })
            json.WriteNull(name);
        json.WriteEndObject();
        json.WriteStartArray("GroupNames"u8);
        json.WriteEndArray();
        json.WriteStartObject("Subscription"u8);
        json.WriteNull("TaxIdentifier"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WritePropertyName("Service"u8);
        MewsReference.WriteService(context, 0);
        json.WriteNull("PaymentCardStorage"u8);
        json.WriteBoolean("IsIdentityDocumentNumberRequired"u8, false);
        json.WriteEndObject();
    }
}
