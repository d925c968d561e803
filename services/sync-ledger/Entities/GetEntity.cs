using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// <c>GET /ledger/{entity}/{connectionId}/{externalId}?at=&amp;includeRemoved=</c>: one entity now, or as it stood at the vendor at an instant, as far as it
/// was ever read. One that is no longer at the vendor is not found, and the answer says since when; with <c>includeRemoved=true</c> it shows what it was last.
/// </summary>
internal static class GetEntity
{
    private const string Current = $"""
        SELECT s.hotel_id, s.connection_id, e.external_id, e.modified_at, e.observed_at, e.content_hash, e.recorded_at,
            CASE WHEN e.removed_at IS NULL THEN v.payload ELSE r.payload END, e.removed_at
        FROM entity_set AS s
        JOIN entity AS e ON e.set_id = s.set_id AND e.external_id = $4
        LEFT JOIN LATERAL (
            SELECT payload FROM entity_history
            WHERE set_id = e.set_id AND external_id = e.external_id AND recorded_at = e.payload_at AND content_hash = e.content_hash AND payload IS NOT NULL
            LIMIT 1) AS v ON true
        {ListEntities.LastContent}
        WHERE s.entity = $1 AND s.hotel_id = ANY ($2) AND s.connection_id = $3
        """;

    // A removal counts from the moment it was confirmed, and so does what came back after it with the vendor's old time: nobody saw it in between.
    private const string AsOf = """
        SELECT s.hotel_id, s.connection_id, v.external_id, v.modified_at, v.observed_at, v.content_hash, v.recorded_at,
            coalesce(v.payload, (
                SELECT w.payload FROM entity_history AS w
                WHERE w.set_id = s.set_id AND w.external_id = $4 AND w.content_hash = v.content_hash AND w.payload IS NOT NULL
                LIMIT 1)),
            CASE WHEN v.content_hash = '\x00000000000000000000000000000000' THEN v.observed_at END
        FROM entity_set AS s
        JOIN entity_history AS v ON v.set_id = s.set_id AND v.external_id = $4
        WHERE s.entity = $1 AND s.hotel_id = ANY ($2) AND s.connection_id = $3 AND v.ordered_at <= $5
          AND (v.observed_at <= $5 OR NOT EXISTS (
              SELECT FROM entity_history AS w
              WHERE w.set_id = s.set_id AND w.external_id = $4 AND w.content_hash = '\x00000000000000000000000000000000'
                AND w.ordered_at = v.ordered_at AND w.observed_at <= v.observed_at))
        ORDER BY v.ordered_at DESC, v.observed_at DESC, v.recorded_at DESC
        LIMIT 1
        """;

    private static readonly string[] InstantForms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    public static void Map(RouteGroupBuilder group) => group.MapGet("/ledger/{entity}/{connectionId}/{externalId}", Handle)
        .WithName("GetEntity")
        .WithSummary("One entity, now or as of an instant.");

    /// <summary>The server leaves an encoded slash in the path as it is.</summary>
    internal static string Decoded(string externalId) => externalId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static async Task<Results<Ok<LedgerEntry>, ProblemHttpResult>> Handle(
        string entity, string connectionId, string externalId, string? at, bool? includeRemoved, HttpContext http, HotelScope scope, Payloads payloads, CancellationToken cancellationToken)
    {
        if (!EntityNames.TryFromAddress(entity, out var kind))
            return Problem.NotFound("kind of entity");

        DateTimeOffset instant = default;
        if (at is not null && !DateTimeOffset.TryParseExact(at, InstantForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant))
            return Problem.Invalid("at", "must be an instant in ISO 8601, as in 2026-11-21T09:30:00Z.");

        List<NpgsqlParameter> parameters =
            [Parameter.Text(kind.Value.Column()), HotelScope.HotelsOf(http.Caller()), Parameter.Text(connectionId), Parameter.Text(Decoded(externalId))];
        if (at is not null)
            parameters.Add(Parameter.Of<DateTime>(NpgsqlDbType.TimestampTz, instant.UtcDateTime));

        var rows = await scope.RunAsync(
            http.Caller(), at is null ? Current : AsOf, [.. parameters], row => ListEntities.EntryOf(row, kind.Value, payloads), cancellationToken);
        return rows switch
        {
            [{ RemovedAt: { } removedAt }, ..] when includeRemoved is not true => Removed(kind.Value, removedAt),
            [var entry, ..] => TypedResults.Ok(entry),
            _ => Problem.NotFound(kind.Value.Column()),
        };
    }

    private static ProblemHttpResult Removed(EntityKind kind, DateTimeOffset removedAt)
    {
        var problem = Problem.NotFound(kind.Column());
        problem.ProblemDetails.Detail = $"The {kind.Column()} is no longer at the PMS. Its history is kept; includeRemoved=true shows what it was last.";

        // As text: extensions are written without reflection, which knows texts and numbers only.
        problem.ProblemDetails.Extensions["removedAt"] = removedAt.ToString("O", CultureInfo.InvariantCulture);
        return problem;
    }
}
