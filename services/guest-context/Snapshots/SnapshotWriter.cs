using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.GuestContext.Snapshots;

/// <summary>Turns the snapshots of one event into rows: one transaction per batch, and a batch that fails is split until only the bad items are left.</summary>
internal sealed partial class SnapshotWriter(NpgsqlDataSource database, ContextMetrics metrics, ILogger<SnapshotWriter> logger)
{
    /// <param name="context">Whose items these are.</param>
    /// <param name="items">The event's items.</param>
    /// <param name="toRow">Makes the row of an item; what it throws makes the item a bad one.</param>
    /// <param name="toCommands">The statements for a batch of distinct, sorted rows. The first answers one row: applied, unchanged, stale.</param>
    /// <param name="entity">What the items are.</param>
    /// <param name="cancellationToken">Ends the work; what was committed stays.</param>
    /// <exception cref="BadItemsException">Some items cannot be stored; all others are.</exception>
    public async Task WriteAsync<T, TRow>(
        EventContext context,
        IReadOnlyList<Versioned<T>> items,
        Func<EventContext, Versioned<T>, TRow> toRow,
        Func<EventContext, IReadOnlyList<TRow>, IEnumerable<NpgsqlBatchCommand>> toCommands,
        EntityKind entity,
        CancellationToken cancellationToken)
        where TRow : SnapshotRow
    {
        var failures = new List<Exception>();
        var rows = new List<TRow>(items.Count);
        foreach (var item in items)
        {
            try
            {
                rows.Add(toRow(context, item));
            }
            catch (Exception exception) when (!TransientFaults.Is(exception))
            {
                failures.Add(exception);
            }
        }

        var latest = Latest.Of(rows, out var outcome);
        outcome += await SplitAsync(latest);
        metrics.Count(entity, outcome, failures.Count);
        Log.Recorded(logger, entity, context.ConnectionId, outcome.Applied, outcome.Unchanged, outcome.Stale, failures.Count);
        if (failures.Count > 0)
            throw new BadItemsException(entity, context.ConnectionId, failures);

        async Task<Outcome> SplitAsync(List<TRow> batch)
        {
            if (batch.Count == 0)
                return default;

            try
            {
                return await CommitAsync(toCommands(context, batch), cancellationToken);
            }
            catch (PostgresException exception) when (IsTheDatasFault(exception))
            {
                if (batch.Count == 1)
                {
                    failures.Add(exception);
                    return default;
                }

                var half = batch.Count / 2;
                return await SplitAsync(batch[..half]) + await SplitAsync(batch[half..]);
            }
        }
    }

    private async Task<Outcome> CommitAsync(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);

        await batch.PrepareAsync(cancellationToken);
        var outcome = await ExecuteAsync(batch, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return outcome;
    }

    private static async Task<Outcome> ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var outcome = new Outcome(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));

        // A statement's failure is only heard when its result is reached.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return outcome;
    }

    // Data exception, constraint violation, program limit: the same item fails at every try and its neighbours do not.
    private static bool IsTheDatasFault(PostgresException exception) => exception.SqlState.AsSpan(0, 2) is "22" or "23" or "54";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Entity} of {ConnectionId}: {Applied} applied, {Unchanged} unchanged, {Stale} stale, {Failed} failed")]
        public static partial void Recorded(
            ILogger logger, EntityKind entity, string connectionId, long applied, long unchanged, long stale, int failed);
    }
}
