using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Verifications;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Verification;

/// <summary>A part of a verification that a process has taken on.</summary>
internal sealed record VerificationClaim(Guid Id, EntityKind Entity, string ConnectionId, int Attempts);

/// <summary>Verifications asked for, going on and done. Asked for is a row, so that a crash forgets none.</summary>
internal sealed class VerificationStore(NpgsqlDataSource database, HotelScope scope, VerificationOptions options, ConnectorDescriptor descriptor, TimeProvider time)
{
    /// <summary>How many differences are kept.</summary>
    public const int MostDifferences = 500;

    private const string Columns =
        "id, entity, connection_id, hotel_id, state, started_at, checked_at, total, equal, differing, vendor_calls, differences::text, reason";

    /// <summary>How long a claim lasts unless it is renewed.</summary>
    public static readonly TimeSpan ClaimLength = TimeSpan.FromSeconds(20);

    /// <summary>Queues a verification of some kinds, or gives the id of the one of the same kinds that waits already.</summary>
    public async Task<Guid> EnqueueAsync(
        CallerIdentity caller, string connectionId, string hotelId, IEnumerable<EntityKind> entities, CancellationToken cancellationToken)
    {
        const string sql = """
            WITH same AS (
                SELECT id FROM verification WHERE connection_id = $2 AND state IN ('Queued', 'Running')
                GROUP BY id HAVING array_agg(entity ORDER BY entity) = $4 AND bool_and(state = 'Queued')
                LIMIT 1
            ), old AS (
                DELETE FROM verification WHERE connection_id = $2 AND requested_at < clock_timestamp() - $5
            ), fresh AS (
                INSERT INTO verification (id, entity, connection_id, hotel_id)
                SELECT $1, entity, $2, $3 FROM unnest($4) AS wanted (entity)
                WHERE NOT EXISTS (SELECT FROM same)
                RETURNING id
            )
            SELECT id FROM fresh UNION ALL SELECT id FROM same LIMIT 1
            """;
        var ids = await scope.RunAsync(
            caller,
            sql,
            [
                new() { Value = Guid.CreateVersion7(time.GetUtcNow()) },
                new() { Value = connectionId },
                new() { Value = hotelId },
                new() { Value = entities.Select(entity => entity.ToString()).Order(StringComparer.Ordinal).ToArray() },
                new() { Value = options.KeepFor },
            ],
            row => row.GetGuid(0),
            cancellationToken);
        return ids.Single();
    }

