using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Connections.Access.SignIn;
using PmsPlatform.Contracts.Access;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Resolving;

/// <summary><c>POST /internal/access/resolve</c>: whose credential one is and what it opens now. For the gateway, which remembers the answer for some seconds.</summary>
internal static class ResolveAccess
{
    private const int HashLength = 32;

    public static void Map(IEndpointRouteBuilder app) => app.MapGroup("/internal/access").RequireService().MapPost("/resolve", HandleAsync)
        .WithName("ResolveAccess").WithSummary("What a credential opens; 404 when it is nobody's.");

    private static async Task<Results<Ok<AccessGrant>, ProblemHttpResult>> HandleAsync(
        AccessQuestion question, Tickets tickets, KeyGrants keys, UserGrants users, CancellationToken cancellationToken)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        if (!Convert.TryFromBase64String(question.CredentialHash, hash, out var written) || written != HashLength)
            return Problem.Invalid("$.credentialHash", "is no SHA-256 in base64.");

        var found = await keys.FindAsync(hash.ToArray(), question.Address, cancellationToken);
        if (found is null && tickets.OfAccess(question.Bearer) is { } ticket)
            found = await users.FindAsync(ticket, cancellationToken);
        return found is null ? Problem.NotFound("credential") : TypedResults.Ok(found);
    }
}
