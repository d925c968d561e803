using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Audit;

/// <summary><c>/api/audit</c>: who did what, when, from where; and <c>/internal/audit</c>, where other services put on record what they did.</summary>
internal static class AuditEndpoints
{
    private const int LongestText = 200;
    private const int MostChanges = 200;

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var audit = app.MapGroup("/api/audit").RequirePermission(Permission.ViewAudit);
        audit.MapGet("", ListAsync).WithName("ListAudit").WithSummary("Entries, newest first.");
        audit.MapGet("/export", ExportAsync).WithName("ExportAudit").WithSummary("All entries that fit, newest first, as CSV or JSON lines.");
        audit.MapGet("/verification", VerifyAsync).AddEndpointFilter(OperatorsOnlyAsync).WithName("VerifyAudit").WithSummary("Proves the chain of all entries.");
        app.MapGroup("/internal").RequireService().MapPost("/audit", RecordAsync).WithName("RecordAudit").WithSummary("A service puts on record what was done there.");
    }

    private static async Task<Results<Ok<Page<AuditRecord>>, ProblemHttpResult>> ListAsync(
        [AsParameters] AuditFilter filter, HttpContext http, RegistryContext registry, CancellationToken cancellationToken, string? after = null, int? limit = null)
    {
        if (!Paging.TryRead(ref after, ref limit, out var refusal))
            return refusal;
        var before = long.MaxValue;
        if (after!.Length > 0 && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            return Problem.Invalid("after", "is not what this list has given as next.");
        if (filter.Refusal() is { } problem)
            return problem;

        var rows = await filter.Of(registry, Reach.Of(http, Permission.ViewAudit), before).Take(limit!.Value + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Of(rows, limit.Value, row => row.Sequence.ToString(CultureInfo.InvariantCulture), row => row.ToRecord()));
    }

    private static async Task<IResult> ExportAsync(
        [AsParameters] AuditFilter filter, HttpContext http, RegistryContext registry, AuditLog log, TimeProvider time, CancellationToken cancellationToken, string format = "jsonl")
    {
        if (AuditExport.Find(format) is not { } export)
            return Problem.Invalid("format", "is csv or jsonl.");
        if (filter.Refusal() is { } problem)
            return problem;

        // On record before the first line leaves; under a hotel only when it is one of the caller's.
        var hotel = filter.HotelId is { } named && http.Caller().MaySee(named) ? named : null;
        await log.WriteAsync(http.Audit(time, "audit.exported", $"audit {format}", hotel), cancellationToken);
        var rows = filter.Of(registry, Reach.Of(http, Permission.ViewAudit), long.MaxValue).AsAsyncEnumerable();
        return TypedResults.Stream(
            stream => export.WriteAsync(rows, stream, cancellationToken), export.ContentType,
            string.Create(CultureInfo.InvariantCulture, $"audit-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.{format}"));
    }

    private static async Task<Results<Ok<AuditVerification>, ProblemHttpResult>> VerifyAsync(
        AuditChain chain, CancellationToken cancellationToken, string? expect = null)
    {
        AuditAnchor? anchor = null;
        if (expect is not null && (anchor = AuditAnchor.Parse(expect)) is null)
            return Problem.Invalid("expect", "is not a head that an earlier proof has given, as in 1204:9f86….");
        return TypedResults.Ok(await chain.VerifyAsync(anchor, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RecordAsync(AuditBatch batch, AuditLog log, CancellationToken cancellationToken)
    {
        if (batch.Entries.Count is 0 or > AuditBatch.MostEntries)
            return Problem.Invalid("$.entries", $"must be 1 to {AuditBatch.MostEntries}.");
        for (var index = 0; index < batch.Entries.Count; index++)
        {
            if (!IsUsable(batch.Entries[index]))
                return Problem.Invalid($"$.entries[{index}]", "has a text that is empty, too long or cannot be stored.");
        }

        await log.WriteAsync(batch.Entries, cancellationToken);
        return TypedResults.NoContent();
    }

    private static bool IsUsable(AuditEntry entry) =>
        entry is { Id: var id, Actor: not null } && id != Guid.Empty && entry.Changes.Count <= MostChanges
        && new[] { entry.Action, entry.Target, entry.Actor.Kind, entry.Actor.Name }.All(text => text is { Length: > 0 and <= LongestText } && !text.Contains('\0', StringComparison.Ordinal))
        && new[] { entry.Actor.Id, entry.OrganizationId, entry.HotelId, entry.Address, entry.CorrelationId }.All(text => text is null || (text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal)));

    /// <summary>The chain is over the entries of all organisations, and to prove it takes as long as it is.</summary>
    private static ValueTask<object?> OperatorsOnlyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Caller().OrganizationId is null
            ? next(context)
            : ValueTask.FromResult<object?>(Problem.Forbidden("The chain is the installation's; a key of its configuration is needed."));
}
