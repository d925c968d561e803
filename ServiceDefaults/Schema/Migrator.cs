using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PmsPlatform.ServiceDefaults.Schema;

/// <summary>Applies the scripts a database has not seen yet, one transaction each, and refuses a database that does not fit.</summary>
internal sealed partial class Migrator(NpgsqlDataSource database, SchemaPlan plan, TimeProvider time, ILogger<Migrator> logger)
{
    /// <summary>How long the database may take to come up, all tries together.</summary>
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await ApplyAllAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException exception) when (IsComingUp(exception) && time.GetElapsedTime(started) < MostWait)
            {
                Log.DatabaseNotUp(logger, plan.Schema, exception.GetType().Name, pause);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private async Task ApplyAllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var isChanged = false;
        while (await ApplyNextAsync(connection, cancellationToken) is { } applied)
        {
            isChanged = true;
            Log.Applied(logger, plan.Schema, applied.Script.ToString(), applied.Time);
        }

        // The data source has read the types of the database as it was before.
        if (isChanged)
            await connection.ReloadTypesAsync(cancellationToken);
    }

    /// <summary>Applies the first script that is not recorded yet; null when there is none.</summary>
    private async Task<(SchemaScript Script, TimeSpan Time)?> ApplyNextAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var history = new SchemaHistory(connection, plan);

        // Whoever waits here finds what the other replica has recorded meanwhile.
        await history.LockAsync(cancellationToken);
        await history.EnsureAsync(cancellationToken);
        var next = SchemaHistory.Next(plan, await history.ReadAsync(cancellationToken));
        if (next is null)
        {
            await transaction.CommitAsync(cancellationToken);
            return null;
        }

        var clock = Stopwatch.StartNew();
        await RunScriptAsync(connection, next, cancellationToken);
        await history.RecordAsync(next, clock.Elapsed, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (next, clock.Elapsed);
    }

    private async Task RunScriptAsync(NpgsqlConnection connection, SchemaScript script, CancellationToken cancellationToken)
    {
        // An index on a large table takes longer than any request may.
        await using var command = new NpgsqlCommand(script.Sql, connection) { CommandTimeout = 0 };
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (!exception.IsTransient && !IsComingUp(exception))
        {
            var line = exception.Position > 0 && exception.Position <= script.Sql.Length ? script.Sql.AsSpan(0, exception.Position).Count('\n') + 1 : 0;
            throw new SchemaException(
                string.Create(CultureInfo.InvariantCulture, $"{plan.Schema}: {script} failed with {exception.SqlState} at line {line} ")
                + $"({exception.MessageText}); nothing of it was kept.",
                exception);
        }
    }

    // A database that an orchestrator is about to create does not exist at first.
    private static bool IsComingUp(NpgsqlException exception) =>
        exception.SqlState is PostgresErrorCodes.InvalidCatalogName || TransientFaults.Is(exception);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Schema}: applied {Script} in {Time}")]
        public static partial void Applied(ILogger logger, string schema, string script, TimeSpan time);

        [LoggerMessage(2, LogLevel.Warning, "{Schema}: the database is not up yet ({Fault}); asking again in {Pause}")]
        public static partial void DatabaseNotUp(ILogger logger, string schema, string fault, TimeSpan pause);
    }
}
