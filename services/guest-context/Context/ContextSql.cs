namespace PmsPlatform.GuestContext.Context;

/// <summary>
/// The context questions, each one statement: find, rank by phase at the hotel's own time, answer the first. Parameters: $1 what is asked,
/// $2 the hotels that may answer, $3 their local times, in the same order.
/// </summary>
internal static class ContextSql
{
    /// <summary>By phone or e-mail; $1 holds the fingerprints of the value for every hotel.</summary>
    public const string ByContact =
        $"""
        WITH found AS MATERIALIZED (
            SELECT c.hotel_id, c.connection_id, c.source_external_id, c.guest_external_id,
                   COALESCE(a.person_external_id, c.guest_external_id) AS person
            FROM guest_contact AS c
            LEFT JOIN LATERAL (
                SELECT person_external_id FROM guest_alias
                WHERE hotel_id = c.hotel_id AND connection_id = c.connection_id AND guest_external_id = c.guest_external_id
                LIMIT 1
            ) AS a ON true
            WHERE c.contact_index = ANY ($1) AND c.hotel_id = ANY ($2)
        ), person AS MATERIALIZED (
            SELECT DISTINCT hotel_id, connection_id, person FROM found WHERE guest_external_id <> ''
        ), candidate AS (
            -- Every stay of everybody found, also those held by profiles that were merged into theirs.
            SELECT f.hotel_id, f.connection_id, f.person, member.guest, on_it.booking_external_id, on_it.is_booker
            FROM person AS f
            CROSS JOIN LATERAL (
                SELECT f.person AS guest
                UNION ALL
                SELECT guest_external_id FROM guest_alias
                WHERE hotel_id = f.hotel_id AND connection_id = f.connection_id AND person_external_id = f.person AND guest_external_id <> f.person
            ) AS member
            LEFT JOIN LATERAL (
                SELECT booking_external_id, is_booker FROM booking_guest
                WHERE hotel_id = f.hotel_id AND connection_id = f.connection_id AND guest_external_id = member.guest
                OFFSET 0
            ) AS on_it ON true
            UNION ALL
            -- People whose contact only a booking shows.
            SELECT hotel_id, connection_id, NULL, NULL, source_external_id, false
            FROM found
            WHERE guest_external_id = ''
        ), {Choose}
        SELECT {Columns},
               (SELECT count(*) FROM person AS f WHERE f.hotel_id = c.hotel_id AND (f.connection_id, f.person) IS DISTINCT FROM (c.connection_id, c.person))
        {Join}
        """;

    /// <summary>By booking number; $1 is its lower-case form.</summary>
    public const string ByBooking =
        $"""
        WITH found AS MATERIALIZED (
            SELECT hotel_id, connection_id, external_id FROM booking
            WHERE hotel_id = ANY ($2) AND external_id = $1 AND payload IS NOT NULL AND status <> 'Blocked'
            UNION ALL
            SELECT hotel_id, connection_id, external_id FROM booking
            WHERE hotel_id = ANY ($2) AND external_key = $1 AND payload IS NOT NULL AND status <> 'Blocked'
            UNION ALL
            SELECT hotel_id, connection_id, external_id FROM booking
            WHERE hotel_id = ANY ($2) AND confirmation_key = $1 AND payload IS NOT NULL AND status <> 'Blocked'
        ), candidate AS (
            SELECT f.hotel_id, f.connection_id, COALESCE(a.person_external_id, on_it.guest_external_id) AS person, on_it.guest_external_id AS guest,
                   f.external_id AS booking_external_id, false AS is_booker
            FROM found AS f
            LEFT JOIN LATERAL (
                SELECT g.guest_external_id FROM booking_guest AS g
                WHERE g.hotel_id = f.hotel_id AND g.connection_id = f.connection_id AND g.booking_external_id = f.external_id
                ORDER BY g.position
                LIMIT 1
            ) AS on_it ON true
            LEFT JOIN LATERAL (
                SELECT person_external_id FROM guest_alias
                WHERE hotel_id = f.hotel_id AND connection_id = f.connection_id AND guest_external_id = on_it.guest_external_id
                LIMIT 1
            ) AS a ON true
        ), {Choose}
        SELECT {Columns},
               (SELECT count(*) - 1 FROM found AS f WHERE f.hotel_id = c.hotel_id)
        {Join}
        """;

