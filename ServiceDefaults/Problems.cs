using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PmsPlatform.ServiceDefaults.Errors;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// Every error the platform answers, as problem details (RFC 9457). <c>type</c> is <c>urn:pms:problem:&lt;slug&gt;</c> and never changes its meaning;
/// <c>correlationId</c> is added on the way out. Texts are for people: never put personal data, secrets or a caller's input into them.
/// </summary>
public static class Problem
{
    /// <summary>What every <c>type</c> begins with.</summary>
    public const string TypePrefix = "urn:pms:problem:";

    /// <summary>400 <c>invalid-request</c>: one member of the request cannot be used.</summary>
    /// <param name="field">The member: a query parameter's name, or a JSON path as in <c>$.limit</c>.</param>
    /// <param name="reason">What is wrong with it and what would be right.</param>
    public static ProblemHttpResult Invalid(string field, string reason)
    {
        var details = Details(StatusCodes.Status400BadRequest, $"{field}: {reason}");
        details.Extensions["field"] = field;
        details.Extensions["reason"] = reason;
        return TypedResults.Problem(details);
    }

    /// <summary>401 <c>unauthorised</c>: no credential, or one that is not known. Says nothing about which.</summary>
    public static ProblemHttpResult Unauthorised() => Of(StatusCodes.Status401Unauthorized, "A valid credential is needed.");

    /// <summary>403 <c>forbidden</c>: known, but not allowed to do this. For another hotel's data use <see cref="NotFound"/>.</summary>
    public static ProblemHttpResult Forbidden(string reason) => Of(StatusCodes.Status403Forbidden, reason);

    /// <summary>404 <c>not-found</c>.</summary>
    /// <param name="what">The kind of thing, as in <c>booking</c>; not the caller's text.</param>
    public static ProblemHttpResult NotFound(string what)
    {
        var details = Details(StatusCodes.Status404NotFound, $"There is no such {what}.");
        details.Extensions["what"] = what;
        return TypedResults.Problem(details);
    }

    /// <summary>409 <c>conflict</c>: cannot be done in the present state.</summary>
    public static ProblemHttpResult Conflict(string reason) => Of(StatusCodes.Status409Conflict, reason);

    /// <summary>413 <c>too-large</c>.</summary>
    /// <param name="mostBytes">The limit.</param>
    public static ProblemHttpResult TooLarge(long mostBytes)
    {
        var details = Details(StatusCodes.Status413PayloadTooLarge, $"At most {mostBytes} bytes are accepted.");
        details.Extensions["mostBytes"] = mostBytes;
        return TypedResults.Problem(details);
    }

    /// <summary>429 <c>too-many-requests</c>, with a Retry-After header.</summary>
    public static ProblemHttpResult TooManyRequests(TimeSpan retryAfter) =>
        Later(StatusCodes.Status429TooManyRequests, "The limit of requests is reached.", retryAfter);

    /// <summary>503 <c>unavailable</c>: something this answer needs cannot be reached now.</summary>
    /// <param name="what">What cannot be reached, as in <c>the database</c>.</param>
    /// <param name="retryAfter">When to ask again, as a Retry-After header; none when null.</param>
    public static ProblemHttpResult Unavailable(string what, TimeSpan? retryAfter = null)
    {
        var detail = $"The request needs {what}, which cannot be reached now.";
        return retryAfter is { } after
            ? Later(StatusCodes.Status503ServiceUnavailable, detail, after)
            : Of(StatusCodes.Status503ServiceUnavailable, detail);
    }

    /// <summary>Any other status, with the type that belongs to it.</summary>
    public static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(Details(status, detail));

    internal static ProblemDetails Details(int status, string? detail) => new()
    {
        Type = ProblemTypes.TypeOf(status),
        Title = ProblemTypes.TitleOf(status),
        Status = status,
        Detail = detail,
    };

    private static ProblemHttpResult Later(int status, string detail, TimeSpan retryAfter)
    {
        var details = Details(status, detail);
        details.Extensions[ProblemWriter.RetryAfter] = (long)Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds));
        return TypedResults.Problem(details);
    }
}
