using Npgsql;

namespace PmsPlatform.TestKit;

/// <summary>Asks a schema which of its tables row-level security leaves open: what is listed here was forgotten.</summary>
/// <param name="database">Asked as owner.</param>
/// <param name="schema">The schema's name.</param>
public sealed class RowSecurity(NpgsqlDataSource database, string schema)
{
    /// <summary>Tables with one of these columns and without row-level security, or with it and without any policy. A partition is reached through its table only.</summary>
    /// <param name="columns">By which a table is known to hold a tenant's rows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<IReadOnlyList<string>> UnguardedAsync(string[] columns, CancellationToken cancellationToken) => ListAsync(
        """
        SELECT DISTINCT c.relname::text
        FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = ANY ($2) AND NOT a.attisdropped
        WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))
        ORDER BY 1
        """,
        columns,
        cancellationToken);

    /// <summary>Tables without row-level security of which a role may read or change something.</summary>
    /// <param name="role">The role that callers are bound to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<IReadOnlyList<string>> OpenToAsync(string role, CancellationToken cancellationToken) => ListAsync(
        """
        SELECT relname::text FROM pg_class
        WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p') AND NOT relrowsecurity
          AND (has_table_privilege($2, oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege($2, oid, 'SELECT, INSERT, UPDATE'))
        ORDER BY 1
        """,
        role,
        cancellationToken);

    /// <summary>What a role may do, as in <c>inbox: SELECT, UPDATE</c>, columns' privileges included, by table.</summary>
    /// <param name="role">The role that callers are bound to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<IReadOnlyList<string>> PrivilegesOfAsync(string role, CancellationToken cancellationToken) => ListAsync(
        """
        SELECT relname || ': ' || string_agg(privilege, ', ' ORDER BY place)
        FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) WITH ORDINALITY AS may (privilege, place)
        WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p')
          AND CASE privilege WHEN 'DELETE' THEN has_table_privilege($2, oid, privilege) ELSE has_any_column_privilege($2, oid, privilege) END
        GROUP BY relname
        ORDER BY relname
        """,
        role,
        cancellationToken);

    private async Task<IReadOnlyList<string>> ListAsync(string sql, object value, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = schema });
        command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> found = [];
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetString(0));
        return found;
    }
}
