using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Audit;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>What makes the first owner.</summary>
internal sealed record SetupRequest
{
    /// <summary>From the link that the first start printed.</summary>
    public required string Token { get; init; }

    public required string Email { get; init; }

    public required string Password { get; init; }

    public string? Name { get; init; }

    /// <summary>Name of the organisation; needed unless one is there already.</summary>
    public string? OrganizationName { get; init; }

    /// <summary>Its id: of one that is there, or for the new one; made when not given.</summary>
    public string? OrganizationId { get; init; }
}

/// <summary><c>POST /api/auth/setup</c>: the first owner, by the one-time link. Works while there is no user at all.</summary>
internal static partial class SetUp
{
    private const int LongestName = 200;

    public static void Map(RouteGroupBuilder auth) => auth.MapPost("/setup", HandleAsync)
        .WithName("SetUpOwner").WithSummary("Makes the first owner, by the one-time link that the first start printed.");

    private static async Task<IResult> HandleAsync(
        SetupRequest body, HttpContext http, Newcomers newcomers, AttemptLimits limits, AccessContext context, RegistryContext registry, TimeProvider time,
        ILogger<SetupRequest> logger, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        if (!limits.TryCount("setup", caller.Address))
            return Problem.TooManyRequests(AttemptLimits.Wait);
        if (ProblemOf(body) is { } unusable)
            return unusable;

        var organization = await OrganizationOfAsync(body, registry, cancellationToken);
        if (organization is null)
            return Problem.Invalid("$.organizationName", "is needed: there is no organisation yet, or more than one. Name a new one, or one that is there by $.organizationId.");

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('pms-setup'))", cancellationToken);
        var hash = Secret.HashOf(body.Token);
        var now = time.GetUtcNow();
        var link = await context.SetupLinks.SingleOrDefaultAsync(one => one.TokenHash == hash && one.UsedAt == null && one.ExpiresAt > now, cancellationToken);
        if (link is null || await context.Users.AnyAsync(cancellationToken))
            return Problem.NotFound("set-up link");

        await EnsureAsync(organization.Value, http, context, time, cancellationToken);
        var user = new AccessUser
        {
            Id = AccessUser.NewId(),
            UserName = body.Email,
            Name = body.Name,
            OrganizationId = organization.Value.Id,
            CreatedAt = now,
            LockoutEnabled = true,
        };
        link.UsedAt = now;
        var (answer, isDone) = await newcomers.TakeInAsync(user, body.Password, Role.Owner, hotelId: null, "setup", caller.Address, cancellationToken);
        if (!isDone)
            return answer;

        await transaction.CommitAsync(cancellationToken);
        Log.SetUp(logger, user.Id, caller.Address ?? "-", http.CorrelationId());
        return answer;
    }

    private static ProblemHttpResult? ProblemOf(SetupRequest body)
    {
        if (!EmailForm.IsUsable(body.Email))
            return Problem.Invalid("$.email", "is not an e-mail address.");
        if (body.Name is { Length: 0 or > LongestName })
            return Problem.Invalid("$.name", $"is empty or has more than {LongestName} characters.");
        return body.OrganizationName is { Length: 0 or > LongestName } ? Problem.Invalid("$.organizationName", $"is empty or has more than {LongestName} characters.") : null;
    }

    /// <summary>The organisation that is meant, with its name when it is to be made; null when that is in doubt.</summary>
    private static async Task<(string Id, string? NewName)?> OrganizationOfAsync(SetupRequest body, RegistryContext registry, CancellationToken cancellationToken)
    {
        var known = await registry.Organizations.AsNoTracking().Select(one => one.OrganizationId).Take(2).ToListAsync(cancellationToken);
        if (body.OrganizationId is { } id && await registry.Organizations.AnyAsync(one => one.OrganizationId == id, cancellationToken))
            return (id, null);
        if (body.OrganizationName is { } name)
            return (body.OrganizationId ?? $"org_{Guid.CreateVersion7():N}", name);
        return known is [var only] ? (only, null) : null;
    }

    private static async Task EnsureAsync(
        (string Id, string? NewName) organization, HttpContext http, AccessContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        if (organization.NewName is { } name)
        {
            var now = time.GetUtcNow();
            context.Add(AuditIntake.Of(http.Audit(time, "organization.created", $"organization {organization.Id}") with { OrganizationId = organization.Id }));
            await context.Database.ExecuteSqlAsync(
                $"INSERT INTO organization (organization_id, name, created_at, changed_at) VALUES ({organization.Id}, {name}, {now}, {now})", cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{User} is the first owner, set up from {Address} ({CorrelationId})")]
        public static partial void SetUp(ILogger logger, string user, string address, string correlationId);
    }
}
