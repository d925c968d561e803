using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Ledger;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The statements that bring a verdict into the database; those without rows are left out.</summary>
internal static class SnapshotWrites
{
    // unnest side by side in a select list: as a table function it would copy every payload twice more, a quarter of the statement's time.
    private const string AddVersions = """
        INSERT INTO entity_history (set_id, hotel_id, external_id, modified_at, observed_at, ordered_at, recorded_at,
            sync_run_id, webhook_id, outcome, content_hash, payload)
        SELECT set_id, hotel_id, external_id, modified_at, observed_at, coalesce(modified_at, observed_at), $1,
            sync_run_id, webhook_id, outcome, content_hash, payload
        FROM (SELECT unnest($2) AS set_id, unnest($3) AS hotel_id, unnest($4) AS external_id, unnest($5) AS modified_at, unnest($6) AS observed_at,
            unnest($7) AS content_hash, unnest($8) AS sync_run_id, unnest($9) AS webhook_id, unnest($10) AS outcome, unnest($11) AS payload) AS i
        """;

    // The content of a version that only repeats it stays where it is.
    private const string PutCurrent = """
        INSERT INTO entity AS e (set_id, hotel_id, external_id, modified_at, observed_at, ordered_at, recorded_at, payload_at,
            arrival, departure, status, content_hash, removed_at)
        SELECT set_id, hotel_id, external_id, modified_at, observed_at, coalesce(modified_at, observed_at), $1, $1,
            arrival, departure, status, content_hash, removed_at
        FROM (SELECT unnest($2) AS set_id, unnest($3) AS hotel_id, unnest($4) AS external_id, unnest($5) AS modified_at, unnest($6) AS observed_at,
            unnest($7) AS content_hash, unnest($8) AS arrival, unnest($9) AS departure, unnest($10) AS status,
            unnest($11) AS removed_at) AS i
        ON CONFLICT (set_id, external_id) DO UPDATE SET
            modified_at = excluded.modified_at, observed_at = excluded.observed_at, ordered_at = excluded.ordered_at, recorded_at = excluded.recorded_at,
            payload_at = CASE WHEN e.content_hash = excluded.content_hash THEN e.payload_at ELSE excluded.payload_at END,
            arrival = excluded.arrival, departure = excluded.departure, status = excluded.status, content_hash = excluded.content_hash,
            removed_at = excluded.removed_at
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

        var versions = verdict.Versions;
        if (versions.Count > 0)
        {
            Add(batch, AddVersions, now, [.. Keys(versions.ConvertAll(version => version.Snapshot), sets),
                Parameter.Array(NpgsqlDbType.Uuid, versions.ConvertAll(version => version.Snapshot.Arrival.Context.SyncRunId)),
                Parameter.Array(NpgsqlDbType.Uuid, versions.ConvertAll(version => version.Snapshot.Arrival.Context.WebhookId)),
                Parameter.Array(NpgsqlDbType.Text, versions.ConvertAll(version => Outcomes.Column(version.Outcome))),
                Parameter.Array<byte[]?>(NpgsqlDbType.Bytea, versions.ConvertAll(version => HasContent(version) ? version.Snapshot.Payload : null))]);
        }

        var current = verdict.Current;
        if (current.Count > 0)
        {
            Add(batch, PutCurrent, now, [.. Keys(current, sets),
                Parameter.Array(NpgsqlDbType.Date, current.ConvertAll(snapshot => snapshot.Stay?.Arrival)),
                Parameter.Array(NpgsqlDbType.Date, current.ConvertAll(snapshot => snapshot.Stay?.Departure)),
                Parameter.Array<string?>(NpgsqlDbType.Text, current.ConvertAll(snapshot => snapshot.Stay?.Status)),
                Parameter.Array(NpgsqlDbType.TimestampTz, current.ConvertAll(snapshot => snapshot.IsRemoval ? snapshot.ObservedAt : (DateTime?)null))]);
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

    private static bool HasContent(Judged version) => version.Outcome is not LedgerOutcome.Unchanged && !version.Snapshot.IsRemoval;

    private static void Add(NpgsqlBatch batch, string sql, DateTime now, NpgsqlParameter[] rows)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { Parameter.Instant(now) } };
        command.Parameters.AddRange(rows);
        batch.BatchCommands.Add(command);
    }

    /// <summary>Set, hotel, external id, modified, observed, hash: the columns both tables begin with.</summary>
    private static IEnumerable<NpgsqlParameter> Keys(List<Snapshot> rows, EntitySets sets) =>
    [
        Parameter.Array(NpgsqlDbType.Integer, rows.ConvertAll(row => sets.IdOf(row.Arrival))),
        Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => row.Arrival.Context.HotelId)),
        Parameter.Array(NpgsqlDbType.Text, rows.ConvertAll(row => row.ExternalId)),
        Parameter.Array(NpgsqlDbType.TimestampTz, rows.ConvertAll(row => row.ModifiedAt)),
        Parameter.Array(NpgsqlDbType.TimestampTz, rows.ConvertAll(row => row.ObservedAt)),
        Parameter.Array(NpgsqlDbType.Bytea, rows.ConvertAll(row => row.ContentHash)),
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
