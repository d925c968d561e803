using System.Globalization;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>Reference lists (source/includes/_commonInfo_*.md), as associative arrays. Shorter than the vendor's: what guests of a world use, and a few more.</summary>
internal static class HostawayReference
{
    private static readonly (string Code, string Name)[] Currencies =
    [
        ("AED", "United Arab Emirates Dirham"), ("AUD", "Australian Dollar"), ("BRL", "Brazilian Real"), ("CAD", "Canadian Dollar"), ("CHF", "Swiss Franc"), ("CZK", "Czech Koruna"), ("DKK", "Danish Krone"),
        ("EUR", "Euro"), ("GBP", "Pound Sterling"), ("HUF", "Hungarian Forint"), ("ILS", "Israeli New Shekel"), ("INR", "Indian Rupee"), ("JPY", "Japanese Yen"), ("KRW", "South Korean Won"), ("KWD", "Kuwaiti Dinar"),
        ("MXN", "Mexican Peso"), ("NOK", "Norwegian Krone"), ("NZD", "New Zealand Dollar"), ("PLN", "Polish Zloty"), ("SEK", "Swedish Krona"), ("THB", "Thai Baht"), ("TRY", "Turkish Lira"), ("USD", "United States Dollar"), ("ZAR", "South African Rand"),
    ];

    private static readonly (string Code, string Name)[] Countries =
    [
        ("AU", "Australia"), ("AT", "Austria"), ("BE", "Belgium"), ("BR", "Brazil"), ("BG", "Bulgaria"), ("CA", "Canada"), ("CN", "China"), ("CZ", "Czechia"), ("FR", "France"), ("DE", "Germany"), ("GR", "Greece"),
        ("HU", "Hungary"), ("IN", "India"), ("IL", "Israel"), ("IT", "Italy"), ("JP", "Japan"), ("NL", "Netherlands"), ("PL", "Poland"), ("PT", "Portugal"), ("KR", "South Korea"), ("ES", "Spain"), ("SE", "Sweden"),
        ("TH", "Thailand"), ("TR", "Türkiye"), ("UA", "Ukraine"), ("AE", "United Arab Emirates"), ("GB", "United Kingdom"), ("US", "United States"),
    ];

    private static readonly (string Code, string Name)[] Languages =
    [
        ("ar", "Arabic"), ("bg", "Bulgarian"), ("zh", "Chinese"), ("cs", "Czech"), ("nl", "Dutch"), ("en", "English"), ("fr", "French"), ("de", "German"), ("el", "Greek"), ("he", "Hebrew"), ("hi", "Hindi"), ("hu", "Hungarian"),
        ("it", "Italian"), ("ja", "Japanese"), ("ko", "Korean"), ("pl", "Polish"), ("pt", "Portuguese"), ("es", "Spanish"), ("sv", "Swedish"), ("th", "Thai"), ("tr", "Turkish"), ("uk", "Ukrainian"),
    ];

    public static void GetCurrencies(HostawayContext context) => Write(context, Currencies.Select(currency => (currency.Code, $"{currency.Code} - {currency.Name}")));

    public static void GetCountries(HostawayContext context) => Write(context, Countries);

    public static void GetLanguages(HostawayContext context) => Write(context, Languages);

    public static void GetTimezones(HostawayContext context) => context.WriteResult(() =>
    {
        context.Json.WriteStartObject();
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.Id.Contains('/', StringComparison.Ordinal)).OrderBy(zone => zone.BaseUtcOffset).ThenBy(zone => zone.Id, StringComparer.Ordinal))
        {
            var offset = zone.BaseUtcOffset;
            var difference = string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours):00}:{Math.Abs(offset.Minutes):00}");
            context.Json.WriteStartObject(zone.Id);
            context.Json.WriteString("value"u8, $"(UTC {difference}) {zone.Id}");
            context.Json.WriteString("diff"u8, difference);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndObject();
    });

    private static void Write(HostawayContext context, IEnumerable<(string Code, string Name)> entries) => context.WriteResult(() =>
    {
        context.Json.WriteStartObject();
        foreach (var (code, name) in entries)
            context.Json.WriteString(code, name);
        context.Json.WriteEndObject();
    });
}
