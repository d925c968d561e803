using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>What changes rarely: configuration/get, services/getAll, ageCategories/getAll, companies/getAll (connector-api/operations).</summary>
internal static class MewsReference
{
    private static readonly JsonEncodedText Services = JsonEncodedText.Encode("Services");
    private static readonly JsonEncodedText AgeCategories = JsonEncodedText.Encode("AgeCategories");
    private static readonly JsonEncodedText Companies = JsonEncodedText.Encode("Companies");

    public static void GetServices(MewsContext context)
    {
        var (count, cursor) = context.Request.Limitation();
        var before = context.Before(cursor, MewsKind.Service, 3);
        var named = context.NumberSet("ServiceIds", MewsKind.Service);
        var type = context.Request.Text("ServiceType");
        var updated = context.Request.Interval("UpdatedUtc");
        var page = Enumerable.Range(0, before).Reverse()
            .Where(service => (named?.Contains(service) ?? true) && (type is null || type == (service == 2 ? "Additional" : "Bookable")) && (updated?.Holds(Opened(context)) ?? true) && context.IsAsked)
            .Take(count)
            .ToList();
        context.WritePage(Services, page, MewsKind.Service, service => WriteService(context, service));
    }

    public static void GetAgeCategories(MewsContext context)
    {
        var (count, cursor) = context.Request.Limitation();
        var before = context.Before(cursor, MewsKind.AgeCategory, 3);
        var named = context.NumberSet("AgeCategoryIds", MewsKind.AgeCategory);
        var services = context.Request.Ids("ServiceIds");
        var updated = context.Request.Interval("UpdatedUtc");
        var page = Enumerable.Range(0, before).Reverse()
            .Where(age => (named?.Contains(age) ?? true) && (services?.Contains(context.State.StayService) ?? true) && (updated?.Holds(Opened(context)) ?? true) && context.IsAsked)
            .Take(count)
            .ToList();
        context.WritePage(AgeCategories, page, MewsKind.AgeCategory, age => WriteAge(context, age));
    }

    public static void GetCompanies(MewsContext context)
    {
        var (count, cursor) = context.Request.Limitation();
        var before = context.Before(cursor, MewsKind.Company, MewsState.Companies.Count);
        var ids = context.NumberSet("Ids", MewsKind.Company);
        var names = context.Request.Texts("Names")?.ToHashSet(StringComparer.Ordinal);
        var (created, updated) = (context.Request.Interval("CreatedUtc"), context.Request.Interval("UpdatedUtc"));
        var none = context.Request.Ids("MotherCompanyIds") is not null || context.Request.Texts("ExternalIdentifiers") is not null;
        var page = Enumerable.Range(0, before).Reverse()
            .Where(company => !none && (ids?.Contains(company) ?? true) && (names?.Contains(MewsState.Companies[company].Name) ?? true)
                && (created?.Holds(Opened(context)) ?? true) && (updated?.Holds(Opened(context)) ?? true))
            .Take(count)
            .ToList();
        context.WritePage(Companies, page, MewsKind.Company, company => WriteCompany(context, MewsState.Companies[company]));
    }

    private static uint Opened(MewsContext context) => context.World.Rooms.Rooms[0].Created;

