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
        HttpContext http, NpgsqlDataSource database, CancellationToken cancellationToken, [FromQuery] bool resolved = false, [FromQuery] int limit = 100)
    {
        const string sql = """
            SELECT id, connection_id, entity, external_id, path, reason, first_seen_at, last_seen_at, times_seen, resolved_at
            FROM quarantine
            WHERE hotel_id = ANY ($1) AND ($2 OR resolved_at IS NULL)
            ORDER BY last_seen_at DESC, id
            LIMIT $3
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = http.Caller().HotelIds.ToArray() });
        command.Parameters.Add(new() { Value = resolved });
        command.Parameters.Add(new() { Value = Math.Clamp(limit, 1, 1000) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = new List<QuarantineEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new QuarantineEntry(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetString(4),
                reader.GetString(5),
                reader.GetFieldValue<DateTimeOffset>(6),
                reader.GetFieldValue<DateTimeOffset>(7),
                reader.GetInt32(8),
                reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9)));
        }

        return TypedResults.Ok<IReadOnlyList<QuarantineEntry>>(entries);
    }
}
