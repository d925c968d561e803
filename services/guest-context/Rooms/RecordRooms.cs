using MassTransit;
using Microsoft.Extensions.Options;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.GuestContext.Snapshots;

namespace PmsPlatform.GuestContext.Rooms;

/// <summary>Keeps the latest snapshot of every room.</summary>
internal sealed class RecordRooms(SnapshotWriter writer, Payloads payloads) : IConsumer<RoomsChanged>
{
    public Task Consume(ConsumeContext<RoomsChanged> context) => RecordAsync(context.Message, context.CancellationToken);

    public Task RecordAsync(RoomsChanged changed, CancellationToken cancellationToken) =>
        writer.WriteAsync(changed.Context, changed.Items, Row, Commands, EntityKind.Room, cancellationToken);

    private RoomRow Row(EventContext context, Versioned<Room> item) => new(
        SnapshotRow.Required(item.Value.ExternalId),
        item.Version,
        payloads.Seal(context.HotelId, EntityKind.Room, item.Value, ContractsJson.Default.Room));

    internal static IEnumerable<NpgsqlBatchCommand> Commands(EventContext context, IReadOnlyList<RoomRow> rows) =>
    [
        new NpgsqlBatchCommand(
            """
            WITH item AS (
                SELECT *
                FROM unnest($4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::bytea[])
                    AS item (external_id, ordered_at, observed_at, content_hash, payload)
            ), compared AS (
                SELECT external_id, content_hash = (
                    SELECT r.content_hash FROM room AS r
                    WHERE r.hotel_id = $1 AND r.connection_id = $2 AND r.external_id = item.external_id) AS is_same
                FROM item
            ), written AS (
                INSERT INTO room AS r (hotel_id, connection_id, vendor, external_id, ordered_at, observed_at, content_hash, payload)
                SELECT $1, $2, $3, external_id, ordered_at, observed_at, content_hash, payload
                FROM item
                ORDER BY external_id COLLATE "C"
                ON CONFLICT (external_id, hotel_id, connection_id) DO UPDATE SET
                    vendor = EXCLUDED.vendor, ordered_at = EXCLUDED.ordered_at, observed_at = EXCLUDED.observed_at, content_hash = EXCLUDED.content_hash,
                    payload = CASE WHEN r.content_hash = EXCLUDED.content_hash THEN r.payload ELSE EXCLUDED.payload END
                WHERE (EXCLUDED.ordered_at, EXCLUDED.observed_at, EXCLUDED.content_hash) > (r.ordered_at, r.observed_at, r.content_hash)
                RETURNING r.external_id
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
                Parameter.Each(rows, row => row.Version.OrderedAt.UtcDateTime),
                Parameter.Each(rows, row => row.Version.ObservedAt.UtcDateTime),
                Parameter.Each(rows, row => row.Version.ContentHash),
                Parameter.Each(rows, row => row.Payload),
            },
        },
    ];

    internal sealed record RoomRow(string ExternalId, EntityVersion Version, byte[]? Payload) : SnapshotRow(ExternalId, Version, Payload);
}

/// <summary>Where <see cref="RecordRooms"/> reads, and how many events at once.</summary>
internal sealed class RecordRoomsDefinition : ConsumerDefinition<RecordRooms>
{
    public RecordRoomsDefinition(IOptions<GuestContextOptions> options)
    {
        EndpointName = "guest-context.rooms";
        ConcurrentMessageLimit = options.Value.ConcurrentBatches;
    }
}
