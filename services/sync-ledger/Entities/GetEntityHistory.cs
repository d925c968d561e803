using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Reading;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// <c>GET /ledger/{entity}/{connectionId}/{externalId}/history?after=&amp;limit=</c>: every state the entity was in, the latest first, in the order of
/// versions: it reads the same in whatever order they arrived. Versions that repeat the content before them are no states of their own.
/// </summary>
internal static class GetEntityHistory
{
    private const string Query = """
        SELECT state.hotel_id, state.modified_at, state.observed_at, state.content_hash, state.recorded_at, state.outcome, state.sync_run_id, state.webhook_id,
            state.ordered_at,
            coalesce(state.payload, (
                SELECT w.payload FROM entity_history AS w
                WHERE w.set_id = state.set_id AND w.external_id = $4 AND w.content_hash = state.content_hash AND w.payload IS NOT NULL
                LIMIT 1))
        FROM (
            SELECT v.*, lag(v.content_hash) OVER (PARTITION BY v.set_id ORDER BY v.ordered_at, v.observed_at, v.recorded_at, v.content_hash) AS before
            FROM entity_set AS s
            JOIN entity_history AS v ON v.set_id = s.set_id AND v.external_id = $4
            WHERE s.entity = $1 AND s.hotel_id = ANY ($2) AND s.connection_id = $3) AS state
        WHERE state.content_hash IS DISTINCT FROM state.before
          AND (state.ordered_at, state.observed_at, state.recorded_at, state.content_hash) < ($5, $6, $7, $8)
        ORDER BY state.ordered_at DESC, state.observed_at DESC, state.recorded_at DESC, state.content_hash DESC
        LIMIT $9
        """;

    private static readonly DateTime Latest = new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static void Map(RouteGroupBuilder group) => group.MapGet("/ledger/{entity}/{connectionId}/{externalId}/history", Handle)
        .WithName("GetEntityHistory")
        .WithSummary("Every state a booking, guest or room was in, the latest first.");

    private static async Task<Results<Ok<Page<LedgerVersion>>, ProblemHttpResult>> Handle(
        string entity, string connectionId, string externalId, string? after, int? limit,
        HttpContext http, HotelScope scope, Payloads payloads, CancellationToken cancellationToken)
    {
        if (!EntityNames.TryFromAddress(entity, out var kind))
            return Problem.NotFound("kind of entity");
        if (!PageLimit.TryRead(limit, out var most, out var problem))
            return problem;
        if (Position.Read(after) is not { } position)
            return PageLimit.NoCursor();

        var id = GetEntity.Decoded(externalId);
        var rows = await scope.RunAsync(
            http.Caller(),
            Query,
            [
                Parameter.Text(kind.Value.Column()), HotelScope.HotelsOf(http.Caller()), Parameter.Text(connectionId), Parameter.Text(id),
                Parameter.Instant(position.OrderedAt), Parameter.Instant(position.ObservedAt), Parameter.Instant(position.RecordedAt),
                new NpgsqlParameter { Value = position.ContentHash, NpgsqlDbType = NpgsqlDbType.Bytea }, Parameter.Of<int>(NpgsqlDbType.Integer, most + 1),
            ],
            row => new State(row, kind.Value, connectionId, id, payloads),
            cancellationToken);

        if (rows.Count == 0 && after is null)
            return Problem.NotFound(kind.Value.Column());

        return TypedResults.Ok(new Page<LedgerVersion>
        {
            Items = [.. rows.Take(most).Select(row => row.Version)],
            Next = rows.Count > most ? rows[most - 1].Position.Write() : null,
        });
    }

    private sealed class State(NpgsqlDataReader row, EntityKind kind, string connectionId, string externalId, Payloads payloads)
    {
        public Position Position { get; } = new(row.GetDateTime(8), row.GetDateTime(2), row.GetDateTime(4), row.GetFieldValue<byte[]>(3));

        public LedgerVersion Version { get; } = new()
        {
            Version = ListEntities.VersionOf(row, 1),
            RecordedAt = row.GetFieldValue<DateTimeOffset>(4),
            Outcome = Outcomes.FromColumn(row.GetString(5)),
            SyncRunId = row.IsDBNull(6) ? null : row.GetGuid(6),
            WebhookId = row.IsDBNull(7) ? null : row.GetGuid(7),
            Removed = row.GetFieldValue<byte[]>(3).AsSpan().SequenceEqual(Snapshot.HashOfRemoval) ? true : null,
            Value = payloads.ReadOrNull(row.IsDBNull(9) ? null : row.GetFieldValue<byte[]>(9), kind, row.GetString(0), connectionId, externalId),
        };
    }

    private sealed record Position(DateTime OrderedAt, DateTime ObservedAt, DateTime RecordedAt, byte[] ContentHash)
    {
        private const string List = "history";

        /// <summary>Null when the text is no cursor of this list; the beginning when there is none.</summary>
        public static Position? Read(string? after)
        {
            if (after is null)
                return new Position(Latest, Latest, Latest, []);

            Span<byte> hash = stackalloc byte[64];
            return Cursor.TryRead(after, List, parts: 4, out var parts)
                && Cursor.TryReadInstant(parts[0], out var ordered) && Cursor.TryReadInstant(parts[1], out var observed)
                && Cursor.TryReadInstant(parts[2], out var recorded)
                && Convert.FromHexString(parts[3], hash, out _, out var written) is System.Buffers.OperationStatus.Done
                ? new Position(ordered, observed, recorded, hash[..written].ToArray())
                : null;
        }

        public string Write() => Cursor.Write(
            List, Cursor.Write(OrderedAt), Cursor.Write(ObservedAt), Cursor.Write(RecordedAt), Convert.ToHexStringLower(ContentHash));
    }
}
