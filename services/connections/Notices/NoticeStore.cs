using Npgsql;
using NpgsqlTypes;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Notices;

/// <summary>What is to be told of: at a hotel, or of an organisation where no hotel is named.</summary>
internal sealed record RaisedNotice(string Kind, string Summary, DateTimeOffset RaisedAt, string Once)
{
    public string? HotelId { get; init; }

    public string? ConnectionId { get; init; }

    public string? OrganizationId { get; init; }
}

/// <summary>A delivery that is to be made now.</summary>
internal sealed record DueDelivery(
    Guid NoticeId, string TargetId, int Attempts, NoticeChannel Channel, string Address, byte[]? SealedSecret, string Kind, string Summary, DateTimeOffset RaisedAt,
    string? HotelId, string? ConnectionId);

/// <summary>Raises notices for whom they concern, and keeps how far they have come.</summary>
internal sealed class NoticeStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>A sender that dies leaves what it took until then.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    private readonly Signal _raised = new(time);

    /// <summary>Returns when something was raised here, or the time is over.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _raised.WaitAsync(most, cancellationToken);

    /// <summary>Raises a notice, once; hotels that are not in the registry have nobody to tell.</summary>
    public async Task RaiseAsync(RaisedNotice notice, CancellationToken cancellationToken)
    {
        const string sql = """
            WITH raised AS (
                INSERT INTO notice (notice_id, organization_id, hotel_id, connection_id, kind, summary, raised_at, once)
                SELECT $1, place.organization_id, place.hotel_id, $4, $5, $6, $7, $8
                FROM (SELECT organization_id, hotel_id FROM hotel WHERE hotel_id = $2 UNION ALL SELECT $3, NULL WHERE $3 IS NOT NULL) AS place
                ON CONFLICT (once) DO NOTHING
                RETURNING notice_id, organization_id, hotel_id, kind)
            INSERT INTO notice_delivery (notice_id, target_id, organization_id, hotel_id, due_at)
            SELECT raised.notice_id, target.target_id, raised.organization_id, raised.hotel_id, $9
            FROM raised
            JOIN notice_target AS target ON target.organization_id = raised.organization_id AND target.is_enabled
                AND (target.hotel_id IS NULL OR target.hotel_id = raised.hotel_id) AND (target.notice_kinds IS NULL OR raised.kind = ANY (target.notice_kinds))
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Guid.CreateVersion7(notice.RaisedAt) });
        command.Parameters.Add(Text(notice.HotelId));
        command.Parameters.Add(Text(notice.OrganizationId));
        command.Parameters.Add(Text(notice.ConnectionId));
        command.Parameters.Add(new() { Value = notice.Kind });
        command.Parameters.Add(new() { Value = notice.Summary });
        command.Parameters.Add(new() { Value = notice.RaisedAt.ToUniversalTime() });
        command.Parameters.Add(new() { Value = notice.Once });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        _raised.Raise();
    }

    /// <summary>A word to one target, to see whether it arrives.</summary>
    public async Task<Guid> RaiseTrialAsync(NoticeTarget target, CancellationToken cancellationToken)
    {
        const string sql = """
            WITH raised AS (
                INSERT INTO notice (notice_id, organization_id, hotel_id, kind, summary, raised_at, once) VALUES ($1, $2, $3, 'trial', 'This is a trial. Nothing is wrong.', $4, $5))
            INSERT INTO notice_delivery (notice_id, target_id, organization_id, hotel_id, due_at) VALUES ($1, $6, $2, $3, $4)
            """;
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = target.OrganizationId });
        command.Parameters.Add(Text(target.HotelId));
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = $"trial:{id}" });
        command.Parameters.Add(new() { Value = target.TargetId });
        await command.ExecuteNonQueryAsync(cancellationToken);
        _raised.Raise();
        return id;
    }

    /// <summary>Takes what is due; nobody else takes it for a minute.</summary>
    public async Task<List<DueDelivery>> TakeAsync(int limit, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE notice_delivery AS d SET attempts = d.attempts + 1, due_at = $2, last_error = NULL
            FROM (
                SELECT notice_id AS one, target_id AS whom FROM notice_delivery
                WHERE state = 'Waiting' AND due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS due
            JOIN notice ON notice.notice_id = due.one
            JOIN notice_target AS target ON target.target_id = due.whom
            WHERE d.notice_id = due.one AND d.target_id = due.whom
            RETURNING d.notice_id, d.target_id, d.attempts, target.kind, target.address, target.sealed_secret, notice.kind, notice.summary, notice.raised_at, notice.hotel_id, notice.connection_id
            """;
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now + Claim });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<DueDelivery>();
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(new DueDelivery(
                reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), Enum.Parse<NoticeChannel>(reader.GetString(3)), reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5), reader.GetString(6), reader.GetString(7), reader.GetFieldValue<DateTimeOffset>(8),
                reader.IsDBNull(9) ? null : reader.GetString(9), reader.IsDBNull(10) ? null : reader.GetString(10)));
        }

        return due;
    }

    public Task SentAsync(DueDelivery delivery, CancellationToken cancellationToken) => SettleAsync(delivery, "Sent", dueAt: null, error: null, cancellationToken);

    public Task FailedAsync(DueDelivery delivery, string error, CancellationToken cancellationToken) => SettleAsync(delivery, "Failed", dueAt: null, error, cancellationToken);

    public Task AgainAsync(DueDelivery delivery, DateTimeOffset at, string error, CancellationToken cancellationToken) => SettleAsync(delivery, "Waiting", at, error, cancellationToken);

    /// <summary>Forgets what was raised long ago, and what was counted.</summary>
    public async Task ForgetAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch();
        foreach (var (sql, before) in ((string, DateTimeOffset)[])[
            ("DELETE FROM notice WHERE raised_at < $1", now - keep), ("DELETE FROM quarantine_mark WHERE seen_at < $1", now - TimeSpan.FromHours(2)),
            ("DELETE FROM sync_failure WHERE failed_at < $1", now - TimeSpan.FromDays(30))])
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = before } } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task SettleAsync(DueDelivery delivery, string state, DateTimeOffset? dueAt, string? error, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE notice_delivery SET state = $3, due_at = coalesce($4, due_at), settled_at = CASE WHEN $3 <> 'Waiting' THEN $5 END, last_error = $6 WHERE notice_id = $1 AND target_id = $2");
        command.Parameters.Add(new() { Value = delivery.NoticeId });
        command.Parameters.Add(new() { Value = delivery.TargetId });
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(new() { Value = (object?)dueAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        command.Parameters.Add(Text(error));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
