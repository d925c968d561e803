using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Connectors.Runtime.Audit;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Which deliveries are meant. A member that is null does not matter.</summary>
internal sealed record InboxFilter
{
    public required IReadOnlyList<string> HotelIds { get; init; }

    public string? ConnectionId { get; init; }

    public string? Booking { get; init; }

    public InboxState? State { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }
}

/// <summary>Looks into the inbox for callers, and puts deliveries back to its beginning.</summary>
internal sealed class InboxQueries(NpgsqlDataSource database, HotelScope scope, ConnectorDescriptor descriptor, TimeProvider time)
{
    private const string Columns = "id, hotel_id, connection_id, form, state, reason, booking_ids, size, attempts, replays, changed, correlation_id, received_at, due_at, settled_at";

    private const string Fits = """
        hotel_id = ANY ($1) AND ($2 IS NULL OR connection_id = $2) AND ($3 IS NULL OR id = ANY (visible_deliveries_of($3))) AND ($4 IS NULL OR state = $4)
            AND ($5 IS NULL OR id >= $5) AND ($6 IS NULL OR id < $6)
        """;

    /// <summary>Deliveries, newest first.</summary>
    public Task<IReadOnlyList<InboxEntry>> ListAsync(CallerIdentity caller, InboxFilter filter, Guid? after, int limit, CancellationToken cancellationToken) => scope.RunAsync(
        caller,
        $"SELECT {Columns} FROM inbox WHERE {Fits} AND ($7 IS NULL OR id < $7) ORDER BY id DESC LIMIT $8",
        [.. Parameters(filter), new() { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, new() { Value = limit }],
        Read,
        cancellationToken);

    /// <summary>One delivery; null when there is none of the caller's hotels.</summary>
    public async Task<InboxEntry?> FindAsync(CallerIdentity caller, Guid id, CancellationToken cancellationToken) =>
        (await scope.RunAsync(
            caller, $"SELECT {Columns} FROM inbox WHERE id = $1 AND hotel_id = ANY ($2)", [new() { Value = id }, HotelScope.HotelsOf(caller)], Read, cancellationToken)).SingleOrDefault();

    /// <summary>The encrypted payload with its hotel; null when there is none of the caller's hotels.</summary>
    public async Task<(string HotelId, byte[] Payload)?> PayloadAsync(CallerIdentity caller, Guid id, CancellationToken cancellationToken)
    {
        var found = await scope.RunAsync(
            caller,
            "SELECT hotel_id, payload FROM inbox WHERE id = $1 AND hotel_id = ANY ($2)",
            [new() { Value = id }, HotelScope.HotelsOf(caller)],
            row => (row.GetString(0), row.GetFieldValue<byte[]>(1)),
            cancellationToken);
        return found is [var only] ? only : null;
    }

    /// <summary>Puts those that have ended back to the beginning, oldest first, and on record who wanted it; not those whose content was erased.</summary>
    /// <param name="caller">Who wants it.</param>
    /// <param name="filter">Which.</param>
    /// <param name="id">Only this one; null for all that fit.</param>
    /// <param name="limit">The most.</param>
    /// <param name="entryOf">What goes on record of a hotel and a number of its deliveries; null for nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The lanes that have work now, one entry for each delivery.</returns>
    public async Task<List<Lane>> ReplayAsync(
        CallerIdentity caller, InboxFilter filter, Guid? id, int limit, Func<string, int, AuditEntry>? entryOf, CancellationToken cancellationToken)
    {
        const string sql = $"""
            UPDATE inbox SET state = 'Received', queued_at = $7, due_at = $7, attempts = 0, replays = replays + 1, reason = NULL, settled_at = NULL
            FROM (
                SELECT id AS again FROM inbox
                WHERE {Fits} AND ($8 IS NULL OR id = $8) AND state <> 'Received' AND erased_at IS NULL
                ORDER BY id
                LIMIT $9
                FOR UPDATE) AS chosen
            WHERE id = again
            RETURNING connection_id, named, hotel_id
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await scope.EnterAsync(transaction, caller, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        command.Parameters.AddRange(Parameters(filter));
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = limit });
        var lanes = new List<Lane>();
        var replayed = new Dictionary<string, int>(StringComparer.Ordinal);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                lanes.Add(new Lane(reader.GetString(0), reader.GetBoolean(1)));
                var hotel = reader.GetString(2);
                replayed[hotel] = replayed.GetValueOrDefault(hotel) + 1;
            }
        }

        if (entryOf is not null && replayed.Count > 0)
        {
            await using var note = new NpgsqlCommand("INSERT INTO audit_note (entry) SELECT unnest($1)", connection, transaction);
            note.Parameters.Add(AuditNotes.Parameter(replayed.Select(hotel => entryOf(hotel.Key, hotel.Value))));
            await note.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return lanes;
    }

    private static NpgsqlParameter[] Parameters(InboxFilter filter) =>
    [
        new() { Value = filter.HotelIds.ToArray() },
        new() { Value = (object?)filter.ConnectionId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        new() { Value = (object?)filter.Booking ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        new() { Value = (object?)filter.State?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        new() { Value = filter.From is { } from ? InboxIds.FirstAt(from) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
        new() { Value = filter.Until is { } until ? InboxIds.FirstAt(until) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
    ];

    private InboxEntry Read(NpgsqlDataReader row)
    {
        var state = Enum.Parse<InboxState>(row.GetString(4));
        return new InboxEntry
        {
            Id = row.GetGuid(0),
            HotelId = row.GetString(1),
            ConnectionId = row.GetString(2),
            Vendor = descriptor.Slug,
            Form = row.GetString(3),
            State = state,
            Reason = row.IsDBNull(5) ? null : row.GetString(5),
            Bookings = row.GetFieldValue<string[]>(6),
            Size = row.GetInt32(7),
            Attempts = row.GetInt32(8),
            Replays = row.GetInt32(9),
            Changed = row.GetInt32(10),
            CorrelationId = row.GetString(11),
            ReceivedAt = row.GetFieldValue<DateTimeOffset>(12),
            DueAt = state == InboxState.Received ? row.GetFieldValue<DateTimeOffset>(13) : null,
            SettledAt = row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14),
        };
    }
}
