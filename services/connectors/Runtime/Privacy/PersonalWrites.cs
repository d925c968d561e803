using Npgsql;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Connectors.Runtime.Privacy;

/// <summary>A write to a booking or profile of a person. Its request is null when nobody can read it any more.</summary>
internal sealed record PersonalWrite(Guid Id, bool IsOpen, DateTimeOffset AcceptedAt, WriteBackRequest? Request);

/// <summary>Finds and empties writes to a person's bookings and profiles.</summary>
internal sealed class PersonalWrites(NpgsqlDataSource database, WritePayload payload)
{
    private const string Find = """
        SELECT id, settled_at IS NULL OR state = 'Uncertain', accepted_at, payload FROM write_back
        WHERE hotel_id = $1 AND connection_id = $2 AND (booking_id = ANY ($3) OR guest_id = ANY ($4)) AND erased_at IS NULL
        ORDER BY sequence
        """;

    // What was written where, and how it went, stays: it is the hotel's record of what it did.
    private const string Empty = """
        UPDATE write_back AS w SET payload = emptied.payload, reason = NULL, erased_at = $3
        FROM unnest($1::uuid[], $2::bytea[]) AS emptied (id, payload)
        WHERE w.id = emptied.id AND w.settled_at IS NOT NULL AND w.state <> 'Uncertain'
        """;

    public async Task<List<PersonalWrite>> FindAsync(string hotelId, string connectionId, PersonTraces person, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(new() { Value = hotelId });
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = person.BookingIds.ToArray() });
        command.Parameters.Add(new() { Value = person.GuestIds.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<PersonalWrite> writes = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            writes.Add(new PersonalWrite(id, reader.GetBoolean(1), reader.GetFieldValue<DateTimeOffset>(2), payload.Open(id, reader.GetFieldValue<byte[]>(3))));
        }

        return writes;
    }

    /// <summary>Takes the texts out of those that have ended.</summary>
    /// <returns>How many.</returns>
    public async Task<long> EmptyAsync(IReadOnlyCollection<PersonalWrite> writes, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (writes.Count == 0)
            return 0;
        await using var command = database.CreateCommand(Empty);
        command.Parameters.Add(new() { Value = writes.Select(write => write.Id).ToArray() });
        command.Parameters.Add(new() { Value = writes.Select(write => payload.Seal(write.Id, Emptied(write.Request))).ToArray() });
        command.Parameters.Add(new() { Value = at.UtcDateTime });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static WriteBackRequest Emptied(WriteBackRequest? request) => request is null
        ? new WriteBackRequest()
        : request with { Note = null, Preferences = null, Charge = request.Charge is { } charge ? charge with { Title = null } : null };
}
