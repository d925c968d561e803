using System.Globalization;
using Npgsql;

namespace PmsPlatform.ServiceDefaults.Schema;

/// <summary>One row of the history table.</summary>
internal sealed record AppliedScript(int Number, string Name, string Checksum, DateTime AppliedAt);

/// <summary>The table <c>schema_history</c> within one transaction.</summary>
internal sealed class SchemaHistory(NpgsqlConnection connection, SchemaPlan plan)
{
    /// <summary>Holds every other migrator of this schema off until the transaction ends.</summary>
    public async Task LockAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('pms.migrations.' || $1, 0))", connection)
        {
            Parameters = { new() { Value = plan.Schema } },
            CommandTimeout = 0,
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The name was checked to be a plain identifier when the plan was made.
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SET LOCAL client_min_messages = warning;
            CREATE SCHEMA IF NOT EXISTS "{plan.Schema}";
            SET LOCAL search_path = "{plan.Schema}", public;
            CREATE TABLE IF NOT EXISTS "{plan.Schema}".schema_history (
                number      integer     PRIMARY KEY,
                name        text        NOT NULL,
                checksum    text        NOT NULL,
                applied_at  timestamptz NOT NULL DEFAULT now(),
                duration    interval    NOT NULL
            );
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<AppliedScript>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""SELECT number, name, checksum, applied_at FROM "{plan.Schema}".schema_history ORDER BY number""", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<AppliedScript> applied = [];
        while (await reader.ReadAsync(cancellationToken))
            applied.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetDateTime(3)));
        return applied;
    }

    public async Task RecordAsync(SchemaScript script, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""INSERT INTO "{plan.Schema}".schema_history (number, name, checksum, duration) VALUES ($1, $2, $3, $4)""", connection)
        {
            Parameters = { new() { Value = script.Number }, new() { Value = script.Name }, new() { Value = script.Checksum }, new() { Value = duration } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The script to apply next. Throws <see cref="SchemaException"/> when history and plan contradict each other.</summary>
    public static SchemaScript? Next(SchemaPlan plan, IReadOnlyList<AppliedScript> history)
    {
        var scripts = plan.Scripts.ToDictionary(script => script.Number);
        foreach (var applied in history)
        {
            var label = string.Create(CultureInfo.InvariantCulture, $"{applied.Number:0000}_{applied.Name}.sql");
            if (!scripts.Remove(applied.Number, out var script))
            {
                throw new SchemaException(
                    string.Create(CultureInfo.InvariantCulture, $"{plan.Schema}: {label}, applied {applied.AppliedAt:u}, is missing from this build. ")
                    + "A newer build has changed the schema: start that one, or put the script back.");
            }

            if (!string.Equals(script.Name, applied.Name, StringComparison.Ordinal)
                || !string.Equals(script.Checksum, applied.Checksum, StringComparison.Ordinal))
            {
                throw new SchemaException(
                    string.Create(CultureInfo.InvariantCulture, $"{plan.Schema}: {script} was edited or renamed after it was applied ")
                    + string.Create(CultureInfo.InvariantCulture, $"as {label} at {applied.AppliedAt:u}. ")
                    + "Restore it and put the change into a new script.");
            }
        }

        var next = scripts.Values.MinBy(script => script.Number);
        if (next is not null && history.Count > 0 && next.Number < history[^1].Number)
        {
            throw new SchemaException(string.Create(CultureInfo.InvariantCulture,
                $"{plan.Schema}: {next} is new but {history[^1].Number:0000} is already applied. Give it the next free number."));
        }

        return next;
    }
}