    /// <summary>Takes the next part that nobody works on. Null when there is none.</summary>
    public async Task<VerificationClaim?> ClaimAsync(IReadOnlyCollection<string> connectionIds, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE verification
            SET state = 'Running', attempts = attempts + 1, started_at = clock_timestamp(), claimed_until = clock_timestamp() + $2
            WHERE (id, entity) = (
                SELECT id, entity FROM verification
                WHERE state IN ('Queued', 'Running') AND claimed_until < clock_timestamp() AND connection_id = ANY ($1)
                ORDER BY requested_at, entity
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING id, entity, connection_id, attempts
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connectionIds.ToArray() });
        command.Parameters.Add(new() { Value = ClaimLength });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new VerificationClaim(reader.GetGuid(0), Enum.Parse<EntityKind>(reader.GetString(1)), reader.GetString(2), reader.GetInt32(3))
            : null;
    }

    /// <summary>Keeps a claim from running out. False when somebody else has taken it on.</summary>
    public async Task<bool> RenewAsync(VerificationClaim claim, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE verification SET claimed_until = clock_timestamp() + $4 WHERE id = $1 AND entity = $2 AND attempts = $3 AND state = 'Running'");
        Name(command, claim);
        command.Parameters.Add(new() { Value = ClaimLength });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Gives a claim back without a result.</summary>
    public async Task ReleaseAsync(VerificationClaim claim, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE verification SET claimed_until = '-infinity', attempts = attempts - 1 WHERE id = $1 AND entity = $2 AND attempts = $3 AND state = 'Running'");
        Name(command, claim);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Keeps what a part came to.</summary>
    public async Task CompleteAsync(VerificationClaim claim, Comparison comparison, long vendorCalls, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE verification
            SET state = 'Completed', checked_at = clock_timestamp(), total = $4, equal = $5, differing = $6, vendor_calls = $7, differences = $8, reason = NULL
            WHERE id = $1 AND entity = $2 AND attempts = $3 AND state = 'Running'
            """;
        IReadOnlyList<VerificationDifference> kept = [.. comparison.Differences.Take(MostDifferences)];
        await using var command = database.CreateCommand(sql);
        Name(command, claim);
        command.Parameters.Add(new() { Value = comparison.Total });
        command.Parameters.Add(new() { Value = comparison.Total - comparison.Differences.Count });
        command.Parameters.Add(new() { Value = (long)comparison.Differences.Count });
        command.Parameters.Add(new() { Value = vendorCalls });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(kept, ContractsJson.Default.IReadOnlyListVerificationDifference), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives a part up.</summary>
    public async Task FailAsync(VerificationClaim claim, string reason, long vendorCalls, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE verification SET state = 'Failed', checked_at = clock_timestamp(), vendor_calls = $4, reason = $5 WHERE id = $1 AND entity = $2 AND attempts = $3");
        Name(command, claim);
        command.Parameters.Add(new() { Value = vendorCalls });
        command.Parameters.Add(new() { Value = reason });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The parts of a verification; none when it is not there or another hotel's.</summary>
    public Task<IReadOnlyList<VerificationResult>> FindAsync(CallerIdentity caller, Guid id, CancellationToken cancellationToken) => scope.RunAsync(
        caller,
        $"SELECT {Columns} FROM verification WHERE id = $1 AND hotel_id = ANY ($2) ORDER BY entity",
        [new() { Value = id }, HotelScope.HotelsOf(caller)],
        Read,
        cancellationToken);

    /// <summary>The latest part that has ended of each connection and kind.</summary>
    public Task<IReadOnlyList<VerificationResult>> LatestAsync(CallerIdentity caller, int limit, CancellationToken cancellationToken) => scope.RunAsync(
        caller,
        $"""
        SELECT DISTINCT ON (connection_id, entity) {Columns} FROM verification
        WHERE hotel_id = ANY ($1) AND state IN ('Completed', 'Failed')
        ORDER BY connection_id, entity, requested_at DESC
        LIMIT $2
        """,
        [HotelScope.HotelsOf(caller), new() { Value = limit }],
        Read,
        cancellationToken);

    private static void Name(NpgsqlCommand command, VerificationClaim claim)
    {
        command.Parameters.Add(new() { Value = claim.Id });
        command.Parameters.Add(new() { Value = claim.Entity.ToString() });
        command.Parameters.Add(new() { Value = claim.Attempts });
    }

    private VerificationResult Read(NpgsqlDataReader row) => new()
    {
        VerificationId = row.GetGuid(0),
        Entity = Enum.Parse<EntityKind>(row.GetString(1)),
        ConnectionId = row.GetString(2),
        HotelId = row.GetString(3),
        Vendor = descriptor.Slug,
        State = Enum.Parse<VerificationState>(row.GetString(4)),
        StartedAt = row.GetFieldValue<DateTimeOffset?>(5),
        CheckedAt = row.GetFieldValue<DateTimeOffset?>(6),
        Total = row.GetInt64(7),
        Equal = row.GetInt64(8),
        Differing = row.GetInt64(9),
        VendorCalls = row.GetInt64(10),
        Differences = JsonSerializer.Deserialize(row.GetString(11), ContractsJson.Default.IReadOnlyListVerificationDifference)!,
        Reason = row.IsDBNull(12) ? null : row.GetString(12),
    };
}
