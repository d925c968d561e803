using Npgsql;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connections.Credentials;

/// <summary>Seals credentials anew in batches, in order of connection. One that cannot be read is left as it is and counted.</summary>
internal sealed partial class Resealing(
    NpgsqlDataSource database, SealedSettings settings, RotationStore rotations, CredentialRing ring, CredentialSealer sealer, CredentialOptions options,
    ILogger<Resealing> logger)
{
    /// <summary>Goes on after a connection, then passes over all again until there is nothing left that can be done; how many could not be read.</summary>
    public async Task<long> RunAsync(Guid rotation, string after, CancellationToken cancellationToken)
    {
        await rotations.SetTotalAsync(rotation, await OutdatedAsync(cancellationToken), cancellationToken);
        while (true)
        {
            var pass = await PassAsync(rotation, after, cancellationToken);

            // Whoever was slow to learn of the new key may have sealed with the old one behind our back, or changed what we had in hand.
            if (after.Length == 0 && pass is { Done: 0, Conflicts: 0 })
                return pass.Failed;
            after = "";
            await rotations.BeginPassAsync(rotation, cancellationToken);
        }
    }

    private async Task<(long Done, long Failed, long Conflicts)> PassAsync(Guid rotation, string after, CancellationToken cancellationToken)
    {
        var (done, failed, conflicts) = (0L, 0L, 0L);
        while (await settings.ReadAsync(after, ring.CurrentKeyId, options.BatchSize, cancellationToken) is { Count: > 0 } rows)
        {
            var batch = new Batch();
            foreach (var row in rows)
                Reseal(row, batch);

            after = rows[^1].ConnectionId;
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var exchanged = await SealedSettings.ExchangeAsync(connection, batch.Changes, cancellationToken);
            var count = batch.Changes.Where(change => exchanged.Contains(change.Before.ConnectionId)).Sum(change => Changed(change.Before, change.After));
            await RotationStore.AdvanceAsync(connection, rotation, after, count, batch.Failed, batch.Error, cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            done += count;
            failed += batch.Failed;
            conflicts += batch.Changes.Count - exchanged.Count;
        }

        return (done, failed, conflicts);
    }

    private void Reseal(SealedRow row, Batch batch)
    {
        var after = new Dictionary<string, string>(row.Settings, StringComparer.Ordinal);
        foreach (var (name, cipher) in row.Settings.Where(setting => sealer.IsOutdated(setting.Value)))
        {
            try
            {
                after[name] = sealer.Seal(row.ConnectionId, name, sealer.Unseal(row.ConnectionId, name, cipher));
            }
            catch (CredentialsUnreadableException exception)
            {
                batch.Failed++;
                batch.Error = exception.Message;
                Log.Left(logger, row.ConnectionId, exception.Message);
            }
        }

        if (Changed(row, after) > 0)
            batch.Changes.Add((row, row with { Settings = after }));
    }

    private async Task<long> OutdatedAsync(CancellationToken cancellationToken)
    {
        var current = ring.CurrentKeyId;
        return (await settings.CountByKeyAsync(cancellationToken)).Where(count => count.Key != current).Sum(count => count.Value);
    }

    private static int Changed(SealedRow before, SealedRow after) => Changed(before, after.Settings);

    private static int Changed(SealedRow before, Dictionary<string, string> after) =>
        before.Settings.Count(setting => !string.Equals(setting.Value, after[setting.Key], StringComparison.Ordinal));

    private sealed class Batch
    {
        public List<(SealedRow Before, SealedRow After)> Changes { get; } = [];

        public long Failed { get; set; }

        public string? Error { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Credentials of connection {ConnectionId} were not sealed anew: {Reason}")]
        public static partial void Left(ILogger logger, string connectionId, string reason);
    }
}
