namespace PmsPlatform.Gateway.Tests;

/// <summary>Configuration of a gateway with two hotels of one key, a third of another.</summary>
internal static class Settings
{
    public const string ConciergeKey = "concierge-key-0123456789";
    public const string SakuraKey = "sakura-key-0123456789";
    public const string InternalKey = "kV9q-3mZx_71tYbW0sLr8dPfJhC5uNgA2eOi";

    /// <summary>Everything but the addresses of services.</summary>
    public static Dictionary<string, string?> Platform() => new(StringComparer.Ordinal)
    {
        ["Pms:InternalKey"] = InternalKey,
        ["Pms:Hotels:0:Id"] = "htl_aurora",
        ["Pms:Hotels:0:Slug"] = "aurora",
        ["Pms:Hotels:0:Name"] = "Hotel Aurora",
        ["Pms:Hotels:0:TimeZone"] = "Europe/Budapest",
        ["Pms:Hotels:0:Currency"] = "EUR",
        ["Pms:Hotels:1:Id"] = "htl_harbour",
        ["Pms:Hotels:1:Slug"] = "harbour-lofts",
        ["Pms:Hotels:1:Name"] = "Harbour Lofts",
        ["Pms:Hotels:1:TimeZone"] = "America/New_York",
        ["Pms:Hotels:1:Currency"] = "USD",
        ["Pms:Hotels:2:Id"] = "htl_sakura",
        ["Pms:Hotels:2:Slug"] = "sakura",
        ["Pms:Hotels:2:Name"] = "Sakura House",
        ["Pms:Hotels:2:TimeZone"] = "Asia/Tokyo",
        ["Pms:Hotels:2:Currency"] = "JPY",
        ["Pms:ApiKeys:0:Name"] = "concierge",
        ["Pms:ApiKeys:0:Key"] = ConciergeKey,
        ["Pms:ApiKeys:0:HotelIds:0"] = "htl_aurora",
        ["Pms:ApiKeys:0:HotelIds:1"] = "htl_harbour",
        ["Pms:ApiKeys:1:Name"] = "sakura-concierge",
        ["Pms:ApiKeys:1:Key"] = SakuraKey,
        ["Pms:ApiKeys:1:HotelIds:0"] = "htl_sakura",
    };

    /// <summary>The platform with a service at each address.</summary>
    public static Dictionary<string, string?> With(params IEnumerable<(string Service, string Address)> services)
    {
        var settings = Platform();
        foreach (var (service, address) in services)
        {
            var replica = settings.Keys.Count(key => key.StartsWith($"services:{service}:", StringComparison.Ordinal));
            settings[$"services:{service}:http:{replica}"] = address;
        }

        return settings;
    }
}
