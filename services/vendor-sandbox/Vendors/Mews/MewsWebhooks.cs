using System.Buffers;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Webhooks;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>General webhooks (connector-api/events/wh-general.md): ids only, some hundred events in one message at most.</summary>
internal static class MewsWebhooks
{
    private const int MostEvents = 300;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>"After a few minutes, repeated, finally dropped": the numbers are not published.</summary>
    public static readonly IReadOnlyList<TimeSpan> Waits = [TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10)];

    public static IReadOnlyList<WebhookDelivery> Deliveries(Property property, IReadOnlyList<(ChangeKind Kind, int Number)> changes)
    {
        var state = (MewsState)property.State;
        if (state.Webhook is not { } address)
            return [];

        var events = changes.Where(change => change.Kind == ChangeKind.GuestChanged || property.World.IsVisible(change.Number)).ToList();
        return [.. events.Chunk(MostEvents).Select(some => new WebhookDelivery(address, Body(state, some), Authorization: null))];
    }

    private static ReadOnlyMemory<byte> Body(MewsState state, (ChangeKind Kind, int Number)[] events)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("EnterpriseId"u8, state.Enterprise);
        json.WriteString("IntegrationId"u8, state.Ids.Of(MewsKind.Profile, 0));
        json.WriteStartArray("Events"u8);
        foreach (var (kind, number) in events)
        {
            json.WriteStartObject();
            json.WriteString("Discriminator"u8, kind == ChangeKind.GuestChanged ? "CustomerUpdated"u8 : "ServiceOrderUpdated"u8);
            json.WriteStartObject("Value"u8);
            json.WriteString("Id"u8, kind == ChangeKind.GuestChanged ? state.Ids.Of(MewsKind.Customer, number) : MewsReservations.IdOf(state, number));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
