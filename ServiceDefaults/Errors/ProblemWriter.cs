using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace PmsPlatform.ServiceDefaults.Errors;

/// <summary>
/// Writes every problem, whoever made it, in one shape: the stable type, the correlation id, a Retry-After header where one is due.
/// Answers JSON whatever the caller accepts: an error nobody can read helps nobody.
/// </summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public const string RetryAfter = "retryAfter";

    private const string Anonymous = "about:blank";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var problem = context.ProblemDetails;
        Complete(problem, http);

        if (problem.Extensions.TryGetValue(RetryAfter, out var seconds) && seconds is long wait)
            http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);

        // What went wrong for one caller at one moment is not for anybody's cache.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "application/problem+json";
        if (HttpMethods.IsHead(http.Request.Method))
            return;

        var body = JsonSerializer.SerializeToUtf8Bytes(problem, ProblemJson.Default.ProblemDetails);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static void Complete(ProblemDetails problem, HttpContext http)
    {
        var status = problem.Status ??= http.Response.StatusCode;

        // The framework fills in a link to the HTTP specification, which says nothing the status does not.
        if (problem.Type is null or Anonymous || !problem.Type.StartsWith("urn:", StringComparison.Ordinal))
        {
            problem.Type = ProblemTypes.TypeOf(status);
            problem.Title = ProblemTypes.TitleOf(status);
        }

        problem.Title ??= ProblemTypes.TitleOf(status);
        problem.Extensions.Remove("traceId");
        problem.Extensions["correlationId"] = http.CorrelationId();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ProblemJson : JsonSerializerContext;
