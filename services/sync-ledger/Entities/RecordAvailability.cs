using MassTransit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The event AvailabilityChanged as it was sent, see <see cref="BookingSnapshots"/>.</summary>
[EventName("pms.availability.changed")]
[MessageUrn("PmsPlatform.Contracts.Availability:AvailabilityChanged")]
public sealed record NightSnapshots(ReadOnlyMemory<byte> Body);

/// <summary>Keeps the nights of room types of an event.</summary>
internal sealed class RecordAvailability(RecordSnapshots snapshots) : IConsumer<NightSnapshots>
{
    public Task Consume(ConsumeContext<NightSnapshots> context) => snapshots.RecordAsync(EntityKind.Availability, context, context.Message.Body);
}

internal sealed class RecordAvailabilityDefinition : ConsumerDefinition<RecordAvailability>
{
    public RecordAvailabilityDefinition() => EndpointName = "sync-ledger.availability";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RecordAvailability> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.AddDeserializer(new UntouchedMessage<NightSnapshots>(body => new NightSnapshots(body)), isDefault: true);
        endpointConfigurator.PublishFaults = false;
    }
}
