using MassTransit;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.GuestContext.Snapshots;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.GuestContext.Privacy;

/// <summary>
/// Erases a person: his profiles answer nothing any more, and the bookings he is on keep dates, rooms and the others. Versions stay, so that the same
/// content arriving again brings nothing back.
/// </summary>
internal sealed class EraseGuest(
    NpgsqlDataSource database, PersonalDataProtector protector, Payloads payloads, ErasedPersons persons, TimeProvider time) : IConsumer<GuestErasureRequested>
{
    public const string Service = "guest-context";

    private const string Guests = """
        UPDATE guest SET payload = NULL, erased_at = $4
        WHERE hotel_id = $1 AND connection_id = $2 AND external_id = ANY ($3) AND payload IS NOT NULL
        """;

    private const string GuestContacts = "DELETE FROM guest_contact WHERE hotel_id = $1 AND connection_id = $2 AND source = 'guest' AND source_external_id = ANY ($3)";

    // Locked in the order in which batches of bookings lock them.
    private const string Concerned = """
        SELECT external_id, payload FROM booking
        WHERE hotel_id = $1 AND connection_id = $2 AND payload IS NOT NULL AND external_id IN (
            SELECT unnest($3::text[])
            UNION
            SELECT booking_external_id FROM booking_guest WHERE hotel_id = $1 AND connection_id = $2 AND guest_external_id = ANY ($4)
            UNION
            SELECT source_external_id FROM guest_contact WHERE contact_index = ANY ($5) AND hotel_id = $1 AND connection_id = $2 AND source = 'booking')
        ORDER BY external_id COLLATE "C"
        FOR UPDATE
        """;

    private const string Bookings = """
        UPDATE booking AS b SET payload = left_over.payload, erased_at = $3
        FROM unnest($4::text[], $5::bytea[]) AS left_over (external_id, payload)
        WHERE b.hotel_id = $1 AND b.connection_id = $2 AND b.external_id = left_over.external_id
        """;

    private const string BookingContacts = """
        DELETE FROM guest_contact
        WHERE hotel_id = $1 AND connection_id = $2 AND source = 'booking' AND source_external_id = ANY ($3)
          AND (guest_external_id = ANY ($4) OR contact_index = ANY ($5))
        """;

    public async Task Consume(ConsumeContext<GuestErasureRequested> context)
    {
        var counts = await EraseAsync(context.Message, context.CancellationToken);
        await context.Publish(context.Message.Answer(Service, counts, time), context.CancellationToken);
    }

    public async Task<Dictionary<string, long>> EraseAsync(GuestErasureRequested requested, CancellationToken cancellationToken)
    {
        var (hotel, through) = (requested.Context.HotelId, requested.Context.ConnectionId);
        var person = new PersonTrace(protector, hotel, requested.Person);
        string[] guests = [.. requested.Person.GuestIds];
        byte[][] contacts = [.. requested.Person.Contacts.Select(Convert.FromBase64String)];
        var now = time.GetUtcNow().UtcDateTime;

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await persons.RememberAsync(connection, requested, cancellationToken);
        var erased = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["guests"] = await ExecuteAsync(Guests, Parameter.Of(guests), Parameter.Of(now)),
        };
        erased["contacts"] = await ExecuteAsync(GuestContacts, Parameter.Of(guests));

        var concerned = await ConcernedAsync(connection, requested, guests, contacts, cancellationToken);
        var leftOver = concerned
            .Select(booking => (booking.Id, Left: PersonErasure.WithoutPerson(payloads.Open(hotel, EntityKind.Booking, booking.Payload), person)))
            .Where(booking => booking.Left is not null)
            .Select(booking => (booking.Id, Payload: payloads.Seal(hotel, EntityKind.Booking, booking.Left!)))
            .ToList();
        erased["bookings"] = leftOver.Count == 0
            ? 0
            : await ExecuteAsync(Bookings, Parameter.Of(now), Parameter.Each(leftOver, booking => booking.Id), Parameter.Each(leftOver, booking => booking.Payload));
        erased["contacts"] += await ExecuteAsync(BookingContacts, Parameter.Each(concerned, booking => booking.Id), Parameter.Of(guests), Parameter.Of(contacts));
        await transaction.CommitAsync(cancellationToken);
        return erased;

        async Task<long> ExecuteAsync(string sql, params NpgsqlParameter[] rest)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction) { Parameters = { Parameter.Of(hotel), Parameter.Of(through) } };
            command.Parameters.AddRange(rest);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<List<(string Id, byte[] Payload)>> ConcernedAsync(
        NpgsqlConnection connection, GuestErasureRequested requested, string[] guests, byte[][] contacts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Concerned, connection)
        {
            Parameters =
            {
                Parameter.Of(requested.Context.HotelId), Parameter.Of(requested.Context.ConnectionId), Parameter.Of(requested.Person.BookingIds.ToArray()),
                Parameter.Of(guests), Parameter.Of(contacts),
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string Id, byte[] Payload)> bookings = [];
        while (await reader.ReadAsync(cancellationToken))
            bookings.Add((reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
        return bookings;
    }
}

internal sealed class EraseGuestDefinition : ConsumerDefinition<EraseGuest>
{
    public EraseGuestDefinition()
    {
        EndpointName = "guest-context.erasures";
        ConcurrentMessageLimit = 1;
    }
}
