using Npgsql;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.SyncLedger.Entities;
using PmsPlatform.SyncLedger.Reading;

namespace PmsPlatform.SyncLedger.Runs;

/// <summary>A row of sync_run as it is shown.</summary>
internal static class RunRow
{
    public const string Columns = """
        r.run_id, r.hotel_id, r.connection_id, r.vendor, r.entity, r.mode, r.since, r.from_date, r.until_date, r.record_limit, r.state,
        r.processed, r.changed, r.unchanged, r.failed, r.vendor_calls, r.pages, r.total, r.started_at, r.ended_at, r.error_kind, r.reason, r.related,
        r.percent, r.read_from, r.read_until, r.estimated_end, r.calls_left,
        r.force, r.drift_missed, r.drift_added, r.drift_removed, r.drift_withheld
        """;

    public static SyncRunView Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        HotelId = row.GetString(1),
        ConnectionId = row.GetString(2),
        Vendor = row.GetString(3),
        Scope = new SyncRunScope
        {
            Entity = EntityNames.FromColumn(row.GetString(4)),
            Mode = Enum.TryParse<SyncMode>(row.GetString(5), out var mode) ? mode : SyncMode.Unknown,
            Since = row.GetFieldValue<DateTimeOffset?>(6),
            From = row.GetFieldValue<DateOnly?>(7),
            Until = row.GetFieldValue<DateOnly?>(8),
            Limit = row.GetFieldValue<int?>(9),
            Force = row.GetFieldValue<bool?>(28),
        },
        State = Enum.Parse<SyncRunState>(row.GetString(10)),
        Counts = new SyncCounts
        {
            Processed = row.GetInt64(11),
            Changed = row.GetInt64(12),
            Unchanged = row.GetInt64(13),
            Related = row.GetInt64(22),
            Failed = row.GetInt64(14),
            VendorCalls = row.GetInt64(15),
            Pages = row.GetInt64(16),
            Total = row.GetFieldValue<long?>(17),
            Drift = row.IsDBNull(29)
                ? null
                : new SyncDrift { Missed = row.GetInt64(29), Added = row.GetInt64(30), Removed = row.GetInt64(31), Withheld = row.GetInt64(32) },
        },
        Progress = ProgressOf(row),
        StartedAt = row.GetFieldValue<DateTimeOffset?>(18),
        EndedAt = row.GetFieldValue<DateTimeOffset?>(19),
        ErrorKind = row.GetStringOrNull(20),
        Reason = row.GetStringOrNull(21),
    };

    /// <summary>Only an end is 100 %, and only a run that goes on has an end to wait for.</summary>
    private static SyncProgress ProgressOf(NpgsqlDataReader row)
    {
        var running = string.Equals(row.GetString(10), nameof(SyncRunState.Running), StringComparison.Ordinal);
        return new SyncProgress
        {
            Percent = string.Equals(row.GetString(10), nameof(SyncRunState.Completed), StringComparison.Ordinal) ? 100 : row.GetFieldValue<double?>(23),
            ReadFrom = row.GetFieldValue<DateOnly?>(24),
            ReadUntil = row.GetFieldValue<DateOnly?>(25),
            EstimatedEnd = running ? row.GetFieldValue<DateTimeOffset?>(26) : null,
            CallsLeft = running ? row.GetFieldValue<long?>(27) : null,
        };
    }
}
