using Npgsql;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Contracts.Access;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Resolving;

/// <summary>What a machine's key opens. Records by the way when and from where it was used.</summary>
internal sealed partial class KeyGrants(NpgsqlDataSource database, TimeProvider time, ILogger<KeyGrants> logger)
{
    private const string Find = """
        SELECT key.key_id, key.name, key.organization_id, key.permissions, key.is_whole, key.expires_at, hotel.hotel_id, hotel.slug
        FROM api_key key
        LEFT JOIN hotel ON hotel.organization_id = key.organization_id
            AND (key.is_whole OR EXISTS (SELECT FROM api_key_hotel own WHERE own.key_id = key.key_id AND own.hotel_id = hotel.hotel_id))
        WHERE key.key_hash = $1 AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > $2)
        ORDER BY hotel.hotel_id
        """;

    // A minute's exactness: the gateway asks every few seconds, and a row a question would be rewritten all day.
    private const string Note = """
        UPDATE api_key SET last_used_at = $2, last_used_from = $3
        WHERE key_id = $1 AND (last_used_at IS NULL OR last_used_at < $2 - interval '1 minute' OR last_used_from IS DISTINCT FROM $3)
        """;

    private const string NoteAddress = """
        WITH noted AS (
            INSERT INTO api_key_address (key_id, organization_id, address, first_used_at)
            SELECT $1, $2, $3, $4
            WHERE NOT EXISTS (SELECT FROM api_key_address WHERE key_id = $1 AND address = $3)
            ON CONFLICT DO NOTHING
            RETURNING key_id)
        INSERT INTO audit_intake (entry_id, document) SELECT $5, $6 FROM noted
        """;

    public async Task<AccessGrant?> FindAsync(byte[] hash, string? address, CancellationToken cancellationToken)
    {
        if (await ReadAsync(hash, cancellationToken) is not { } grant)
            return null;
        await NoteUseAsync(grant, address, cancellationToken);
        return grant;
    }

    private async Task<AccessGrant?> ReadAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime });

        AccessGrant? grant = null;
        List<HotelGrant> hotels = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var permissions = await reader.GetFieldValueAsync<string[]>(3, cancellationToken);
            grant ??= new AccessGrant
            {
                Kind = "ApiKey",
                Id = reader.GetString(0),
                Subject = reader.GetString(1),
                OrganizationId = reader.GetString(2),
                OrganizationPermissions = reader.GetBoolean(4) ? permissions : [],
                ExpiresAt = await reader.IsDBNullAsync(5, cancellationToken) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(5, cancellationToken),
                Hotels = hotels,
            };
            if (!await reader.IsDBNullAsync(6, cancellationToken))
                hotels.Add(new HotelGrant { HotelId = reader.GetString(6), Slug = reader.GetString(7), Permissions = permissions });
        }

        return grant;
    }

    private async Task NoteUseAsync(AccessGrant grant, string? address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Note)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = grant.Id },
                new NpgsqlParameter<DateTime> { TypedValue = now },
                new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = (object?)address ?? DBNull.Value },
            },
        });
        if (address is not null)
        {
            var intake = AuditIntake.Of(NewAddressOf(grant, address, time.GetUtcNow()));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(NoteAddress)
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = grant.Id },
                    new NpgsqlParameter<string> { TypedValue = grant.OrganizationId },
                    new NpgsqlParameter<string> { TypedValue = address },
                    new NpgsqlParameter<DateTime> { TypedValue = now },
                    new NpgsqlParameter<Guid> { TypedValue = intake.EntryId },
                    new NpgsqlParameter { Value = intake.Document, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Json },
                },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (address is not null && batch.BatchCommands[1].RecordsAffected > 0)
            Log.NewAddress(logger, grant.Id, address);
    }

    private static AuditEntry NewAddressOf(AccessGrant grant, string address, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OccurredAt = now,
        Actor = new AuditActor(nameof(CallerKind.ApiKey), grant.Id, grant.Subject),
        Action = "key.used-from-new-address",
        Target = $"key {grant.Id}",
        OrganizationId = grant.OrganizationId,
        Address = address,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Key {Key} is used from a new address, {Address}")]
        public static partial void NewAddress(ILogger logger, string key, string address);
    }
}
