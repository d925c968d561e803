using MassTransit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The event RoomsChanged by its name on the wire, as it was sent. Public, because MassTransit takes a type nobody else can see for a passing one, with an exchange that does not last.</summary>
[EventName("pms.rooms.changed")]
[MessageUrn("PmsPlatform.Contracts.Rooms:RoomsChanged")]
public sealed record RoomSnapshots(ReadOnlyMemory<byte> Body);

/// <summary>Keeps the rooms of an event.</summary>
internal sealed class RecordRooms(RecordSnapshots snapshots) : IConsumer<RoomSnapshots>
{
    public Task Consume(ConsumeContext<RoomSnapshots> context) => snapshots.RecordAsync(EntityKind.Room, context, context.Message.Body);
}

internal sealed class RecordRoomsDefinition : ConsumerDefinition<RecordRooms>
{
    public RecordRoomsDefinition() => EndpointName = "sync-ledger.rooms";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RecordRooms> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.AddDeserializer(new UntouchedMessage<RoomSnapshots>(body => new RoomSnapshots(body)), isDefault: true);

        // A fault would carry the guests' data once more, to nobody; the error queue has the message.
        endpointConfigurator.PublishFaults = false;
    }
}
