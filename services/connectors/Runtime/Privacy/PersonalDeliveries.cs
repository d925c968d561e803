using System.Security.Cryptography;
using System.Text;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.Connectors.Runtime.Privacy;

/// <summary>A delivery about a person.</summary>
internal sealed record PersonalDelivery(Guid Id, bool IsOpen, DateTimeOffset ReceivedAt, byte[] Body);

/// <summary>Finds and empties deliveries about a person. No column says whom a delivery is about but for bookings: each is opened, a page at a time.</summary>
internal sealed class PersonalDeliveries(NpgsqlDataSource database, DeliveryWriter deliveries, PersonalDataProtector protector)
{
    private const int AtOnce = 500;

    private const string Next = """
        SELECT id, state, received_at, payload, booking_ids && $4 FROM inbox
        WHERE hotel_id = $1 AND connection_id = $2 AND id > $3 AND erased_at IS NULL
        ORDER BY id
        LIMIT $5
        """;

    // The key stays: the same delivery coming again is still the same.
    private const string Empty = """
        UPDATE inbox SET payload = $2, headers = NULL, reason = 'The content was erased.', erased_at = $3
        WHERE id = ANY ($1) AND state <> 'Received'
        """;

    /// <summary>Every delivery about the person, oldest first.</summary>
    public async IAsyncEnumerable<PersonalDelivery> FindAsync(
        string hotelId, string connectionId, PersonTrace person, IReadOnlyCollection<string> bookingIds,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        for (var count = AtOnce; count == AtOnce;)
        {
            List<PersonalDelivery> found = [];
            count = 0;
            await using (var command = database.CreateCommand(Next))
            {
                command.Parameters.Add(new() { Value = hotelId });
                command.Parameters.Add(new() { Value = connectionId });
                command.Parameters.Add(new() { Value = last });
                command.Parameters.Add(new() { Value = bookingIds.ToArray() });
                command.Parameters.Add(new() { Value = AtOnce });
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                for (; await reader.ReadAsync(cancellationToken); count++)
                {
                    last = reader.GetGuid(0);
                    var body = BodyOf(hotelId, reader.GetFieldValue<byte[]>(3));
                    if (reader.GetBoolean(4) || person.IsNamedIn(body))
                        found.Add(new PersonalDelivery(last, reader.GetString(1) is nameof(InboxState.Received), reader.GetFieldValue<DateTimeOffset>(2), body));
                }
            }

            foreach (var delivery in found)
                yield return delivery;
        }
    }

    /// <summary>Empties those that are worked off.</summary>
    /// <returns>How many.</returns>
    public async Task<long> EmptyAsync(string hotelId, IReadOnlyCollection<Guid> ids, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return 0;
        await using var command = database.CreateCommand(Empty);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        command.Parameters.Add(new() { Value = protector.Protect("{}"u8, Encoding.UTF8.GetBytes(hotelId)) });
        command.Parameters.Add(new() { Value = at.UtcDateTime });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Empty for one whose key is gone: nobody can read it any more.</summary>
    private byte[] BodyOf(string hotelId, byte[] payload)
    {
        try
        {
            return deliveries.Read(hotelId, payload, headers: null).Body.ToArray();
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
