using Npgsql;

namespace PmsPlatform.Connections.Tests.Credentials;

/// <summary>The table in which every service keeps what it read from the registry.</summary>
internal static class FeedCopyTable
{
    public static async Task MakeAsync(string database, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "CREATE TABLE feed_copy (kind text PRIMARY KEY, revision bigint NOT NULL, document text NOT NULL, received_at timestamptz NOT NULL)");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
