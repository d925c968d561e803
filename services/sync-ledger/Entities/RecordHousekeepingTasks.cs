using MassTransit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The event HousekeepingTasksChanged as it was sent, see <see cref="BookingSnapshots"/>.</summary>
[EventName("pms.housekeeping-tasks.changed")]
[MessageUrn("PmsPlatform.Contracts.Housekeeping:HousekeepingTasksChanged")]
public sealed record TaskSnapshots(ReadOnlyMemory<byte> Body);

/// <summary>Keeps the tasks of an event.</summary>
internal sealed class RecordHousekeepingTasks(RecordSnapshots snapshots) : IConsumer<TaskSnapshots>
{
    public Task Consume(ConsumeContext<TaskSnapshots> context) => snapshots.RecordAsync(EntityKind.HousekeepingTask, context, context.Message.Body);
}

internal sealed class RecordHousekeepingTasksDefinition : ConsumerDefinition<RecordHousekeepingTasks>
{
    public RecordHousekeepingTasksDefinition() => EndpointName = "sync-ledger.housekeeping-tasks";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RecordHousekeepingTasks> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.AddDeserializer(new UntouchedMessage<TaskSnapshots>(body => new TaskSnapshots(body)), isDefault: true);
        endpointConfigurator.PublishFaults = false;
    }
}
