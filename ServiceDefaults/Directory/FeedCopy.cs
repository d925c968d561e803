using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.ServiceDefaults.Directory;

/// <summary>
/// The last answer of a feed in the service's own database, table <c>feed_copy(kind, revision, document, received_at)</c>: with it the service starts and
/// goes on while the registry is down. Credentials in it are cipher texts.
/// </summary>
internal sealed partial class FeedCopy(NpgsqlDataSource database, ILogger<FeedCopy> logger)
{
    /// <summary>The copy; null when there is none, or none that this build can read.</summary>
    public async Task<FeedAnswer<T>?> ReadAsync<T>(string kind, JsonTypeInfo<FeedAnswer<T>> type, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT document FROM feed_copy WHERE kind = $1");
        command.Parameters.Add(new() { Value = kind });
        if (await command.ExecuteScalarAsync(cancellationToken) is not string document)
            return null;

        try
        {
            return JsonSerializer.Deserialize(document, type);
        }
        catch (JsonException)
        {
            Log.Unreadable(logger, kind);
            return null;
        }
    }

    public async Task KeepAsync<T>(string kind, FeedAnswer<T> answer, JsonTypeInfo<FeedAnswer<T>> type, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO feed_copy AS c (kind, revision, document, received_at) VALUES ($1, $2, $3, now())
            ON CONFLICT (kind) DO UPDATE SET revision = excluded.revision, document = excluded.document, received_at = excluded.received_at
            WHERE c.document IS DISTINCT FROM excluded.document
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = answer.Revision });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(answer, type) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The kept copy of {Kind} cannot be read by this build; the registry is asked")]
        public static partial void Unreadable(ILogger logger, string kind);
    }
}
