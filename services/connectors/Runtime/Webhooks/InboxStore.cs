using Npgsql;
using NpgsqlTypes;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Which form a delivery has.</summary>
internal enum InboxForm
{
    /// <summary>The vendor's own.</summary>
    Vendor,

    /// <summary>The vendor-neutral one.</summary>
    Neutral,
}

/// <summary>A delivery about to be kept; payload and headers are encrypted.</summary>
internal sealed record NewDelivery
{
    public required Guid Id { get; init; }

    public required string HotelId { get; init; }

    public required string ConnectionId { get; init; }

    public required InboxForm Form { get; init; }

    public required bool Named { get; init; }

    public required byte[] Key { get; init; }

    /// <summary>Until when the key counts; null for ever.</summary>
    public required DateTimeOffset? KeyUntil { get; init; }

    public required byte[] Payload { get; init; }

    public required byte[]? Headers { get; init; }

    public required int Size { get; init; }

    public required IReadOnlyCollection<string> BookingIds { get; init; }

    public required string CorrelationId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }
}

/// <summary>Keeps deliveries, those that arrive together in one commit.</summary>
internal sealed class InboxStore
{
    private const int MostTogether = 512;

    /// <summary>Parts a list within a text; no id holds it.</summary>
    private const char Separator = '\u001f';

    private readonly NpgsqlDataSource _database;
    private readonly InboxOptions _options;
    private readonly TimeProvider _time;
    private readonly GroupCommit<NewDelivery, bool> _commits;

    public InboxStore(NpgsqlDataSource database, InboxOptions options, TimeProvider time)
    {
        (_database, _options, _time) = (database, options, time);
        _commits = new GroupCommit<NewDelivery, bool>(MostTogether, WriteAsync);
    }

    /// <summary>Returns when the delivery is committed; false when it was known already.</summary>
    public Task<bool> KeepAsync(NewDelivery delivery) => _commits.WriteAsync(delivery);

    private async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<NewDelivery> deliveries)
    {
        const string sql = """
            INSERT INTO inbox
                (id, hotel_id, connection_id, form, named, delivery_key, key_until, payload, headers, size, booking_ids, correlation_id,
                 received_at, queued_at, due_at)
            SELECT id, hotel_id, connection_id, form, named, delivery_key, key_until, payload, headers, size,
                coalesce(string_to_array(booking_ids, E'\x1f'), '{}'), correlation_id, received_at, received_at, due_at
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::bytea[], $7::timestamptz[], $8::bytea[], $9::bytea[], $10::int[],
                $11::text[], $12::text[], $13::timestamptz[], $14::timestamptz[])
                AS fresh (id, hotel_id, connection_id, form, named, delivery_key, key_until, payload, headers, size, booking_ids, correlation_id,
                    received_at, due_at)
            ON CONFLICT DO NOTHING
            RETURNING id
            """;
        using var patience = new CancellationTokenSource(_options.CommitTimeout, _time);
        await using var connection = await _database.OpenConnectionAsync(patience.Token);
        await using var command = new NpgsqlCommand(sql, connection);
        Add(command, deliveries.Select(delivery => delivery.Id));
        Add(command, deliveries.Select(delivery => delivery.HotelId));
        Add(command, deliveries.Select(delivery => delivery.ConnectionId));
        Add(command, deliveries.Select(delivery => delivery.Form.ToString()));
        Add(command, deliveries.Select(delivery => delivery.Named));
        Add(command, deliveries.Select(delivery => delivery.Key));
        Add(command, deliveries.Select(delivery => delivery.KeyUntil?.UtcDateTime), NpgsqlDbType.TimestampTz);
        Add(command, deliveries.Select(delivery => delivery.Payload));
        Add(command, deliveries.Select(delivery => delivery.Headers), NpgsqlDbType.Bytea);
        Add(command, deliveries.Select(delivery => delivery.Size));
        Add(command, deliveries.Select(TextOfIds), NpgsqlDbType.Text);
        Add(command, deliveries.Select(delivery => delivery.CorrelationId));
        Add(command, deliveries.Select(delivery => delivery.ReceivedAt.UtcDateTime), NpgsqlDbType.TimestampTz);
        Add(command, deliveries.Select(delivery => delivery.DueAt.UtcDateTime), NpgsqlDbType.TimestampTz);

        // The pooled connection keeps it: it is not planned anew for every group.
        await command.PrepareAsync(patience.Token);
        var kept = new HashSet<Guid>();
        await using (var reader = await command.ExecuteReaderAsync(patience.Token))
        {
            while (await reader.ReadAsync(patience.Token))
                kept.Add(reader.GetGuid(0));

            // Rows may come before the commit; only the end of the answer follows it.
            await reader.NextResultAsync(patience.Token);
        }

        return [.. deliveries.Select(delivery => kept.Contains(delivery.Id))];
    }

    private static string? TextOfIds(NewDelivery delivery)
    {
        var ids = delivery.BookingIds.Where(id => !id.Contains(Separator, StringComparison.Ordinal)).ToList();
        return ids.Count > 0 ? string.Join(Separator, ids) : null;
    }

    private static void Add<T>(NpgsqlCommand command, IEnumerable<T> values) => command.Parameters.Add(new() { Value = values.ToArray() });

    private static void Add<T>(NpgsqlCommand command, IEnumerable<T> values, NpgsqlDbType type) =>
        command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}