    public static void WriteService(MewsContext context, int service)
    {
        var json = context.Json;
        var name = service switch { 0 => "Accommodation", 1 => "Parking", _ => "Restaurant" };
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Service, service));
        json.WriteString(MewsNames.EnterpriseId, context.State.Enterprise);
        json.WriteBoolean(MewsNames.IsActive, true);
        json.WriteString(MewsNames.Name, name);
        MewsCategories.WriteTexts(json, "Names", name);
        json.WriteString("StartTime"u8, service == 0 ? "PT15H"u8 : "PT9H"u8);
        json.WriteString("EndTime"u8, service == 0 ? "PT11H"u8 : "PT9H"u8);
        json.WriteStartObject(MewsNames.Options);
        json.WriteBoolean("BillAsPackage"u8, false);
        json.WriteEndObject();
        WritePromotions(json);
        json.WriteString(MewsNames.Type, service == 2 ? "Orderable"u8 : "Reservable"u8);
        json.WriteNumber("Ordering"u8, service);
        json.WriteStartObject(MewsNames.Data);
        json.WriteString(MewsNames.Discriminator, service == 2 ? "Additional"u8 : "Bookable"u8);
        json.WriteStartObject(MewsNames.Value);
        if (service == 2)
            WritePromotions(json);
        else
            WriteOffsets(json, service == 0 ? "P0M0DT15H0M0S" : "P0M0DT9H0M0S", service == 0 ? "P0M0DT11H0M0S" : "P0M0DT9H0M0S");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteNull(MewsNames.ExternalIdentifier);
        context.WriteTime(MewsNames.CreatedUtc, Opened(context));
        context.WriteTime(MewsNames.UpdatedUtc, Opened(context));
        json.WriteEndObject();
    }

    private static void WriteOffsets(Utf8JsonWriter json, string start, string end)
    {
        json.WriteString("StartOffset"u8, start);
        json.WriteString("EndOffset"u8, end);
        json.WriteString("OccupancyStartOffset"u8, start);
        json.WriteString("OccupancyEndOffset"u8, end);
        json.WriteString("TimeUnitPeriod"u8, "Day"u8);
    }

    private static void WritePromotions(Utf8JsonWriter json)
    {
        json.WriteStartObject("Promotions"u8);
        foreach (var name in new[] { "BeforeCheckIn", "AfterCheckIn", "DuringStay", "BeforeCheckOut", "AfterCheckOut", "DuringCheckOut" })
            json.WriteBoolean(name, false);
        json.WriteEndObject();
    }

    private static void WriteAge(MewsContext context, int age)
    {
        var json = context.Json;
        var (name, from, to) = age switch { 0 => ("Adults", 18, (int?)null), 1 => ("Children", 3, 17), _ => ("Infants", 0, 2) };
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, context.State.AgeCategories[age]);
        json.WriteString(MewsNames.ServiceId, context.State.StayService);
        json.WriteNumber("MinimalAge"u8, from);
        if (to is { } oldest)
            json.WriteNumber("MaximalAge"u8, oldest);
        else
            json.WriteNull("MaximalAge"u8);
        MewsCategories.WriteTexts(json, "Names", name);
        json.WriteNull("ShortNames"u8);
        context.WriteTime(MewsNames.CreatedUtc, Opened(context));
        context.WriteTime(MewsNames.UpdatedUtc, Opened(context));
        json.WriteString("Classification"u8, age == 0 ? "Adult"u8 : "Child"u8);
        json.WriteBoolean(MewsNames.IsActive, true);
        json.WriteNull(MewsNames.ExternalIdentifier);
        json.WriteEndObject();
    }

    private static void WriteCompany(MewsContext context, MewsCompany company)
    {
        var json = context.Json;
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Company, company.Number));
        json.WriteString("ChainId"u8, context.State.Chain);
        json.WriteString(MewsNames.Name, company.Name);
        json.WriteBoolean(MewsNames.IsActive, true);
        json.WriteNumber(MewsNames.Number, company.Number + 1);
        foreach (var name in new[] { "Identifier", "TaxIdentifier", "AdditionalTaxIdentifier", "ElectronicInvoiceIdentifier", "InvoiceDueInterval", "AccountingCode", "MotherCompanyId" })
            json.WriteNull(name);
        context.WriteTime(MewsNames.CreatedUtc, Opened(context));
        context.WriteTime(MewsNames.UpdatedUtc, Opened(context));
        foreach (var name in new[] { "AddressId", "BillingCode", "Iata", "Telephone", "InvoicingEmail", "ContactPerson", "Contact", "Notes" })
            json.WriteNull(name);
        json.WriteStartObject(MewsNames.Options);
        json.WriteBoolean("Invoiceable"u8, !company.Agency);
        json.WriteBoolean("AddFeesToInvoices"u8, false);
        json.WriteEndObject();
        foreach (var name in new[] { "Department", "DunsNumber", "CreditRating", "ReferenceIdentifier", "WebsiteUrl", "ExternalIdentifier" })
            json.WriteNull(name);
        json.WriteEndObject();
    }
}
