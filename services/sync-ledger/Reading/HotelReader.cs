using Npgsql;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.SyncLedger.Reading;

/// <summary>
/// Asks the database on behalf of a caller: in a role that row-level security binds, for the caller's hotels only. Statements name the hotels as well;
/// one that forgets to still shows nothing of others.
/// </summary>
internal sealed class HotelReader(NpgsqlDataSource database)
{
    // Both settings end with the transaction, which a batch is.
    private const string Bind = "SELECT set_config('role', 'pms_ledger_reader', true), set_config('pms.hotels', $1, true)";

    public async Task<List<T>> ReadAsync<T>(
        CallerIdentity caller, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var query = new NpgsqlBatchCommand(sql);
        query.Parameters.AddRange(parameters);

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Bind) { Parameters = { Parameter.Text(string.Join('\n', caller.HotelIds)) } });
        batch.BatchCommands.Add(query);

        List<T> rows = [];
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(row(reader));
        return rows;
    }

    public static NpgsqlParameter HotelsOf(CallerIdentity caller) => Parameter.Texts([.. caller.HotelIds]);
}
