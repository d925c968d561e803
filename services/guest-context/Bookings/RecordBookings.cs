using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Options;
using Npgsql;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.GuestContext.Contacts;
using PmsPlatform.GuestContext.Snapshots;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.GuestContext.Bookings;

/// <summary>Keeps the latest snapshot of every booking, who is on it and how they are reached.</summary>
internal sealed class RecordBookings(SnapshotWriter writer, Payloads payloads, ContactIndex contacts, ErasedPersons persons) : IConsumer<BookingsChanged>
{
    public Task Consume(ConsumeContext<BookingsChanged> context) => RecordAsync(context.Message, context.CancellationToken);

    public async Task RecordAsync(BookingsChanged changed, CancellationToken cancellationToken)
    {
        var erased = await persons.OfAsync(changed.Context.HotelId, changed.Context.ConnectionId, cancellationToken);
        await writer.WriteAsync(
            changed.Context,
            changed.Items,
            (context, item) => erased.Count == 0 ? BookingRow.Of(context, item, payloads, contacts) : WithoutErased(context, item, erased),
            Commands,
            EntityKind.Booking,
            cancellationToken);
    }

    private BookingRow WithoutErased(EventContext context, Versioned<Booking> item, IReadOnlyList<ErasedPerson> erased)
    {
        DateTimeOffset? erasedAt = null;
        foreach (var person in erased.Where(person => person.Covers(item.Version.ModifiedAt)))
        {
            if (PersonErasure.WithoutPerson(JsonSerializer.SerializeToUtf8Bytes(item.Value, ContractsJson.Default.Booking), person.Trace) is not { } left)
                continue;
            item = item with { Value = JsonSerializer.Deserialize(left, ContractsJson.Default.Booking)! };
            erasedAt = person.At;
        }

        return BookingRow.Of(context, item, payloads, contacts) with { ErasedAt = erasedAt };
    }

    internal static IEnumerable<NpgsqlBatchCommand> Commands(EventContext context, IReadOnlyList<BookingRow> rows) =>
        [Bookings(context, rows), People(context, rows), ContactRows.Of(context, ContactRows.Booking, rows, row => row.Contacts)];

    private static NpgsqlBatchCommand Bookings(EventContext context, IReadOnlyList<BookingRow> rows) => new(
        """
        WITH item AS (
            SELECT *
            FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::date[], $10::text[], $11::timestamp[], $12::smallint[],
                        $13::text[], $14::text[], $15::timestamptz[], $16::timestamptz[], $17::text[], $18::bytea[], $19::timestamptz[])
                AS item (external_id, external_key, confirmation_key, status, arrival, departure, present, ahead_until, weight,
                         rooms, room_spans, ordered_at, observed_at, content_hash, payload, erased_at)
        ), compared AS (
            SELECT external_id, content_hash = (
                SELECT b.content_hash FROM booking AS b
                WHERE b.hotel_id = $1 AND b.connection_id = $2 AND b.external_id = item.external_id) AS is_same
            FROM item
        ), written AS (
            INSERT INTO booking AS b (
                hotel_id, connection_id, vendor, external_id, external_key, confirmation_key, status, arrival, departure, present, ahead_until,
                weight, rooms, room_spans, ordered_at, observed_at, content_hash, payload, erased_at)
            SELECT $1, $2, $3, external_id, external_key, confirmation_key, status, arrival, departure, present::tsmultirange, ahead_until,
                   weight, rooms::text[], room_spans::tsrange[], ordered_at, observed_at, content_hash, payload, erased_at
            FROM item
            ORDER BY external_id COLLATE "C"
            ON CONFLICT (external_id, hotel_id, connection_id) DO UPDATE SET
                vendor = EXCLUDED.vendor, external_key = EXCLUDED.external_key, confirmation_key = EXCLUDED.confirmation_key,
                status = EXCLUDED.status, arrival = EXCLUDED.arrival, departure = EXCLUDED.departure, present = EXCLUDED.present,
                ahead_until = EXCLUDED.ahead_until, weight = EXCLUDED.weight, rooms = EXCLUDED.rooms, room_spans = EXCLUDED.room_spans,
                ordered_at = EXCLUDED.ordered_at, observed_at = EXCLUDED.observed_at, content_hash = EXCLUDED.content_hash,
                payload = CASE WHEN b.content_hash = EXCLUDED.content_hash THEN b.payload ELSE EXCLUDED.payload END,
                erased_at = CASE WHEN b.content_hash = EXCLUDED.content_hash THEN b.erased_at ELSE EXCLUDED.erased_at END
            WHERE (EXCLUDED.ordered_at, EXCLUDED.observed_at, EXCLUDED.content_hash) > (b.ordered_at, b.observed_at, b.content_hash)
            RETURNING b.external_id
        )
        SELECT count(*) FILTER (WHERE is_written AND is_same IS NOT TRUE), count(*) FILTER (WHERE is_same), count(*) FILTER (WHERE NOT is_written AND is_same IS NOT TRUE)
        FROM (SELECT is_same, external_id IN (SELECT external_id FROM written) AS is_written FROM compared) AS item
        """)
    {
        Parameters =
        {
            Parameter.Of(context.HotelId),
            Parameter.Of(context.ConnectionId),
            Parameter.Of(context.Vendor),
            Parameter.Each(rows, row => row.ExternalId),
            Parameter.Each(rows, row => row.ExternalKey),
            Parameter.Each(rows, row => row.ConfirmationKey),
            Parameter.Each(rows, row => row.Status.ToString()),
            Parameter.Each(rows, row => row.Arrival),
            Parameter.Each(rows, row => row.Departure),
            Parameter.Each(rows, row => $"{{{string.Join(',', row.Stay.Present)}}}"),
            Parameter.Each(rows, row => row.Stay.AheadUntil),
            Parameter.Each(rows, row => row.Stay.Weight),
            Parameter.Each(rows, row => ArrayText.Of(row.Stay.Rooms.Select(room => room.Room))),
            Parameter.Each(rows, row => ArrayText.Of(row.Stay.Rooms.Select(room => room.Span?.ToString() ?? "empty"))),
            Parameter.Each(rows, row => row.Version.OrderedAt.UtcDateTime),
            Parameter.Each(rows, row => row.Version.ObservedAt.UtcDateTime),
            Parameter.Each(rows, row => row.Version.ContentHash),
            Parameter.Each(rows, row => row.Payload),
            Parameter.Instants(rows, row => row.ErasedAt),
        },
    };

