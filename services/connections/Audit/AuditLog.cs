using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Audit;

namespace PmsPlatform.Connections.Audit;

/// <summary>Puts on record what is not a change of a row of ours: sign-ins, trials, what other services tell. Returns when it is committed.</summary>
internal sealed class AuditLog(NpgsqlDataSource database)
{
    // The organisation of a hotel is known here only.
    private const string Sql = """
        INSERT INTO audit_intake (entry_id, document)
        SELECT entry_id, CASE WHEN document ->> 'organizationId' IS NULL AND hotel.organization_id IS NOT NULL
            THEN (document::jsonb || jsonb_build_object('organizationId', hotel.organization_id))::json ELSE document END
        FROM unnest($1::uuid[], $2::json[]) WITH ORDINALITY AS told (entry_id, document, place)
        LEFT JOIN hotel ON hotel.hotel_id = document ->> 'hotelId'
        ORDER BY place
        ON CONFLICT DO NOTHING
        """;

    public Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken) => WriteAsync([entry], cancellationToken);

    /// <summary>Entries that are on record already stay as they are.</summary>
    public async Task WriteAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var rows = entries.Select(AuditIntake.Of).ToList();
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. rows.Select(row => row.EntryId)] });
        command.Parameters.Add(new NpgsqlParameter { Value = rows.Select(row => row.Document).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
