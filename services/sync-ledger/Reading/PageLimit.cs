using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.SyncLedger.Reading;

/// <summary>How many entries a page may hold.</summary>
internal static class PageLimit
{
    public const int Usual = 100;

    public const int Most = 1000;

    public static bool TryRead(int? limit, out int read, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        read = limit ?? Usual;
        problem = read is >= 1 and <= Most ? null : Problem.Invalid("limit", $"must be from 1 to {Most}.");
        return problem is null;
    }

    public static ProblemHttpResult NoCursor() => Problem.Invalid("after", "is not what this list has given as next.");
}
