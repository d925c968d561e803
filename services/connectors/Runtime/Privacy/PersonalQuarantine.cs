using System.Security.Cryptography;
using Npgsql;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.Connectors.Runtime.Privacy;

/// <summary>A record about a person that could not be mapped.</summary>
internal sealed record QuarantinedPerson(Guid Id, DateTimeOffset LastSeenAt, byte[] Payload);

/// <summary>Finds and deletes what lies in quarantine about a person, and what has lain there long enough.</summary>
internal sealed class PersonalQuarantine(NpgsqlDataSource database, PersonalDataProtector protector)
{
    private const int AtOnce = 500;

    private const string Next = """
        SELECT id, last_seen_at, payload FROM quarantine
        WHERE hotel_id = $1 AND connection_id = $2 AND id > $3
        ORDER BY id
        LIMIT $4
        """;

    public async Task<List<QuarantinedPerson>> FindAsync(string hotelId, string connectionId, PersonTrace person, CancellationToken cancellationToken)
    {
        List<QuarantinedPerson> found = [];
        var last = Guid.Empty;
        for (var count = AtOnce; count == AtOnce;)
        {
            count = 0;
            await using var command = database.CreateCommand(Next);
            command.Parameters.Add(new() { Value = hotelId });
            command.Parameters.Add(new() { Value = connectionId });
            command.Parameters.Add(new() { Value = last });
            command.Parameters.Add(new() { Value = AtOnce });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            for (; await reader.ReadAsync(cancellationToken); count++)
            {
                last = reader.GetGuid(0);
                if (Open(reader.GetFieldValue<byte[]>(2)) is { } payload && person.IsNamedIn(payload))
                    found.Add(new QuarantinedPerson(last, reader.GetFieldValue<DateTimeOffset>(1), payload));
            }
        }

        return found;
    }

    public async Task<long> DeleteAsync(IReadOnlyCollection<QuarantinedPerson> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0)
            return 0;
        await using var command = database.CreateCommand("DELETE FROM quarantine WHERE id = ANY ($1)");
        command.Parameters.Add(new() { Value = found.Select(record => record.Id).ToArray() });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes what was last seen before an instant.</summary>
    public async Task<long> DeleteOlderAsync(DateTimeOffset than, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM quarantine WHERE last_seen_at < $1");
        command.Parameters.Add(new() { Value = than.UtcDateTime });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Null for one whose key is gone.</summary>
    private byte[]? Open(byte[] payload)
    {
        try
        {
            return protector.Unprotect(payload);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
