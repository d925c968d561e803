using Npgsql;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// The database on behalf of a caller: in a role that row-level security binds, for the hotels of the caller's verified identity. Statements name the hotels
/// as well; one that forgets to still shows and changes nothing of others. Added with <see cref="Database.AddHotelScope"/>. Safe for use from many threads.
/// </summary>
/// <remarks>
/// Role and hotels end with the transaction, and a batch is one: whoever uses the pooled connection next is not bound. The schema's scripts make the role,
/// grant it what callers need, and give each table a policy that compares its hotel with the setting <c>pms.hotels</c>, one hotel a line.
/// </remarks>
/// <param name="database">The service's database.</param>
/// <param name="role">The role that the schema's scripts make for callers. The service's own user must be a member of it.</param>
public sealed class HotelScope(NpgsqlDataSource database, string role)
{
    private const string Bind = "SELECT set_config('role', $1, true), set_config('pms.hotels', $2, true)";

    /// <summary>The first command of a batch whose other commands are for the caller. Its one row is to be skipped.</summary>
    /// <param name="caller">Whose hotels count; without any nothing is shown.</param>
    public NpgsqlBatchCommand BindingTo(CallerIdentity caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new NpgsqlBatchCommand(Bind)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = role }, new NpgsqlParameter<string> { TypedValue = string.Join('\n', caller.HotelIds) } },
        };
    }

    /// <summary>Binds the rest of a transaction to the caller.</summary>
    /// <param name="transaction">Open, on the same database.</param>
    /// <param name="caller">Whose hotels count.</param>
    /// <param name="cancellationToken">Stops it; the transaction is of no more use then.</param>
    public async Task EnterAsync(NpgsqlTransaction transaction, CallerIdentity caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { BindingTo(caller) } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Carries out a statement for the caller, in one round trip.</summary>
    /// <param name="caller">Whose hotels count.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="parameters">Its positional parameters.</param>
    /// <param name="row">Reads one row.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The rows it gives; what it writes is committed.</returns>
    /// <exception cref="PostgresException">
    /// Among others <see cref="PostgresErrorCodes.InsufficientPrivilege"/>: the statement reaches what callers do not, or writes for a hotel that is not the caller's.
    /// </exception>
    public Task<IReadOnlyList<T>> RunAsync<T>(
        CallerIdentity caller, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return RunAsync(caller, [command], row, cancellationToken);
    }

    /// <summary>Carries out a statement that gives no rows.</summary>
    /// <inheritdoc cref="RunAsync{T}(CallerIdentity, string, NpgsqlParameter[], Func{NpgsqlDataReader, T}, CancellationToken)"/>
    public Task RunAsync(CallerIdentity caller, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) =>
        RunAsync(caller, sql, parameters, static _ => true, cancellationToken);

    /// <summary>Carries out statements for the caller, in their order, in one transaction and one round trip.</summary>
    /// <returns>The rows that any of them gives.</returns>
    /// <inheritdoc cref="RunAsync{T}(CallerIdentity, string, NpgsqlParameter[], Func{NpgsqlDataReader, T}, CancellationToken)"/>
    public async Task<IReadOnlyList<T>> RunAsync<T>(
        CallerIdentity caller, IReadOnlyList<NpgsqlBatchCommand> commands, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(row);

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(BindingTo(caller));
        foreach (var command in commands)
            batch.BatchCommands.Add(command);

        // To the end: only there is known that the transaction was committed.
        List<T> rows = [];
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.NextResultAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>The caller's hotels as a parameter, for <c>hotel_id = ANY (…)</c>.</summary>
    public static NpgsqlParameter HotelsOf(CallerIdentity caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new NpgsqlParameter<string[]> { TypedValue = [.. caller.HotelIds] };
    }
}
