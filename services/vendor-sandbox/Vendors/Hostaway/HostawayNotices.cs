using System.Text;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Webhooks;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>Unified webhooks as they are sent (source/includes/_webhook_unified*.md): one reservation each, HTTP Basic, no signature.</summary>
internal static class HostawayNotices
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static readonly IReadOnlyList<TimeSpan> Waits = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(25)];

    public static IReadOnlyList<WebhookDelivery> Deliveries(
        Property property, IReadOnlyList<(ChangeKind Kind, int Number)> changes, IVendor vendor, HostawayOptions options)
    {
        var state = (HostawayState)property.State;
        var hooks = state.Webhooks.Values.Where(hook => hook.IsEnabled).ToList();
        if (hooks.Count == 0)
            return [];

        var deliveries = new List<WebhookDelivery>();
        var bookings = changes.Where(change => change.Kind != ChangeKind.GuestChanged)
            .Select(change => (change.Kind, Stay: property.World.BookingOf(change.Number).FirstStay))
            .DistinctBy(change => change.Stay)
            .Where(change => property.World.IsVisible(change.Stay));
        foreach (var (kind, stay) in bookings)
        {
            var body = Body(property, state, stay, kind, vendor, options);
            deliveries.AddRange(hooks.Select(hook => new WebhookDelivery(new Uri(hook.Url), body, Basic(hook))));
        }

        return deliveries;
    }

    private static byte[] Body(Property property, HostawayState state, int stay, ChangeKind kind, IVendor vendor, HostawayOptions options)
    {
        var http = new DefaultHttpContext { Request = { QueryString = new QueryString("?includeResources=1&includePayments=1") } };
        using var call = new VendorCall(http, vendor.Encoder) { Property = property };
        var json = call.Json;
        json.WriteStartObject();
        json.WriteString("object"u8, "reservation"u8);
        json.WriteString("event"u8, kind == ChangeKind.BookingCreated ? "reservation.created"u8 : "reservation.updated"u8);
        json.WriteNumber("accountId"u8, state.AccountId);
        json.WritePropertyName("data"u8);
        HostawayReservationJson.Write(new HostawayContext(call, body: null, options), stay, attachments: true);
        json.WriteEndObject();
        return call.Body.ToArray();
    }

    private static string? Basic(HostawayWebhook hook) =>
        hook.Login is null && hook.Password is null ? null : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{hook.Login}:{hook.Password}"))}";
}
