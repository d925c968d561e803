using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Audit;

/// <summary>What people did here and is to go on record in the registry: kept beside what they did, until the registry has it.</summary>
internal sealed class AuditNotes(NpgsqlDataSource database, HotelScope scope)
{
    /// <summary>Keeps an entry of what a caller did by itself, where what it is about changes nothing.</summary>
    public Task AddAsync(CallerIdentity caller, AuditEntry entry, CancellationToken cancellationToken) =>
        scope.RunAsync(caller, "INSERT INTO audit_note (entry) VALUES ($1)", [Parameter(entry)], cancellationToken);

    /// <summary>The oldest entries, each with its number.</summary>
    public async Task<List<(long Number, AuditEntry Entry)>> OldestAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT sequence, entry::text FROM audit_note ORDER BY sequence LIMIT $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var notes = new List<(long, AuditEntry)>();
        while (await reader.ReadAsync(cancellationToken))
            notes.Add((reader.GetInt64(0), JsonSerializer.Deserialize(reader.GetString(1), ContractsJson.Default.AuditEntry)!));
        return notes;
    }

    /// <summary>The registry has them.</summary>
    public async Task RemoveAsync(IEnumerable<long> numbers, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM audit_note WHERE sequence = ANY ($1)");
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. numbers] });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>For statements that write an entry together with what it is about.</summary>
    public static NpgsqlParameter Parameter(AuditEntry entry) =>
        new() { Value = JsonSerializer.Serialize(entry, ContractsJson.Default.AuditEntry), NpgsqlDbType = NpgsqlDbType.Json };

    /// <summary>The same for several.</summary>
    public static NpgsqlParameter Parameter(IEnumerable<AuditEntry> entries) => new()
    {
        Value = entries.Select(entry => JsonSerializer.Serialize(entry, ContractsJson.Default.AuditEntry)).ToArray(),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json,
    };
}