    private static NpgsqlBatchCommand People(EventContext context, IReadOnlyList<BookingRow> rows)
    {
        (BookingRow Booking, BookingPerson Person)[] people = [.. rows.SelectMany(row => row.People.Select(person => (row, person)))];
        return new NpgsqlBatchCommand(
            """
            WITH held AS (
                -- Only the snapshot that is held speaks for the booking; its row is locked, so that nobody else writes these.
                SELECT external_id
                FROM booking
                WHERE hotel_id = $1 AND connection_id = $2 AND external_id = ANY ($3)
                  AND ((external_id, ordered_at, observed_at, content_hash) IN (
                      SELECT * FROM unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[]))) IS TRUE
            ), wanted AS (
                SELECT *
                FROM unnest($7::text[], $8::text[], $9::smallint[], $10::boolean[]) AS person (booking_external_id, guest_external_id, position, is_booker)
                WHERE (booking_external_id IN (SELECT external_id FROM held)) IS TRUE
            ), gone AS (
                DELETE FROM booking_guest
                WHERE hotel_id = $1 AND connection_id = $2 AND booking_external_id = ANY ($3)
                  AND (booking_external_id IN (SELECT external_id FROM held)) IS TRUE
                  AND (booking_external_id, guest_external_id) NOT IN (SELECT booking_external_id, guest_external_id FROM wanted)
            )
            INSERT INTO booking_guest AS g (hotel_id, connection_id, guest_external_id, booking_external_id, position, is_booker)
            SELECT $1, $2, guest_external_id, booking_external_id, position, is_booker
            FROM wanted
            ON CONFLICT (guest_external_id, booking_external_id, hotel_id, connection_id) DO UPDATE SET
                position = EXCLUDED.position, is_booker = EXCLUDED.is_booker
            WHERE (g.position, g.is_booker) IS DISTINCT FROM (EXCLUDED.position, EXCLUDED.is_booker)
            """)
        {
            Parameters =
            {
                Parameter.Of(context.HotelId),
                Parameter.Of(context.ConnectionId),
                Parameter.Each(rows, row => row.ExternalId),
                Parameter.Each(rows, row => row.Version.OrderedAt.UtcDateTime),
                Parameter.Each(rows, row => row.Version.ObservedAt.UtcDateTime),
                Parameter.Each(rows, row => row.Version.ContentHash),
                Parameter.Each(people, entry => entry.Booking.ExternalId),
                Parameter.Each(people, entry => entry.Person.GuestExternalId),
                Parameter.Each(people, entry => entry.Person.Position),
                Parameter.Each(people, entry => entry.Person.IsBooker),
            },
        };
    }
}

/// <summary>Where <see cref="RecordBookings"/> reads, and how many events at once.</summary>
internal sealed class RecordBookingsDefinition : ConsumerDefinition<RecordBookings>
{
    public RecordBookingsDefinition(IOptions<GuestContextOptions> options)
    {
        EndpointName = "guest-context.bookings";
        ConcurrentMessageLimit = options.Value.ConcurrentBatches;
    }
}
