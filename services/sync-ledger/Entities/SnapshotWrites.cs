using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The statements that bring a verdict into the database; those without rows are left out.</summary>
internal static class SnapshotWrites
{
    private const string Supersede = """
        INSERT INTO entity_history (entity, hotel_id, connection_id, external_id, modified_at, observed_at, ordered_at, content_hash, outcome,
            recorded_at, superseded_at, sync_run_id, webhook_id, payload)
        SELECT $1, i.hotel_id, i.connection_id, i.external_id, e.modified_at, e.observed_at, e.ordered_at, e.content_hash, e.outcome,
            e.recorded_at, $2, e.sync_run_id, e.webhook_id, CASE WHEN i.keeps_payload THEN e.payload END
        FROM unnest($3, $4, $5, $6) AS i (hotel_id, connection_id, external_id, keeps_payload)
        CROSS JOIN LATERAL (
            SELECT * FROM entity
            WHERE entity = $1 AND hotel_id = i.hotel_id AND connection_id = i.connection_id AND external_id = i.external_id
            LIMIT 1) AS e
        """;

    private const string AddLate = """
        INSERT INTO entity_history (entity, hotel_id, connection_id, external_id, modified_at, observed_at, ordered_at, content_hash, outcome,
            recorded_at, superseded_at, sync_run_id, webhook_id, payload)
        SELECT $1, hotel_id, connection_id, external_id, modified_at, observed_at, coalesce(modified_at, observed_at), content_hash, outcome,
            $2, $2, sync_run_id, webhook_id, payload
        FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            AS i (hotel_id, connection_id, external_id, modified_at, observed_at, content_hash, outcome, sync_run_id, webhook_id, payload)
        """;

    private const string PutCurrent = """
        INSERT INTO entity (entity, hotel_id, connection_id, external_id, modified_at, observed_at, ordered_at, content_hash, outcome,
            recorded_at, sync_run_id, webhook_id, status, arrival, departure, payload)
        SELECT $1, hotel_id, connection_id, external_id, modified_at, observed_at, coalesce(modified_at, observed_at), content_hash, outcome,
            $2, sync_run_id, webhook_id, status, arrival, departure, payload
        FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            AS i (hotel_id, connection_id, external_id, modified_at, observed_at, content_hash, outcome, sync_run_id, webhook_id, payload,
                  status, arrival, departure)
        ON CONFLICT (entity, hotel_id, connection_id, external_id) DO UPDATE SET
            modified_at = excluded.modified_at, observed_at = excluded.observed_at, ordered_at = excluded.ordered_at,
            content_hash = excluded.content_hash, outcome = excluded.outcome, recorded_at = excluded.recorded_at,
            sync_run_id = excluded.sync_run_id, webhook_id = excluded.webhook_id,
            status = excluded.status, arrival = excluded.arrival, departure = excluded.departure, payload = excluded.payload
        """;

    private const string Count = """
        INSERT INTO entity_counter AS c (entity, hotel_id, connection_id, vendor, current, applied, unchanged, stale, last_change_at)
        SELECT $1, hotel_id, connection_id, vendor, added, applied, unchanged, stale, CASE WHEN applied > 0 THEN $2 END
        FROM unnest($3, $4, $5, $6, $7, $8, $9) AS i (hotel_id, connection_id, vendor, added, applied, unchanged, stale)
        ON CONFLICT (hotel_id, connection_id, entity) DO UPDATE SET
            vendor = excluded.vendor, current = c.current + excluded.current, applied = c.applied + excluded.applied,
            unchanged = c.unchanged + excluded.unchanged, stale = c.stale + excluded.stale,
            last_change_at = greatest(c.last_change_at, excluded.last_change_at)
        """;

