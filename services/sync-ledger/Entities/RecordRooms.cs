using System.Text.Json;
using MassTransit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// The event RoomsChanged as the ledger reads it: by its name on the wire, its items untouched. The test of the event's samples proves that the two fit.
/// </summary>
[EventName("pms.rooms.changed")]
[MessageUrn("PmsPlatform.Contracts.Rooms:RoomsChanged")]
internal sealed record RoomSnapshots(JsonElement Context, JsonElement Items);

/// <summary>Keeps the rooms of an event.</summary>
internal sealed class RecordRooms(RecordSnapshots snapshots) : IConsumer<RoomSnapshots>
{
    public Task Consume(ConsumeContext<RoomSnapshots> context) =>
        snapshots.RecordAsync(EntityKind.Room, context, context.Message.Context, context.Message.Items);
}

internal sealed class RecordRoomsDefinition : ConsumerDefinition<RecordRooms>
{
    public RecordRoomsDefinition() => EndpointName = "sync-ledger.rooms";
}
