using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Audit;

/// <summary>Which entries are meant; a member that is null does not matter. Bound from the query.</summary>
internal sealed record AuditFilter
{
    /// <summary>One hotel's.</summary>
    public string? HotelId { get; init; }

    /// <summary>Id of a key or user, or name of a service.</summary>
    public string? Actor { get; init; }

    /// <summary>An action, as in <c>connection.changed</c>, or its beginning with a dot, as in <c>connection.</c></summary>
    public string? Action { get; init; }

    /// <summary>Kind and id, as in <c>connection con_1</c>.</summary>
    public string? Target { get; init; }

    /// <summary>Succeeded or Failed.</summary>
    public string? Outcome { get; init; }

    /// <summary>From this instant on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public ProblemHttpResult? Refusal()
    {
        if (Outcome is not null && !(Enum.TryParse<AuditOutcome>(Outcome, ignoreCase: false, out var outcome) && outcome is AuditOutcome.Succeeded or AuditOutcome.Failed))
            return Problem.Invalid("outcome", "is Succeeded or Failed.");
        if (From >= Until)
            return Problem.Invalid("until", "must be later than from.");
        return ((string?[])[HotelId, Actor, Action, Target]).Any(text => text?.Contains('\0', StringComparison.Ordinal) is true)
            ? Problem.Of(StatusCodes.Status400BadRequest, "A value has characters that it cannot have.")
            : null;
    }

    /// <summary>The entries within a caller's reach, newest first.</summary>
    public IQueryable<AuditRow> Of(RegistryContext registry, Reach reach, long before)
    {
        var rows = reach.Of(registry.AuditEntries.AsNoTracking()).Where(row => row.Sequence < before);
        if (HotelId is not null)
            rows = rows.Where(row => row.HotelId == HotelId);
        if (Actor is not null)
            rows = rows.Where(row => row.Actor == Actor);
        if (Action is { } action)
            rows = action.EndsWith('.') ? rows.Where(row => row.Action.StartsWith(action)) : rows.Where(row => row.Action == action);
        if (Target is not null)
            rows = rows.Where(row => row.Target == Target);
        if (Outcome is not null)
            rows = rows.Where(row => row.Outcome == Outcome);
        if (From?.ToUniversalTime() is { } from)
            rows = rows.Where(row => row.OccurredAt >= from);
        if (Until?.ToUniversalTime() is { } until)
            rows = rows.Where(row => row.OccurredAt < until);
        return rows.OrderByDescending(row => row.Sequence);
    }
}
