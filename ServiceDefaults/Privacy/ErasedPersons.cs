using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Privacy;

namespace PmsPlatform.ServiceDefaults.Privacy;

/// <summary>Somebody who was erased, and when.</summary>
/// <param name="Trace">Recognises him.</param>
/// <param name="At">When, UTC.</param>
public sealed record ErasedPerson(PersonTrace Trace, DateTimeOffset At)
{
    /// <summary>True for what the vendor says it changed last before the erasure: it is read late and is no news. What has no such time is told by its content alone.</summary>
    /// <param name="modifiedAt">The vendor's time; null where it keeps none.</param>
    public bool Covers(DateTimeOffset? modifiedAt) => modifiedAt <= At;
}

/// <summary>
/// Who was erased lately at a connection, in table <c>erased_person</c> of the service's own schema: what the vendor had changed before and is read only now is
/// without him too. Remembered for a month, by ids and fingerprints: for ever it would keep at bay who comes back as a guest. Safe for use from many threads.
/// </summary>
public sealed class ErasedPersons(NpgsqlDataSource database, PersonalDataProtector protector, TimeProvider time)
{
    /// <summary>How long somebody is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    /// <summary>Another process learns of an erasure this much later at most; the second pass of an erasure comes after it.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Hotel, string Connection), Known> _known = new();

    /// <summary>Who was erased lately; empty for nearly every connection.</summary>
    public async ValueTask<IReadOnlyList<ErasedPerson>> OfAsync(string hotelId, string connectionId, CancellationToken cancellationToken)
    {
        var key = (hotelId, connectionId);
        if (_known.TryGetValue(key, out var known) && time.GetElapsedTime(known.ReadAt) < Freshness)
            return known.Persons;

        var readAt = time.GetTimestamp();
        var persons = await ReadAsync(hotelId, connectionId, cancellationToken);
        _known[key] = new Known(persons, readAt);
        return persons;
    }

    /// <summary>Remembers somebody from now on, in the transaction that erases him. A second pass keeps the time of the first.</summary>
    /// <param name="connection">An open connection, in the transaction.</param>
    /// <param name="requested">Who.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RememberAsync(NpgsqlConnection connection, GuestErasureRequested requested, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requested);
        const string sql = """
            INSERT INTO erased_person (hotel_id, connection_id, erasure_id, erased_at, guest_ids, contacts) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT DO NOTHING
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = requested.Context.HotelId });
        command.Parameters.Add(new() { Value = requested.Context.ConnectionId });
        command.Parameters.Add(new() { Value = requested.ErasureId });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = requested.Person.GuestIds.ToArray() });
        command.Parameters.Add(new() { Value = requested.Person.Contacts.ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        _known.TryRemove((requested.Context.HotelId, requested.Context.ConnectionId), out _);
    }

    /// <summary>Forgets whoever was erased longer ago than he is remembered.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM erased_person WHERE erased_at < $1");
        command.Parameters.Add(new() { Value = (time.GetUtcNow() - Memory).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<ErasedPerson>> ReadAsync(string hotelId, string connectionId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT guest_ids, contacts, erased_at FROM erased_person WHERE hotel_id = $1 AND connection_id = $2");
        command.Parameters.Add(new() { Value = hotelId });
        command.Parameters.Add(new() { Value = connectionId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<ErasedPerson> persons = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var traces = new PersonTraces { GuestIds = reader.GetFieldValue<string[]>(0), Contacts = reader.GetFieldValue<string[]>(1) };
            persons.Add(new ErasedPerson(new PersonTrace(protector, hotelId, traces), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return persons;
    }

    private sealed record Known(IReadOnlyList<ErasedPerson> Persons, long ReadAt);
}
