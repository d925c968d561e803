using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Keys;

namespace PmsPlatform.Connections.Credentials;

/// <summary>A rotation as its row has it.</summary>
internal sealed record Rotation(KeyRotationView View, DateTimeOffset? ActivatesAt, string After);

/// <summary>Table <c>key_rotation</c>.</summary>
internal sealed class RotationStore(NpgsqlDataSource database, TimeProvider time)
{
    private const string Columns =
        "rotation_id, state, is_ring, is_master, requested_by, requested_at, finished_at, key_id, activates_at, "
        + "rewrapped, done, total, failed, after, last_error";

    /// <summary>Writes a new rotation down, and on record who asked for it; null when another one goes on.</summary>
    public async Task<Rotation?> RequestAsync(bool ring, bool master, AuditEntry request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            WITH made AS (
                INSERT INTO key_rotation (rotation_id, state, is_ring, is_master, requested_by, requested_at)
                VALUES ($1, 'Running', $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING {Columns}),
            noted AS (INSERT INTO audit_intake (entry_id, document) SELECT $6, $7 FROM made)
            SELECT {Columns} FROM made
            """);
        var intake = AuditIntake.Of(request);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(time.GetUtcNow()) });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = ring });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = master });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Actor.Name });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = intake.EntryId });
        command.Parameters.Add(new NpgsqlParameter { Value = intake.Document, NpgsqlDbType = NpgsqlDbType.Json });
        return await ReadOneAsync(command, cancellationToken);
    }

    /// <summary>The rotation that goes on, else the last one; null when there was none.</summary>
    public async Task<Rotation?> LatestAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {Columns} FROM key_rotation ORDER BY state = 'Running' DESC, requested_at DESC LIMIT 1");
        return await ReadOneAsync(command, cancellationToken);
    }

    public Task SetKeyAsync(Guid rotation, Guid key, DateTimeOffset activatesAt, CancellationToken cancellationToken) =>
        UpdateAsync("key_id = $2, activates_at = $3", rotation, cancellationToken, new NpgsqlParameter<Guid> { TypedValue = key }, Instant(activatesAt));

    public Task AddRewrappedAsync(Guid rotation, long count, CancellationToken cancellationToken) =>
        UpdateAsync("rewrapped = rewrapped + $2", rotation, cancellationToken, Number(count));

    public Task SetTotalAsync(Guid rotation, long total, CancellationToken cancellationToken) =>
        UpdateAsync("total = coalesce(total, $2)", rotation, cancellationToken, Number(total));

    /// <summary>Begins a pass over all connections: failures are counted anew.</summary>
    public Task BeginPassAsync(Guid rotation, CancellationToken cancellationToken) => UpdateAsync("after = '', failed = 0", rotation, cancellationToken);

    public Task SetErrorAsync(Guid rotation, string error, CancellationToken cancellationToken) =>
        UpdateAsync("last_error = $2", rotation, cancellationToken, new NpgsqlParameter<string> { TypedValue = error });

    public Task CompleteAsync(Guid rotation, long failed, CancellationToken cancellationToken) =>
        UpdateAsync("state = 'Completed', finished_at = $2, failed = $3", rotation, cancellationToken, Instant(time.GetUtcNow()), Number(failed));

    /// <summary>How far a pass has come, in the transaction that changes the credentials.</summary>
    public static async Task AdvanceAsync(
        NpgsqlConnection connection, Guid rotation, string after, long done, long failed, string? error, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE key_rotation SET after = $2, done = done + $3, failed = failed + $4, last_error = coalesce($5, last_error)
            WHERE rotation_id = $1
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = rotation });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
        command.Parameters.Add(Number(done));
        command.Parameters.Add(Number(failed));
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task UpdateAsync(string change, Guid rotation, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        await using var command = database.CreateCommand($"UPDATE key_rotation SET {change} WHERE rotation_id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = rotation });
        command.Parameters.AddRange(values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<Rotation?> ReadOneAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    private static Rotation Read(NpgsqlDataReader reader) => new(
        new KeyRotationView
        {
            Id = reader.GetGuid(0),
            State = Enum.Parse<KeyRotationState>(reader.GetString(1)),
            Ring = reader.GetBoolean(2),
            Master = reader.GetBoolean(3),
            RequestedBy = reader.GetString(4),
            RequestedAt = reader.GetFieldValue<DateTimeOffset>(5),
            FinishedAt = reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
            KeyId = reader.IsDBNull(7) ? null : reader.GetGuid(7),
            Rewrapped = reader.GetInt64(9),
            Done = reader.GetInt64(10),
            Total = reader.IsDBNull(11) ? null : reader.GetInt64(11),
            Failed = reader.GetInt64(12),
            LastError = reader.IsDBNull(14) ? null : reader.GetString(14),
        },
        reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8),
        reader.GetString(13));

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTimeOffset> Instant(DateTimeOffset value) => new() { TypedValue = value };
}
