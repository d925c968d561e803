using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Ledger;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The statements that bring a verdict into the database; those without rows are left out.</summary>
internal static class SnapshotWrites
{
    private const string Supersede = """
        INSERT INTO entity_history (set_id, hotel_id, external_id, modified_at, observed_at, ordered_at, recorded_at, superseded_at,
            sync_run_id, webhook_id, outcome, content_hash, payload)
        SELECT e.set_id, e.hotel_id, e.external_id, e.modified_at, e.observed_at, e.ordered_at, e.recorded_at, $1,
            e.sync_run_id, e.webhook_id, e.outcome, e.content_hash, CASE WHEN i.keeps_payload THEN e.payload END
        FROM unnest($2, $3, $4, $5) AS i (set_id, hotel_id, external_id, keeps_payload)
        CROSS JOIN LATERAL (SELECT * FROM entity WHERE set_id = i.set_id AND external_id = i.external_id LIMIT 1) AS e
        """;

    // unnest side by side in a select list: as a table function it would copy every payload twice more, a quarter of the statement's time.
    private const string AddLate = """
        INSERT INTO entity_history (set_id, hotel_id, external_id, modified_at, observed_at, ordered_at, recorded_at, superseded_at,
            sync_run_id, webhook_id, outcome, content_hash, payload)
        SELECT set_id, hotel_id, external_id, modified_at, observed_at, coalesce(modified_at, observed_at), $1, $1,
            sync_run_id, webhook_id, outcome, content_hash, payload
        FROM (SELECT unnest($2) AS set_id, unnest($3) AS hotel_id, unnest($4) AS external_id, unnest($5) AS modified_at, unnest($6) AS observed_at,
            unnest($7) AS sync_run_id, unnest($8) AS webhook_id, unnest($9) AS outcome, unnest($10) AS content_hash, unnest($11) AS payload) AS i
        """;

    private const string PutCurrent = """
        INSERT INTO entity (set_id, hotel_id, external_id, modified_at, observed_at, ordered_at, recorded_at,
            sync_run_id, webhook_id, arrival, departure, status, outcome, content_hash, payload)
        SELECT set_id, hotel_id, external_id, modified_at, observed_at, coalesce(modified_at, observed_at), $1,
            sync_run_id, webhook_id, arrival, departure, status, outcome, content_hash, payload
        FROM (SELECT unnest($2) AS set_id, unnest($3) AS hotel_id, unnest($4) AS external_id, unnest($5) AS modified_at, unnest($6) AS observed_at,
            unnest($7) AS sync_run_id, unnest($8) AS webhook_id, unnest($9) AS outcome, unnest($10) AS content_hash, unnest($11) AS payload,
            unnest($12) AS arrival, unnest($13) AS departure, unnest($14) AS status) AS i
        ON CONFLICT (set_id, external_id) DO UPDATE SET
            modified_at = excluded.modified_at, observed_at = excluded.observed_at, ordered_at = excluded.ordered_at,
            recorded_at = excluded.recorded_at, sync_run_id = excluded.sync_run_id, webhook_id = excluded.webhook_id,
            arrival = excluded.arrival, departure = excluded.departure, status = excluded.status, outcome = excluded.outcome,
            content_hash = excluded.content_hash, payload = excluded.payload
        """;

    private const string Count = """
        UPDATE entity_set AS s SET
            vendor = i.vendor, current = s.current + i.added, applied = s.applied + i.applied, unchanged = s.unchanged + i.unchanged,
            stale = s.stale + i.stale, last_change_at = CASE WHEN i.applied > 0 THEN greatest(s.last_change_at, $1) ELSE s.last_change_at END
        FROM unnest($2, $3, $4, $5, $6, $7) AS i (set_id, vendor, added, applied, unchanged, stale)
        WHERE s.set_id = i.set_id
        """;

    public static NpgsqlBatch Of(Verdict verdict, EntitySets sets, DateTime now)
    {
        var batch = new NpgsqlBatch();

        // First of all: the rows it copies are replaced by the statement after next.
        if (verdict.Superseded.Count > 0)
        {
            var superseded = verdict.Superseded;
            Add(batch, Supersede, now, [.. Keys(superseded.ConvertAll(row => row.Of), sets),
                Parameter.Array(NpgsqlDbType.Boolean, superseded.ConvertAll(row => row.KeepsPayload))]);
        }

        if (verdict.Late.Count > 0)
            Add(batch, AddLate, now, [.. Versions(verdict.Late, sets)]);

        if (verdict.Current.Count > 0)
        {
            Add(batch, PutCurrent, now, [.. Versions(verdict.Current, sets),
                Parameter.Array(NpgsqlDbType.Date, verdict.Current.ConvertAll(row => row.Snapshot.Stay?.Arrival)),
                Parameter.Array(NpgsqlDbType.Date, verdict.Current.ConvertAll(row => row.Snapshot.Stay?.Departure)),
                Parameter.Array<string?>(NpgsqlDbType.Text, verdict.Current.ConvertAll(row => row.Snapshot.Stay?.Status))]);
        }

        var tallies = verdict.Tallies;
        Add(batch, Count, now,
        [
            Parameter.Array(NpgsqlDbType.Integer, tallies.ConvertAll(tally => sets.IdOf(tally.Arrival))),
            Parameter.Array(NpgsqlDbType.Text, tallies.ConvertAll(tally => tally.Arrival.Context.Vendor)),
            Parameter.Array(NpgsqlDbType.Bigint, tallies.ConvertAll(tally => tally.Added)),
            Parameter.Array(NpgsqlDbType.Bigint, tallies.ConvertAll(tally => tally.Applied)),
            Parameter.Array(NpgsqlDbType.Bigint, tallies.ConvertAll(tally => tally.Unchanged)),
            Parameter.Array(NpgsqlDbType.Bigint, tallies.ConvertAll(tally => tally.Stale)),
        ]);
        return batch;
    }

    private static void Add(NpgsqlBatch batch, string sql, DateTime now, NpgsqlParameter[] rows)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { Parameter.Instant(now) } };
        command.Parameters.AddRange(rows);
        batch.BatchCommands.Add(command);
    }

    private static IEnumerable<NpgsqlParameter> Keys(List<Snapshot> rows, EntitySets sets) =>
    [
        Parameter.Array(NpgsqlDbType.Integer, rows.ConvertAll(row => sets.IdOf(row.Arrival))),
        Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => row.Arrival.Context.HotelId)),
        Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => row.ExternalId)),
    ];

    private static IEnumerable<NpgsqlParameter> Versions(List<Judged> rows, EntitySets sets) =>
    [
        .. Keys(rows.ConvertAll(row => row.Snapshot), sets),
        Parameter.Array(NpgsqlDbType.TimestampTz, rows.ConvertAll(row => row.Snapshot.ModifiedAt)),
        Parameter.Array(NpgsqlDbType.TimestampTz, rows.ConvertAll(row => row.Snapshot.ObservedAt)),
        Parameter.Array(NpgsqlDbType.Uuid, rows.ConvertAll(row => row.Snapshot.Arrival.Context.SyncRunId)),
        Parameter.Array(NpgsqlDbType.Uuid, rows.ConvertAll(row => row.Snapshot.Arrival.Context.WebhookId)),
        Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => Outcomes.Column(row.Outcome))),
        Parameter.Array(NpgsqlDbType.Bytea, rows.ConvertAll(row => row.Snapshot.ContentHash)),
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
