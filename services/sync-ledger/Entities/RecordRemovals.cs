using System.Text.Json;
using MassTransit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Removals;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>Keeps removals: each is a version of its record, in the order of versions as snapshots are, and without content.</summary>
internal sealed class RecordRemovals(RecordSnapshots snapshots) : IConsumer<RecordsRemoved>
{
    public Task Consume(ConsumeContext<RecordsRemoved> context)
    {
        var message = context.Message;
        var arrival = new Arrival(message.Entity, message.Context, context.MessageId);
        List<Snapshot> removals = [];
        List<Refusal> refusals = [];
        foreach (var item in message.Items)
        {
            var element = JsonSerializer.SerializeToElement(item, ContractsJson.Default.RemovedRecord);
            if (!SnapshotReader.IsId(item.ExternalId))
                refusals.Add(new Refusal(arrival, element, null, SnapshotReader.NoId));
            else
                removals.Add(Removal(arrival, item, element));
        }

        return snapshots.RecordAsync(arrival, removals, refusals, context.CancellationToken);
    }

    private static Snapshot Removal(Arrival arrival, RemovedRecord item, JsonElement element) => new()
    {
        Arrival = arrival,
        ExternalId = item.ExternalId,
        ModifiedAt = item.Version.ModifiedAt is { } modifiedAt ? SnapshotReader.Cut(modifiedAt) : null,
        ObservedAt = SnapshotReader.Cut(item.Version.ObservedAt),
        ContentHash = Snapshot.HashOfRemoval,
        Payload = [],
        Item = element,
    };
}

internal sealed class RecordRemovalsDefinition : ConsumerDefinition<RecordRemovals>
{
    public RecordRemovalsDefinition() => EndpointName = "sync-ledger.removals";
}
