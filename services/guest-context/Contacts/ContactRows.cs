using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.GuestContext.Snapshots;

namespace PmsPlatform.GuestContext.Contacts;

/// <summary>Replaces the contacts of the guests or bookings of a batch by those their held snapshots show, in one statement.</summary>
internal static class ContactRows
{
    public const string Guest = "guest";
    public const string Booking = "booking";

    private const string FromGuests = $"WITH held AS (SELECT external_id FROM guest {Held}), {Replace}";

    private const string FromBookings = $"WITH held AS (SELECT external_id FROM booking {Held}), {Replace}";

    // Of who was erased nothing comes back with the same content.
    private const string Held =
        """
        WHERE hotel_id = $1 AND connection_id = $2 AND external_id = ANY ($3) AND erased_at IS NULL
          AND ((external_id, ordered_at, observed_at, content_hash) IN (
              SELECT * FROM unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[]))) IS TRUE
        """;

    private const string Replace =
        """
        wanted AS (
            SELECT *
            FROM unnest($8::text[], $9::text[], $10::text[], $11::bytea[]) AS contact (source_external_id, guest_external_id, kind, contact_index)
            WHERE (source_external_id IN (SELECT external_id FROM held)) IS TRUE
        ), gone AS (
            DELETE FROM guest_contact
            WHERE hotel_id = $1 AND connection_id = $2 AND source = $7 AND source_external_id = ANY ($3)
              AND (source_external_id IN (SELECT external_id FROM held)) IS TRUE
              AND (source_external_id, guest_external_id, contact_index) NOT IN (
                  SELECT source_external_id, guest_external_id, contact_index FROM wanted)
        )
        INSERT INTO guest_contact (hotel_id, connection_id, source, source_external_id, guest_external_id, kind, contact_index)
        SELECT $1, $2, $7, source_external_id, guest_external_id, kind, contact_index
        FROM wanted
        ON CONFLICT DO NOTHING
        """;

    /// <param name="context">Whose rows these are.</param>
    /// <param name="source"><see cref="Guest"/> or <see cref="Booking"/>.</param>
    /// <param name="rows">The batch, its rows locked by the statement before.</param>
    /// <param name="contactsOf">The contacts of a row, each with the guest it belongs to; empty for none.</param>
    public static NpgsqlBatchCommand Of<TRow>(
        EventContext context, string source, IReadOnlyList<TRow> rows, Func<TRow, IEnumerable<(string GuestExternalId, Contact Contact)>> contactsOf)
        where TRow : SnapshotRow
    {
        (TRow Owner, string Guest, Contact Contact)[] contacts =
            [.. rows.SelectMany(row => contactsOf(row).Select(entry => (row, entry.GuestExternalId, entry.Contact)))];
        return new NpgsqlBatchCommand(string.Equals(source, Guest, StringComparison.Ordinal) ? FromGuests : FromBookings)
        {
            Parameters =
            {
                Parameter.Of(context.HotelId),
                Parameter.Of(context.ConnectionId),
                Parameter.Each(rows, row => row.ExternalId),
                Parameter.Each(rows, row => row.Version.OrderedAt.UtcDateTime),
                Parameter.Each(rows, row => row.Version.ObservedAt.UtcDateTime),
                Parameter.Each(rows, row => row.Version.ContentHash),
                Parameter.Of(source),
                Parameter.Each(contacts, entry => entry.Owner.ExternalId),
                Parameter.Each(contacts, entry => entry.Guest),
                Parameter.Each(contacts, entry => entry.Contact.Kind),
                Parameter.Each(contacts, entry => entry.Contact.Index),
            },
        };
    }
}
