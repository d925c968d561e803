using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace PmsPlatform.Console.SignIn;

/// <summary>Coming in for the first time: the first owner by the link that the first start printed, everybody else by an invitation.</summary>
internal static class JoinEndpoints
{
    private const string SetUp = "/set-up";
    private const string Invitation = "/invitation";
    private const int LongestField = 256;

    public static void MapJoining(this WebApplication app)
    {
        foreach (var path in (string[])[SetUp, Invitation])
        {
            app.MapGet(path, ([FromQuery] string? token) => Page(path, token, problem: null)).AllowAnonymous();
            app.MapPost(path, ([AsParameters] Fields fields, HttpContext http, SignInApi api, TimeProvider time, CancellationToken cancellationToken) =>
                JoinAsync(path, fields, http, api, time, cancellationToken)).AllowAnonymous();
        }
    }

    private static async Task<IResult> JoinAsync(string path, Fields fields, HttpContext http, SignInApi api, TimeProvider time, CancellationToken cancellationToken)
    {
        if (fields.All.Any(text => text?.Length > LongestField) || string.IsNullOrEmpty(fields.Token) || string.IsNullOrEmpty(fields.Password))
            return Page(path, fields.Token, "Fill in every field.", StatusCodes.Status400BadRequest);

        var joining = new Joining(fields.Token, fields.Password, Given(fields.Name), Given(fields.Email), Given(fields.Organization));
        var answer = path == SetUp ? await api.SetUpAsync(joining, cancellationToken) : await api.AcceptAsync(joining, cancellationToken);
        if (answer.Value is not { } tokens)
            return Page(path, fields.Token, answer.Problem, answer.Status is { } status ? (int)status : StatusCodes.Status503ServiceUnavailable);

        return await SignInEndpoints.WithTokensAsync(http, api, time, tokens, to: null, cancellationToken) ?? Results.LocalRedirect(SignInEndpoints.Path);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static RazorComponentResult<Pages.JoinPage> Page(string path, string? token, string? problem, int status = StatusCodes.Status200OK) =>
        new(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(Pages.JoinPage.Action)] = path,
            [nameof(Pages.JoinPage.IsFirst)] = path == SetUp,
            [nameof(Pages.JoinPage.Token)] = token,
            [nameof(Pages.JoinPage.Problem)] = problem,
        })
        { StatusCode = status };

    private sealed record Fields(
        [FromForm] string? Token, [FromForm] string? Name, [FromForm] string? Email, [FromForm] string? Organization, [FromForm] string? Password)
    {
        public IEnumerable<string?> All => [Token, Name, Email, Organization, Password];
    }
}
