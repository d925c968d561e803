using MassTransit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The event GuestsChanged by its name on the wire, as it was sent. Public, because MassTransit takes a type nobody else can see for a passing one, with an exchange that does not last.</summary>
[EventName("pms.guests.changed")]
[MessageUrn("PmsPlatform.Contracts.Guests:GuestsChanged")]
public sealed record GuestSnapshots(ReadOnlyMemory<byte> Body);

/// <summary>Keeps the guests of an event.</summary>
internal sealed class RecordGuests(RecordSnapshots snapshots) : IConsumer<GuestSnapshots>
{
    public Task Consume(ConsumeContext<GuestSnapshots> context) => snapshots.RecordAsync(EntityKind.Guest, context, context.Message.Body);
}

internal sealed class RecordGuestsDefinition : ConsumerDefinition<RecordGuests>
{
    public RecordGuestsDefinition() => EndpointName = "sync-ledger.guests";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RecordGuests> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.AddDeserializer(new UntouchedMessage<GuestSnapshots>(body => new GuestSnapshots(body)), isDefault: true);

        // A fault would carry the guests' data once more, to nobody; the error queue has the message.
        endpointConfigurator.PublishFaults = false;
    }
}
