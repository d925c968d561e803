using MassTransit;
using Microsoft.Extensions.Options;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.GuestContext.Contacts;
using PmsPlatform.GuestContext.Snapshots;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.GuestContext.Guests;

/// <summary>Keeps the latest snapshot of every guest profile, how it is reached, and who speaks for it after a merge.</summary>
internal sealed class RecordGuests(SnapshotWriter writer, Payloads payloads, ContactIndex contacts, ErasedPersons persons) : IConsumer<GuestsChanged>
{
    public Task Consume(ConsumeContext<GuestsChanged> context) => RecordAsync(context.Message, context.CancellationToken);

    public async Task RecordAsync(GuestsChanged changed, CancellationToken cancellationToken)
    {
        var erased = await persons.OfAsync(changed.Context.HotelId, changed.Context.ConnectionId, cancellationToken);
        await writer.WriteAsync(changed.Context, changed.Items, (context, item) => Row(context, item, erased), Commands, EntityKind.Guest, cancellationToken);
    }

    private GuestRow Row(EventContext context, Versioned<Guest> item, IReadOnlyList<ErasedPerson> erased)
    {
        var id = SnapshotRow.Required(item.Value.ExternalId);
        if (erased.FirstOrDefault(person => person.Covers(item.Version.ModifiedAt) && person.Trace.IsProfile(id)) is { } gone)
            return new GuestRow(id, item.Version, Payload: null) { MergedInto = SnapshotRow.Given(item.Value.MergedIntoExternalId), Contacts = [], ErasedAt = gone.At };

        return new GuestRow(id, item.Version, payloads.Seal(context.HotelId, EntityKind.Guest, item.Value, ContractsJson.Default.Guest))
        {
            MergedInto = SnapshotRow.Given(item.Value.MergedIntoExternalId),
            Contacts = [.. contacts.Of(context.HotelId, item.Value).Select(contact => (id, contact))],
        };
    }

    internal static IEnumerable<NpgsqlBatchCommand> Commands(EventContext context, IReadOnlyList<GuestRow> rows) =>
        [Guests(context, rows), ContactRows.Of(context, ContactRows.Guest, rows, row => row.Contacts), .. FollowMerges.Of(context, rows)];

    private static NpgsqlBatchCommand Guests(EventContext context, IReadOnlyList<GuestRow> rows) => new(
        """
        WITH item AS (
            SELECT *
            FROM unnest($4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::text[], $9::bytea[], $10::timestamptz[])
                AS item (external_id, merged_into, ordered_at, observed_at, content_hash, payload, erased_at)
        ), compared AS (
            SELECT external_id, content_hash = (
                SELECT g.content_hash FROM guest AS g
                WHERE g.hotel_id = $1 AND g.connection_id = $2 AND g.external_id = item.external_id) AS is_same
            FROM item
        ), written AS (
            INSERT INTO guest AS g (hotel_id, connection_id, vendor, external_id, merged_into, ordered_at, observed_at, content_hash, payload, erased_at)
            SELECT $1, $2, $3, external_id, merged_into, ordered_at, observed_at, content_hash, payload, erased_at
            FROM item
            ORDER BY external_id COLLATE "C"
            ON CONFLICT (external_id, hotel_id, connection_id) DO UPDATE SET
                vendor = EXCLUDED.vendor, merged_into = EXCLUDED.merged_into,
                ordered_at = EXCLUDED.ordered_at, observed_at = EXCLUDED.observed_at, content_hash = EXCLUDED.content_hash,
                payload = CASE WHEN g.content_hash = EXCLUDED.content_hash THEN g.payload ELSE EXCLUDED.payload END,
                erased_at = CASE WHEN g.content_hash = EXCLUDED.content_hash THEN g.erased_at ELSE EXCLUDED.erased_at END
            WHERE (EXCLUDED.ordered_at, EXCLUDED.observed_at, EXCLUDED.content_hash) > (g.ordered_at, g.observed_at, g.content_hash)
            RETURNING g.external_id
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
            Parameter.Each(rows, row => row.MergedInto),
            Parameter.Each(rows, row => row.Version.OrderedAt.UtcDateTime),
            Parameter.Each(rows, row => row.Version.ObservedAt.UtcDateTime),
            Parameter.Each(rows, row => row.Version.ContentHash),
            Parameter.Each(rows, row => row.Payload),
            Parameter.Instants(rows, row => row.ErasedAt),
        },
    };
}

/// <summary>Where <see cref="RecordGuests"/> reads, and how many events at once.</summary>
internal sealed class RecordGuestsDefinition : ConsumerDefinition<RecordGuests>
{
    public RecordGuestsDefinition(IOptions<GuestContextOptions> options)
    {
        EndpointName = "guest-context.guests";
        ConcurrentMessageLimit = options.Value.ConcurrentBatches;
    }
}

/// <summary>A guest profile as columns.</summary>
internal sealed record GuestRow(string ExternalId, EntityVersion Version, byte[]? Payload) : SnapshotRow(ExternalId, Version, Payload)
{
    public required string? MergedInto { get; init; }

    public required IReadOnlyList<(string GuestExternalId, Contact Contact)> Contacts { get; init; }
}
