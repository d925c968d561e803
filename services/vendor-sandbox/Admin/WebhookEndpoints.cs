using PmsPlatform.ServiceDefaults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Vendors.Mews;
using PmsPlatform.VendorSandbox.Webhooks;

namespace PmsPlatform.VendorSandbox.Admin;

/// <summary>/admin/webhooks: what was sent. And the agreement with a vendor's support where there is no operation for it.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this RouteGroupBuilder admin)
    {
        admin.MapGet("/webhooks", (string property, PropertyDirectory properties) => properties.Find(property) is { } found
            ? Results.Ok(new WebhookSummary(found.Webhooks.Delivered, found.Webhooks.Dropped, found.Webhooks.Latest))
            : Problem.NotFound("property"));
        admin.MapPut("/properties/{id}/webhook", Agree);
    }

    private static IResult Agree(string id, WebhookOrder order, PropertyDirectory properties)
    {
        if (properties.Find(id) is not { } property)
            return Problem.NotFound("property");
        if (property.State is not MewsState mews)
            return Problem.Invalid("id", $"webhooks of {property.Vendor.Name} are set up through its own API.");
        if (!Uri.TryCreate(order.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return Problem.Invalid("$.url", "an absolute http or https address.");

        mews.Webhook = address;
        property.World.Feed.Watch();
        return Results.NoContent();
    }
}

/// <summary>Where webhooks shall go.</summary>
/// <param name="Url">An absolute address.</param>
internal sealed record WebhookOrder(string? Url);

/// <summary>What became of a property's webhooks.</summary>
/// <param name="Delivered">Taken with 2xx.</param>
/// <param name="Dropped">By order, or because nobody took them.</param>
/// <param name="Latest">The latest tries, newest first.</param>
internal sealed record WebhookSummary(long Delivered, long Dropped, IReadOnlyList<WebhookTry> Latest);
