using System.Text.Json;
using MassTransit;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// Takes the snapshots of an event: kept in one transaction with those of other events that wait at the same time. What cannot be kept is refused item
/// by item, never with the batch it came in. Returns when all of it is committed.
/// </summary>
internal sealed partial class RecordSnapshots : IDisposable
{
    /// <summary>Large enough to make commits cheap, small enough that a batch of usual bookings stays in the database's working memory.</summary>
    private const int MostItemsPerWrite = 1000;

    private readonly SnapshotReader _reader;
    private readonly SnapshotStore _store;
    private readonly RefusedSnapshots _refused;
    private readonly ErasedPersons _erased;
    private readonly LedgerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<RecordSnapshots> _logger;
    private readonly Dictionary<EntityKind, GroupCommit<Snapshot>> _writers;

    public RecordSnapshots(
        SnapshotReader reader, SnapshotStore store, RefusedSnapshots refused, ErasedPersons erased, LedgerMetrics metrics, TimeProvider time, ILogger<RecordSnapshots> logger)
    {
        _reader = reader;
        _store = store;
        _refused = refused;
        _erased = erased;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _writers = Enum.GetValues<EntityKind>().ToDictionary(
            entity => entity,
            entity => new GroupCommit<Snapshot>(MostItemsPerWrite, (snapshots, token) => WriteAsync(entity, snapshots, token)));
    }

    /// <param name="entity">What the event holds.</param>
    /// <param name="message">The event's envelope.</param>
    /// <param name="body">The event as it was sent.</param>
    public async Task RecordAsync(EntityKind entity, ConsumeContext message, ReadOnlyMemory<byte> body)
    {
        using var document = Parse(body);
        var arrival = new Arrival(entity, ReadContext(document.RootElement), message.MessageId);
        var erased = entity is EntityKind.Booking or EntityKind.Guest
            ? await _erased.OfAsync(arrival.Context.HotelId, arrival.Context.ConnectionId, message.CancellationToken)
            : [];
        var (snapshots, refusals) = _reader.Read(arrival, document.RootElement, erased);
        await RecordAsync(arrival, snapshots, refusals, message.CancellationToken);
    }

    /// <summary>Keeps versions that were read from one event, and holds back what cannot be kept.</summary>
    public async Task RecordAsync(Arrival arrival, IReadOnlyList<Snapshot> snapshots, IReadOnlyList<Refusal> refusals, CancellationToken cancellationToken)
    {
        if (refusals.Count > 0)
            await RefuseAsync(refusals, cancellationToken);

        if (snapshots.Count > 0)
            await _writers[arrival.Entity].WriteAsync(snapshots, cancellationToken);
        _metrics.Committed(arrival.Entity, _time.GetUtcNow() - arrival.Context.OccurredAt);
    }

    public void Dispose()
    {
        foreach (var writer in _writers.Values)
            writer.Dispose();
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new UnreadableEventException("The event is not valid JSON.", exception);
        }
    }

    private static EventContext ReadContext(JsonElement message)
    {
        if (message.ValueKind is not JsonValueKind.Object || !message.TryGetProperty("context", out var context))
            throw new UnreadableEventException("The event has no context.");

        EventContext? read;
        try
        {
            read = context.Deserialize(ContractsJson.Default.EventContext);
        }
        catch (JsonException exception)
        {
            throw new UnreadableEventException("The event's context cannot be read.", exception);
        }

        // Found now it concerns this event; found by the database it would concern all that share the transaction.
        return read is not null && IsKey(read.HotelId) && IsKey(read.ConnectionId) && IsKey(read.Vendor)
            ? read
            : throw new UnreadableEventException("The event's context names no hotel, no connection or no vendor.");

        static bool IsKey(string? text) => text is { Length: > 0 and <= SnapshotReader.LongestId } && !text.Contains('\0', StringComparison.Ordinal);
    }

    private async Task WriteAsync(EntityKind entity, IReadOnlyList<Snapshot> snapshots, CancellationToken cancellationToken)
    {
        try
        {
            using var measure = _metrics.Write(entity, snapshots.Count);
            _metrics.Count(entity, await _store.WriteAsync(entity, snapshots, cancellationToken));
        }
        catch (PostgresException exception) when (IsFaultOfAnItem(exception))
        {
            if (snapshots is [var only])
            {
                await RefuseAsync([new Refusal(only.Arrival, only.Item, only.ExternalId, $"The database refuses it ({exception.SqlState}).")], cancellationToken);
                return;
            }

            Log.Split(_logger, entity, snapshots.Count, exception.SqlState);
            Snapshot[] all = [.. snapshots];
            await WriteAsync(entity, all[..(all.Length / 2)], cancellationToken);
            await WriteAsync(entity, all[(all.Length / 2)..], cancellationToken);
        }
    }

    private async Task RefuseAsync(IReadOnlyList<Refusal> refusals, CancellationToken cancellationToken)
    {
        await _refused.PutAsync(refusals, cancellationToken);
        foreach (var refusal in refusals)
        {
            var context = refusal.Arrival.Context;
            Log.Refused(_logger, refusal.Arrival.Entity, refusal.ExternalId, context.ConnectionId, context.CorrelationId, refusal.Reason);
        }

        _metrics.CountRefused(refusals[0].Arrival.Entity, refusals.Count);
    }

    /// <summary>
    /// Data exceptions, violated constraints, exceeded limits, and what a trigger raises. Everything else would hit the next item as well (a missing table,
    /// a lost right): then the message is repeated or goes to the error queue as a whole.
    /// </summary>
    private static bool IsFaultOfAnItem(PostgresException exception) => exception.SqlState.AsSpan(0, 2) is "22" or "23" or "54" or "P0";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Entity} {ExternalId} of {ConnectionId} could not be kept and is held back ({CorrelationId}): {Reason}")]
        public static partial void Refused(ILogger logger, EntityKind entity, string? externalId, string connectionId, string correlationId, string reason);

        [LoggerMessage(2, LogLevel.Warning, "{Count} snapshots ({Entity}) could not be written together ({SqlState}); splitting")]
        public static partial void Split(ILogger logger, EntityKind entity, int count, string sqlState);
    }
}