    public static NpgsqlBatch Of(Verdict verdict, EntityKind entity, DateTime now)
    {
        var batch = new NpgsqlBatch();

        // First of all: the rows it copies are replaced by the statement after next.
        if (verdict.Superseded.Count > 0)
        {
            var superseded = verdict.Superseded;
            Add(batch, Supersede, entity, now, [.. Keys(superseded.ConvertAll(row => row.Of)),
                Parameter.Array(NpgsqlDbType.Boolean, superseded.ConvertAll(row => row.KeepsPayload))]);
        }

        if (verdict.Late.Count > 0)
            Add(batch, AddLate, entity, now, [.. Versions(verdict.Late)]);

        if (verdict.Current.Count > 0)
        {
            Add(batch, PutCurrent, entity, now, [.. Versions(verdict.Current),
                Parameter.Array<string?>(NpgsqlDbType.Text, verdict.Current.ConvertAll(row => row.Snapshot.Stay?.Status)),
                Parameter.Array(NpgsqlDbType.Date, verdict.Current.ConvertAll(row => row.Snapshot.Stay?.Arrival)),
                Parameter.Array(NpgsqlDbType.Date, verdict.Current.ConvertAll(row => row.Snapshot.Stay?.Departure))]);
        }

        var tallies = verdict.Tallies;
        Add(batch, Count, entity, now,
        [
            Parameter.Array(NpgsqlDbType.Text, tallies.ConvertAll(tally => tally.Arrival.Context.HotelId)),
            Parameter.Array(NpgsqlDbType.Text, tallies.ConvertAll(tally => tally.Arrival.Context.ConnectionId)),
            Parameter.Array(NpgsqlDbType.Text, tallies.ConvertAll(tally => tally.Arrival.Context.Vendor)),
            Parameter.Array(NpgsqlDbType.Bigint, tallies.ConvertAll(tally => tally.Added)),
            Parameter.Array(NpgsqlDbType.Bigint, tallies.ConvertAll(tally => tally.Applied)),
            Parameter.Array(NpgsqlDbType.Bigint, tallies.ConvertAll(tally => tally.Unchanged)),
            Parameter.Array(NpgsqlDbType.Bigint, tallies.ConvertAll(tally => tally.Stale)),
        ]);
        return batch;
    }

    private static void Add(NpgsqlBatch batch, string sql, EntityKind entity, DateTime now, NpgsqlParameter[] rows)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { Parameter.Text(entity.Column()), Parameter.Instant(now) } };
        command.Parameters.AddRange(rows);
        batch.BatchCommands.Add(command);
    }

    private static IEnumerable<NpgsqlParameter> Keys(List<Snapshot> rows) =>
    [
        Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => row.Arrival.Context.HotelId)),
        Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => row.Arrival.Context.ConnectionId)),
        Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => row.ExternalId)),
    ];

    private static IEnumerable<NpgsqlParameter> Versions(List<Judged> rows) =>
    [
        .. Keys(rows.ConvertAll(row => row.Snapshot)),
        Parameter.Array(NpgsqlDbType.TimestampTz, rows.ConvertAll(row => row.Snapshot.ModifiedAt)),
        Parameter.Array(NpgsqlDbType.TimestampTz, rows.ConvertAll(row => row.Snapshot.ObservedAt)),
        Parameter.Array(NpgsqlDbType.Bytea, rows.ConvertAll(row => row.Snapshot.ContentHash)),
        Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => Outcomes.Column(row.Outcome))),
        Parameter.Array(NpgsqlDbType.Uuid, rows.ConvertAll(row => row.Snapshot.Arrival.Context.SyncRunId)),
        Parameter.Array(NpgsqlDbType.Uuid, rows.ConvertAll(row => row.Snapshot.Arrival.Context.WebhookId)),
        Parameter.Array<byte[]?>(NpgsqlDbType.Bytea, rows.ConvertAll(row => row.KeepsPayload ? row.Snapshot.Payload : null)),
    ];
}

/// <summary>How outcomes are written in the database.</summary>
internal static class Outcomes
{
    public static string Column(LedgerOutcome outcome) => outcome switch
    {
        LedgerOutcome.Applied => "applied",
        LedgerOutcome.Unchanged => "unchanged",
        LedgerOutcome.Stale => "stale",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome the ledger records."),
    };

    public static LedgerOutcome FromColumn(string text) => text switch
    {
        "applied" => LedgerOutcome.Applied,
        "unchanged" => LedgerOutcome.Unchanged,
        "stale" => LedgerOutcome.Stale,
        _ => LedgerOutcome.Unknown,
    };
}
