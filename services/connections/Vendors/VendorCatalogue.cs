using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Vendors;

/// <summary>What the connectors said of their vendors when they last started. Kept: a connection can be set up while its connector is down.</summary>
internal sealed class VendorCatalogue(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The vendor; null when no connector of it has ever run here.</summary>
    public async Task<VendorReport?> FindAsync(string vendor, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT report::text FROM vendor WHERE vendor = $1");
        command.Parameters.Add(new() { Value = vendor });
        return await command.ExecuteScalarAsync(cancellationToken) is string report ? Read(report) : null;
    }

    /// <summary>All vendors by slug.</summary>
    public async Task<IReadOnlyList<VendorReport>> AllAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT report::text FROM vendor ORDER BY vendor");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<VendorReport> reports = [];
        while (await reader.ReadAsync(cancellationToken))
            reports.Add(Read(reader.GetString(0)));
        return reports;
    }

    public async Task KeepAsync(VendorReport report, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO vendor AS v (vendor, report, changed_at) VALUES ($1, $2, $3)
            ON CONFLICT (vendor) DO UPDATE SET report = excluded.report, changed_at = excluded.changed_at WHERE v.report IS DISTINCT FROM excluded.report
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = report.Slug });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(report, ContractsJson.Default.VendorReport), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static VendorReport Read(string report) => JsonSerializer.Deserialize(report, ContractsJson.Default.VendorReport)!;
}
