using System.Text.Json;
using MassTransit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// The event GuestsChanged as the ledger reads it: by its name on the wire, its items untouched. The test of the event's samples proves that the two fit.
/// </summary>
[EventName("pms.guests.changed")]
[MessageUrn("PmsPlatform.Contracts.Guests:GuestsChanged")]
internal sealed record GuestSnapshots(JsonElement Context, JsonElement Items);

/// <summary>Keeps the guests of an event.</summary>
internal sealed class RecordGuests(RecordSnapshots snapshots) : IConsumer<GuestSnapshots>
{
    public Task Consume(ConsumeContext<GuestSnapshots> context) =>
        snapshots.RecordAsync(EntityKind.Guest, context, context.Message.Context, context.Message.Items);
}

internal sealed class RecordGuestsDefinition : ConsumerDefinition<RecordGuests>
{
    public RecordGuestsDefinition() => EndpointName = "sync-ledger.guests";
}
