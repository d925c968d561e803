using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Changes;

/// <summary>One entry of the quarantine, without its payload.</summary>
/// <param name="Id">The entry.</param>
/// <param name="ConnectionId">Where it came from.</param>
/// <param name="Entity">What it should have become.</param>
/// <param name="ExternalId">The vendor's id when it could be read.</param>
/// <param name="Path">Where in the payload.</param>
/// <param name="Reason">Why it did not map.</param>
/// <param name="FirstSeenAt">When it failed first, UTC.</param>
/// <param name="LastSeenAt">When it failed last, UTC.</param>
/// <param name="TimesSeen">How often.</param>
/// <param name="ResolvedAt">When the same record mapped at last, UTC; null while it does not.</param>
public sealed record QuarantineEntry(
    Guid Id, string ConnectionId, string Entity, string? ExternalId, string Path, string Reason, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt,
    int TimesSeen, DateTimeOffset? ResolvedAt);

/// <summary>Looking at the quarantine. Reached through the gateway only.</summary>
internal static class QuarantineEndpoints
{
    public static void MapQuarantine(this IEndpointRouteBuilder app) =>
        app.MapGroup("/quarantine").RequirePermission(Permission.ViewData).MapGet("", ListAsync).WithName("ListQuarantine").WithSummary("Records that could not be mapped, newest first.");

    private static async Task<Ok<IReadOnlyList<QuarantineEntry>>> ListAsync(
        HttpContext http, HotelScope scope, CancellationToken cancellationToken, [FromQuery] bool resolved = false, [FromQuery] int limit = 100)
    {
        const string sql = """
            SELECT id, connection_id, entity, external_id, path, reason, first_seen_at, last_seen_at, times_seen, resolved_at
            FROM quarantine
            WHERE hotel_id = ANY ($1) AND ($2 OR resolved_at IS NULL)
            ORDER BY last_seen_at DESC, id
            LIMIT $3
            """;
        return TypedResults.Ok(await scope.RunAsync(
            http.Caller(), sql, [HotelScope.HotelsOf(http.Caller()), new() { Value = resolved }, new() { Value = Math.Clamp(limit, 1, 1000) }], Read, cancellationToken));
    }

    private static QuarantineEntry Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.IsDBNull(3) ? null : row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.GetFieldValue<DateTimeOffset>(6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.GetInt32(8),
        row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9));
}
