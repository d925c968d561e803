using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections;

/// <summary>
/// Two operators may not overwrite each other: an answer has the row's version as <c>ETag</c>, and a change that comes with <c>If-Match</c> is refused with 412 when
/// the row is another one by then. Without the header the last one counts.
/// </summary>
internal static class EntityTag
{
    public static void Tell(HttpContext http, IVersioned row) => http.Response.Headers.ETag = Of(row);

    /// <summary>Null when the change may go on.</summary>
    public static ProblemHttpResult? Refusal(HttpContext http, IVersioned row)
    {
        var wanted = http.Request.Headers.IfMatch;
        return wanted.Count == 0 || wanted.Any(tag => tag is "*" || string.Equals(tag, Of(row), StringComparison.Ordinal)) ? null : Changed();
    }

    public static ProblemHttpResult Changed() =>
        Problem.Of(StatusCodes.Status412PreconditionFailed, "Somebody else has changed it meanwhile. Read it again and make your change on what it is now.");

    private static string Of(IVersioned row) => string.Create(CultureInfo.InvariantCulture, $"\"{row.Version}\"");
}
