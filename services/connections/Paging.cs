using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections;

/// <summary>Pages of lists that are ordered by one text.</summary>
internal static class Paging
{
    private const int Usual = 100;
    private const int Most = 500;
    private const int LongestCursor = 1_000;

    /// <summary>Reads what a caller asks for; <paramref name="after"/> is then the last text of the page before, empty for the first page.</summary>
    public static bool TryRead(ref string? after, ref int? limit, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        problem = null;
        limit ??= Usual;
        if (limit is < 1 or > Most)
            problem = Problem.Invalid("limit", $"must be from 1 to {Most}.");
        else if (after is null)
            after = "";
        else if (!TryReadCursor(after, out after))
            problem = Problem.Invalid("after", "is not what this list has given as next.");
        return problem is null;
    }

    /// <summary>One page of rows of which one more than wanted was read.</summary>
    public static Page<TView> Of<TRow, TView>(List<TRow> rows, int limit, Func<TRow, string> order, Func<TRow, TView> view) => new()
    {
        Items = [.. rows.Take(limit).Select(view)],
        Next = rows.Count > limit ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(order(rows[limit - 1]))) : null,
    };

    /// <summary>A cursor is in the caller's hands: too long a text, or one that the database cannot hold, is none of ours.</summary>
    private static bool TryReadCursor(string cursor, out string last)
    {
        last = cursor.Length <= LongestCursor && Base64Url.IsValid(cursor) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) : "\0";
        return !last.Contains('\0', StringComparison.Ordinal);
    }
}