    // The stay that is going on, else the next, else the last one; own stays before those booked for others; who has none comes last. The rest of
    // the order only makes the answer the same every time. A guest is named through a merged profile first: its target may not have arrived.
    private const string Choose =
        """
        chosen AS (
            SELECT c.hotel_id, c.connection_id, c.person, c.guest, phase.number AS phase, clock.now,
                   b.vendor, b.payload, b.observed_at, b.rooms, b.room_spans
            FROM candidate AS c
            LEFT JOIN LATERAL (
                SELECT hotel_id, external_id, vendor, arrival, departure, present, ahead_until, weight, rooms, room_spans, observed_at, payload
                FROM booking
                WHERE hotel_id = c.hotel_id AND connection_id = c.connection_id AND external_id = c.booking_external_id AND payload IS NOT NULL
                LIMIT 1
            ) AS b ON true
            CROSS JOIN LATERAL (SELECT ($3::timestamp[])[array_position($2::text[], c.hotel_id)] AS now) AS clock
            CROSS JOIN LATERAL (
                SELECT CASE WHEN b.hotel_id IS NULL THEN 0 WHEN b.present @> clock.now THEN 1 WHEN clock.now < b.ahead_until THEN 2 ELSE 3 END AS number
            ) AS phase
            ORDER BY (phase.number + 3) % 4, b.weight, c.is_booker,
                     CASE phase.number WHEN 1 THEN DATE '2000-01-01' - b.arrival WHEN 2 THEN b.arrival - DATE '2000-01-01' ELSE DATE '2000-01-01' - b.departure END,
                     c.guest = c.person, c.hotel_id, c.connection_id, b.external_id, c.guest
            LIMIT 1
        )
        """;

    private const string Columns =
        """
        c.hotel_id, c.connection_id, COALESCE(c.vendor, g.vendor), c.phase, c.payload, g.payload, r.payload,
        LEAST(
            CASE WHEN c.payload IS NOT NULL THEN GREATEST(c.observed_at, f.bookings_at) END,
            CASE WHEN g.payload IS NOT NULL THEN GREATEST(g.observed_at, f.guests_at) END,
            CASE WHEN r.payload IS NOT NULL THEN GREATEST(r.observed_at, f.rooms_at) END)
        """;

    private const string Join =
        """
        FROM chosen AS c
        LEFT JOIN LATERAL (
            SELECT g.vendor, g.payload, g.observed_at FROM guest AS g
            WHERE g.hotel_id = c.hotel_id AND g.connection_id = c.connection_id AND g.external_id IN (c.person, c.guest) AND g.payload IS NOT NULL
            ORDER BY g.external_id = c.person DESC
            LIMIT 1
        ) AS g ON true
        LEFT JOIN LATERAL (
            SELECT stay.room
            FROM unnest(c.rooms, c.room_spans) WITH ORDINALITY AS stay (room, span, position)
            WHERE CASE c.phase WHEN 1 THEN stay.span @> c.now WHEN 2 THEN stay.span && tsrange(c.now, NULL) ELSE true END
            ORDER BY stay.position
            LIMIT 1
        ) AS stay ON true
        LEFT JOIN LATERAL (
            SELECT payload, observed_at FROM room
            WHERE hotel_id = c.hotel_id AND connection_id = c.connection_id AND external_id = stay.room
            LIMIT 1
        ) AS r ON true
        LEFT JOIN LATERAL (
            SELECT bookings_at, guests_at, rooms_at FROM connection_freshness
            WHERE hotel_id = c.hotel_id AND connection_id = c.connection_id
            LIMIT 1
        ) AS f ON true
        """;
}
