using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>Unified webhooks (source/includes/_webhook_unified*.md).</summary>
internal static class HostawayWebhooks
{
    public static void List(HostawayContext context) => context.WriteResult(() =>
    {
        context.Json.WriteStartArray();
        foreach (var webhook in context.State.Webhooks.Values)
            Write(context, webhook);
        context.Json.WriteEndArray();
    });

    public static void Create(HostawayContext context)
    {
        var webhook = Read(context, context.Property.NextNumber());
        context.State.Webhooks.Add(webhook.Id, webhook);
        context.World.Feed.Watch();
        context.WriteResult(() => Write(context, webhook));
    }

    public static void Get(HostawayContext context, long id)
    {
        var webhook = Find(context, id);
        context.WriteResult(() => Write(context, webhook));
    }

    public static void Update(HostawayContext context, long id)
    {
        var webhook = Read(context, Find(context, id).Id);
        context.State.Webhooks[webhook.Id] = webhook;
        context.WriteResult(() => Write(context, webhook));
    }

    public static void Delete(HostawayContext context, long id)
    {
        context.State.Webhooks.Remove(Find(context, id).Id);
        context.WriteResult(() =>
        {
            context.Json.WriteStartArray();
            context.Json.WriteEndArray();
        });
    }

    private static HostawayWebhook Find(HostawayContext context, long id) =>
        id <= int.MaxValue && context.State.Webhooks.TryGetValue((int)id, out var webhook) ? webhook : throw HostawayContext.NotFound("Webhook");

    private static HostawayWebhook Read(HostawayContext context, int id)
    {
        var body = context.Body;
        var url = HostawayWrites.Text(body, "url");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw HostawayContext.Invalid("url is required");
        var enabled = !body.TryGetProperty("isEnabled", out var value) || value.ValueKind is JsonValueKind.True || (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number == 1);
        return new HostawayWebhook(id, enabled, url, HostawayWrites.Text(body, "login"), HostawayWrites.Text(body, "password"), HostawayWrites.Text(body, "alertingEmailAddress"));
    }

    private static void Write(HostawayContext context, HostawayWebhook webhook)
    {
        var json = context.Json;
        json.WriteStartObject();
        json.WriteNumber("id"u8, webhook.Id);
        json.WriteNumber("isEnabled"u8, webhook.IsEnabled ? 1 : 0);
        json.WriteString("url"u8, webhook.Url);
        context.WriteText("login"u8, webhook.Login);
        context.WriteText("password"u8, webhook.Password);
        context.WriteText("alertingEmailAddress"u8, webhook.AlertingEmailAddress);
        json.WriteEndObject();
    }
}
