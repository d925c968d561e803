using System.Globalization;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>What answers a request.</summary>
internal sealed record HostawayRoute(Action<HostawayContext> Answer, bool Writes = false);

/// <summary>The addresses of the API, as in the vendor's documentation.</summary>
internal static class HostawayRoutes
{
    public static HostawayRoute? Find(string method, string[] parts) => method switch
    {
        "GET" => FindRead(parts),
        "PUT" => FindUpdate(parts),
        "POST" => parts switch
        {
            ["webhooks", "unifiedWebhooks"] => new(HostawayWebhooks.Create, Writes: true),
            ["guestPayments", "charges", var id] when Id(id) is { } number => new(context => HostawayCharges.Create(context, number), Writes: true),
            _ => null,
        },
        "DELETE" => parts is ["webhooks", "unifiedWebhooks", var id] && Id(id) is { } number ? new(context => HostawayWebhooks.Delete(context, number), Writes: true) : null,
        _ => null,
    };

    /// <summary>The path as the call log counts it: ids replaced.</summary>
    public static string Name(string[] parts) => string.Join('/', parts.Select(part => part.Length > 0 && part.All(char.IsAsciiDigit) ? "{id}" : part));

    private static HostawayRoute? FindRead(string[] parts) => parts switch
    {
        ["reservations"] => new(HostawayReservations.List),
        ["reservations", var id] when Id(id) is { } number => new(context => HostawayReservations.Get(context, number)),
        ["listings"] => new(HostawayListings.List),
        ["listings", var id] when Id(id) is { } number => new(context => HostawayListings.Get(context, number)),
        ["listings", var id, "calendar"] when Id(id) is { } number => new(context => HostawayCalendar.Get(context, number)),
        ["listingUnits", var id] when Id(id) is { } number => new(context => HostawayListings.GetUnits(context, number)),
        ["tasks"] => new(HostawayTasks.List),
        ["guestPayments", "charges"] => new(HostawayCharges.List),
        ["webhooks", "unifiedWebhooks"] => new(HostawayWebhooks.List),
        ["webhooks", "unifiedWebhooks", var id] when Id(id) is { } number => new(context => HostawayWebhooks.Get(context, number)),
        ["timezones"] => new(HostawayReference.GetTimezones),
        ["currencies"] => new(HostawayReference.GetCurrencies),
        ["countries"] => new(HostawayReference.GetCountries),
        ["languages"] => new(HostawayReference.GetLanguages),
        _ => null,
    };

    private static HostawayRoute? FindUpdate(string[] parts) => parts switch
    {
        ["reservations", var id] when Id(id) is { } number => new(context => HostawayWrites.Update(context, number), Writes: true),
        ["reservations", var id, "statuses", "cancelled"] when Id(id) is { } number => new(context => HostawayWrites.Cancel(context, number), Writes: true),
        ["reservations", var id, "statuses", "noShow"] when Id(id) is { } number => new(context => HostawayWrites.ReportNoShow(context, number), Writes: true),
        ["listings", var id] when Id(id) is { } number => new(context => HostawayListings.Update(context, number), Writes: true),
        ["webhooks", "unifiedWebhooks", var id] when Id(id) is { } number => new(context => HostawayWebhooks.Update(context, number), Writes: true),
        _ => null,
    };

    private static long? Id(string part) => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
