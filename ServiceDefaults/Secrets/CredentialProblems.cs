using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PmsPlatform.ServiceDefaults.Errors;

namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>Problem <c>credentials-unreadable</c>: 409, or 503 with Retry-After while it may pass by itself.</summary>
public static class CredentialProblems
{
    /// <summary>The problem's type.</summary>
    public const string Type = Problem.TypePrefix + "credentials-unreadable";

    private const long RetryAfterSeconds = 10;

    /// <summary>Of one connection: members <c>connectionId</c>, <c>setting</c>, <c>reason</c> and what to do in <c>detail</c>.</summary>
    public static ProblemHttpResult Of(CredentialsUnreadableException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var details = Details(exception.Message, exception.MayPass);
        details.Extensions["connectionId"] = exception.ConnectionId;
        details.Extensions["setting"] = exception.Setting;
        details.Extensions["reason"] = exception.Reason.ToString();
        return TypedResults.Problem(details);
    }

    /// <summary>Of the whole ring.</summary>
    public static ProblemHttpResult Of(MasterKeyException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var details = Details(exception.Message, exception.MayPass);
        details.Extensions["reason"] = exception.Fault.ToString();
        return TypedResults.Problem(details);
    }

    private static ProblemDetails Details(string detail, bool mayPass)
    {
        var details = new ProblemDetails
        {
            Type = Type,
            Title = "Credentials cannot be read.",
            Status = mayPass ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict,
            Detail = detail,
        };
        if (mayPass)
            details.Extensions[ProblemWriter.RetryAfter] = RetryAfterSeconds;
        return details;
    }
}
