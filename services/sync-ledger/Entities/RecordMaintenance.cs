using MassTransit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The event MaintenanceChanged as it was sent, see <see cref="BookingSnapshots"/>.</summary>
[EventName("pms.maintenance.changed")]
[MessageUrn("PmsPlatform.Contracts.Maintenance:MaintenanceChanged")]
public sealed record MaintenanceSnapshots(ReadOnlyMemory<byte> Body);

/// <summary>Keeps the maintenance of rooms of an event.</summary>
internal sealed class RecordMaintenance(RecordSnapshots snapshots) : IConsumer<MaintenanceSnapshots>
{
    public Task Consume(ConsumeContext<MaintenanceSnapshots> context) => snapshots.RecordAsync(EntityKind.Maintenance, context, context.Message.Body);
}

internal sealed class RecordMaintenanceDefinition : ConsumerDefinition<RecordMaintenance>
{
    public RecordMaintenanceDefinition() => EndpointName = "sync-ledger.maintenance";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RecordMaintenance> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.AddDeserializer(new UntouchedMessage<MaintenanceSnapshots>(body => new MaintenanceSnapshots(body)), isDefault: true);
        endpointConfigurator.PublishFaults = false;
    }
}
