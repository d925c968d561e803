using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>Which dates a list is asked for; hotel-local, both included.</summary>
/// <param name="From">First date. Null for no bound.</param>
/// <param name="Until">Last date. Null for no bound.</param>
internal sealed record DateFilter(DateOnly? From, DateOnly? Until)
{
    /// <summary>Reads the two parameters. Only kinds of which few are kept can be asked for so: there is no index on dates.</summary>
    public static bool TryRead(EntityKind entity, string? from, string? until, out DateFilter dates, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        dates = new DateFilter(null, null);
        problem = null;
        if (from is null && until is null)
            return true;
        if (entity is not (EntityKind.Availability or EntityKind.Maintenance))
            problem = Problem.Invalid(from is null ? "until" : "from", "filters availability and maintenance only.");
        else if (!TryRead(from, out var first))
            problem = Problem.Invalid("from", "must be a date as yyyy-MM-dd.");
        else if (!TryRead(until, out var last))
            problem = Problem.Invalid("until", "must be a date as yyyy-MM-dd.");
        else if (last < first)
            problem = Problem.Invalid("until", "lies before from.");
        else
            dates = new DateFilter(first, last);
        return problem is null;
    }

    private static bool TryRead(string? text, out DateOnly? date)
    {
        date = null;
        if (text is null)
            return true;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
            return false;
        date = read;
        return true;
    }
}
