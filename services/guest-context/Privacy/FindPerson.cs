using Npgsql;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.GuestContext.Context;
using PmsPlatform.GuestContext.Snapshots;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.GuestContext.Privacy;

/// <summary>Finds by a contact or a profile everything that is one person: his profiles, merged ones too, and the bookings he is on, at every connection of a hotel.</summary>
internal sealed class FindPerson(NpgsqlDataSource database, HotelClock clock, HotelDirectory hotels, TimeProvider time)
{
    private const string Sql = """
        WITH door AS MATERIALIZED (
            SELECT connection_id, source, source_external_id, guest_external_id FROM guest_contact
            WHERE contact_index = ANY ($2) AND hotel_id = $1
            UNION ALL
            SELECT connection_id, 'guest', external_id, external_id FROM guest
            WHERE external_id = $4 AND hotel_id = $1 AND connection_id = $3
        ), person AS MATERIALIZED (
            SELECT DISTINCT d.connection_id, COALESCE(a.person_external_id, d.guest_external_id) AS guest
            FROM door AS d
            LEFT JOIN LATERAL (
                SELECT person_external_id FROM guest_alias
                WHERE hotel_id = $1 AND connection_id = d.connection_id AND guest_external_id = d.guest_external_id
                LIMIT 1
            ) AS a ON true
            WHERE d.guest_external_id <> ''
        ), member AS MATERIALIZED (
            SELECT connection_id, guest FROM person
            UNION
            SELECT p.connection_id, a.guest_external_id
            FROM person AS p
            CROSS JOIN LATERAL (
                SELECT guest_external_id FROM guest_alias WHERE hotel_id = $1 AND connection_id = p.connection_id AND person_external_id = p.guest
                OFFSET 0
            ) AS a
        ), stay AS MATERIALIZED (
            SELECT m.connection_id, on_it.booking_external_id AS booking
            FROM member AS m
            CROSS JOIN LATERAL (
                SELECT booking_external_id FROM booking_guest WHERE hotel_id = $1 AND connection_id = m.connection_id AND guest_external_id = m.guest
                OFFSET 0
            ) AS on_it
            UNION
            SELECT connection_id, source_external_id FROM door WHERE source = 'booking'
        )
        SELECT m.connection_id, g.vendor, 'guest', m.guest, false
        FROM member AS m
        LEFT JOIN LATERAL (
            SELECT vendor FROM guest WHERE hotel_id = $1 AND connection_id = m.connection_id AND external_id = m.guest LIMIT 1
        ) AS g ON true
        UNION ALL
        SELECT s.connection_id, b.vendor, 'booking', s.booking, (b.present @> $5::timestamp OR $5::timestamp < b.ahead_until) IS TRUE
        FROM stay AS s
        CROSS JOIN LATERAL (
            SELECT vendor, present, ahead_until FROM booking WHERE hotel_id = $1 AND connection_id = s.connection_id AND external_id = s.booking LIMIT 1
        ) AS b
        """;

    /// <returns>Without connections when nobody is found.</returns>
    public async Task<PersonFound> FindAsync(PersonQuestion question, CancellationToken cancellationToken)
    {
        if (hotels.Find(question.HotelId) is null)
            return new PersonFound { Connections = [], OpenStays = 0 };

        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(Parameter.Of(question.HotelId));
        command.Parameters.Add(Parameter.Of(question.Contacts.Select(Convert.FromBase64String).ToArray()));
        command.Parameters.Add(Parameter.Of(question.Guest?.ConnectionId ?? ""));
        command.Parameters.Add(Parameter.Of(question.Guest?.ExternalId ?? ""));
        command.Parameters.Add(Parameter.Of(clock.At(question.HotelId, time.GetUtcNow()).Time));

        List<(string Connection, string? Vendor, bool IsGuest, string Id)> found = [];
        var openStays = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2) is "guest", reader.GetString(3)));
            openStays += reader.GetBoolean(4) ? 1 : 0;
        }

        return new PersonFound
        {
            OpenStays = openStays,
            Connections =
            [
                .. found.GroupBy(record => record.Connection, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new PersonAtConnection(
                    group.Key,
                    group.Select(record => record.Vendor).FirstOrDefault(vendor => vendor is not null) ?? "",
                    new PersonTraces
                    {
                        GuestIds = [.. group.Where(record => record.IsGuest).Select(record => record.Id).Order(StringComparer.Ordinal)],
                        BookingIds = [.. group.Where(record => !record.IsGuest).Select(record => record.Id).Order(StringComparer.Ordinal)],
                        Contacts = question.Contacts,
                    })),
            ],
        };
    }
}
