using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>
/// The vendor's last answers: in memory for speed, in the database for restarts and other replicas. In the database question and answer are unreadable
/// without the data key. A database that is away costs the cache its memory of older things and nothing else.
/// </summary>
internal sealed partial class ReadCache : IDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly HotelScope _scope;
    private readonly PersonalDataProtector _protector;
    private readonly ILogger<ReadCache> _logger;
    private readonly MemoryCache _memory;

    public ReadCache(NpgsqlDataSource database, HotelScope scope, PersonalDataProtector protector, ReadOptions options, ILogger<ReadCache> logger)
    {
        (_database, _scope, _protector, _logger) = (database, scope, protector, logger);
        _memory = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.MemoryBytes, CompactionPercentage = 0.2 });
    }

    /// <summary>What memory holds; null when it holds nothing.</summary>
    public ReadEntry? Remembered(string key) => _memory.Get<ReadEntry>(key);

    /// <summary>What is kept, the newer one of memory and database; null when nothing is.</summary>
    public async Task<ReadEntry?> FindAsync(CallerIdentity caller, BoundConnection connection, ReadQuestion question, string key, CancellationToken cancellationToken)
    {
        var remembered = Remembered(key);
        try
        {
            var kept = await ReadAsync(caller, connection, Fingerprint(connection, question), cancellationToken);
            if (kept is null || kept.FetchedAt <= remembered?.FetchedAt)
                return remembered;
            Remember(key, kept);
            return kept;
        }
        catch (Exception error) when (error is NpgsqlException or CryptographicException or TimeoutException)
        {
            Log.Unreadable(_logger, connection.Id, error);
            return remembered;
        }
    }

    /// <summary>Takes an answer into memory.</summary>
    public void Remember(string key, ReadEntry entry) =>
        _memory.Set(key, entry, new MemoryCacheEntryOptions { Size = entry.Json.Length + (2 * key.Length) + 256 });

    /// <summary>Stores an answer. A later one is not overwritten.</summary>
    public async Task StoreAsync(BoundConnection connection, ReadQuestion question, ReadEntry entry, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO read_cache AS kept (connection_id, hotel_id, question, payload, fetched_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (connection_id, question) DO UPDATE
            SET hotel_id = excluded.hotel_id, payload = excluded.payload, fetched_at = excluded.fetched_at
            WHERE kept.fetched_at < excluded.fetched_at
            """;
        var fingerprint = Fingerprint(connection, question);
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connection.Id });
        command.Parameters.Add(new() { Value = connection.Hotel.Id });
        command.Parameters.Add(new() { Value = fingerprint });
        command.Parameters.Add(new() { Value = _protector.Protect(entry.Json, ContextOf(connection, fingerprint)) });
        command.Parameters.Add(new() { Value = entry.FetchedAt.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Drops an answer: the vendor no longer has the record.</summary>
    public async Task ForgetAsync(BoundConnection connection, ReadQuestion question, string key, CancellationToken cancellationToken)
    {
        _memory.Remove(key);
        await using var command = _database.CreateCommand("DELETE FROM read_cache WHERE connection_id = $1 AND question = $2");
        command.Parameters.Add(new() { Value = connection.Id });
        command.Parameters.Add(new() { Value = Fingerprint(connection, question) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Drops from memory every answer of a connection that was fetched until an instant.</summary>
    public void Forget(string connectionId, DateTimeOffset until)
    {
        var prefix = connectionId + "\n";
        foreach (var key in _memory.Keys.OfType<string>().Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToList())
        {
            if (Remembered(key)?.FetchedAt <= until)
                _memory.Remove(key);
        }
    }

    /// <summary>Deletes what is too old to be used.</summary>
    public async Task<int> DeleteOlderAsync(DateTimeOffset than, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("DELETE FROM read_cache WHERE fetched_at < $1");
        command.Parameters.Add(new() { Value = than.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public void Dispose() => _memory.Dispose();

    private async Task<ReadEntry?> ReadAsync(CallerIdentity caller, BoundConnection connection, byte[] fingerprint, CancellationToken cancellationToken)
    {
        var found = await _scope.RunAsync(
            caller,
            "SELECT payload, fetched_at FROM read_cache WHERE connection_id = $1 AND question = $2 AND hotel_id = $3",
            [new() { Value = connection.Id }, new() { Value = fingerprint }, new() { Value = connection.Hotel.Id }],
            row => new ReadEntry(_protector.Unprotect(row.GetFieldValue<byte[]>(0), ContextOf(connection, fingerprint)), row.GetFieldValue<DateTimeOffset>(1)),
            cancellationToken);
        return found.SingleOrDefault();
    }

    private byte[] Fingerprint(BoundConnection connection, ReadQuestion question) => _protector.BlindIndex(connection.Hotel.Id, "read", $"{connection.Id}\n{question.Text}");

    /// <summary>Binds an answer to its row: one that is moved to another question cannot be opened there.</summary>
    private static byte[] ContextOf(BoundConnection connection, byte[] fingerprint) => [.. Encoding.UTF8.GetBytes($"{connection.Hotel.Id}\n{connection.Id}\n"), .. fingerprint];

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The kept answers of {ConnectionId} cannot be read")]
        public static partial void Unreadable(ILogger logger, string connectionId, Exception error);
    }
}
