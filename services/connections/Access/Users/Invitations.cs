using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Access.SignIn;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Users;

/// <summary>Whom to invite.</summary>
internal sealed record InvitationRequest
{
    public required string Email { get; init; }

    public required Role Role { get; init; }

    /// <summary>Where; null for the whole organisation.</summary>
    public string? HotelId { get; init; }
}

/// <summary>An invitation that nobody has accepted yet.</summary>
internal sealed record InvitationView
{
    public required Guid Id { get; init; }

    public required string Email { get; init; }

    public required Role Role { get; init; }

    public string? HotelId { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What accepts it. Given once, to whoever invites, who passes it on; kept as a hash.</summary>
    public string? Token { get; init; }

    public static InvitationView Of(Invitation invitation, string? token = null) => new()
    {
        Id = invitation.InvitationId,
        Email = invitation.UserName,
        Role = invitation.Role,
        HotelId = invitation.HotelId,
        ExpiresAt = invitation.ExpiresAt,
        Token = token,
    };
}

/// <summary>Inviting people.</summary>
internal static partial class Invitations
{
    public static void Map(RouteGroupBuilder users)
    {
        users.MapPost("/invitations", InviteAsync).RequirePermission(Permission.ManageAccess).WithName("InviteUser").WithSummary("Invites somebody; the token is in this answer only.");
        users.MapGet("/invitations", ListAsync).RequirePermission(Permission.ManageAccess).WithName("ListInvitations").WithSummary("Invitations nobody has accepted yet.");
        users.MapDelete("/invitations/{id:guid}", RevokeAsync).RequirePermission(Permission.ManageAccess).WithName("RevokeInvitation").WithSummary("Takes an invitation back.");
    }

    private static async Task<Results<Created<InvitationView>, ProblemHttpResult>> InviteAsync(
        InvitationRequest body, HttpContext http, AccessContext context, Givers givers, HotelsInReach hotels, AccessOptions options, TimeProvider time,
        ILogger<InvitationRequest> logger, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        if (caller.OrganizationId is not { } organization)
            return Problem.Forbidden("A configured key belongs to no organisation.");
        if (!EmailForm.IsUsable(body.Email))
            return Problem.Invalid("$.email", "is not an e-mail address.");
        if (!Enum.IsDefined(body.Role) || (body.Role is Role.Owner && body.HotelId is not null))
            return Problem.Invalid("$.role", "is no role, or one of the whole organisation only.");
        if (body.HotelId is { } hotel && !await hotels.HoldAsync(caller, [hotel], cancellationToken))
            return Problem.NotFound("hotel");
        if (!await givers.MayGiveAsync(caller, body.Role, body.HotelId, cancellationToken))
            return Problem.Forbidden("Nobody gives a role that may do more than he may, and only an owner makes owners.");

        var token = Secret.New();
        var now = time.GetUtcNow();
        var invitation = new Invitation
        {
            OrganizationId = organization,
            UserName = body.Email,
            HotelId = body.HotelId,
            Role = body.Role,
            TokenHash = Secret.HashOf(token),
            InvitedBy = caller.Id ?? caller.Subject,
            CreatedAt = now,
            ExpiresAt = now + options.InvitationLifetime,
        };
        context.Invitations.Add(invitation);
        await context.SaveChangesAsync(cancellationToken);
        Log.Invited(logger, invitation.InvitedBy, invitation.InvitationId, body.Role, body.HotelId ?? "all hotels", http.CorrelationId());
        return TypedResults.Created($"/api/users/invitations/{invitation.InvitationId}", InvitationView.Of(invitation, token));
    }

    private static async Task<Results<Ok<Page<InvitationView>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AccessContext context, TimeProvider time, CancellationToken cancellationToken, string? after = null, int? limit = null)
    {
        if (!Paging.TryRead(ref after, ref limit, out var problem))
            return problem;
        var from = Guid.TryParse(after, out var id) ? id : Guid.Empty;
        var now = time.GetUtcNow();
        var rows = await Visible(context, http.Caller()).AsNoTracking()
            .Where(one => one.AcceptedAt == null && one.ExpiresAt > now && one.InvitationId > from)
            .OrderBy(one => one.InvitationId).Take(limit!.Value + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Of(rows, limit.Value, one => one.InvitationId.ToString(), one => InvitationView.Of(one)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id, HttpContext http, AccessContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        // In one statement, so that it does not come between somebody who accepts it.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await Visible(context, http.Caller()).Where(one => one.InvitationId == id && one.AcceptedAt == null).ExecuteDeleteAsync(cancellationToken) == 0)
            return Problem.NotFound("invitation");
        context.Add(AuditIntake.Of(http.Audit(time, "invitation.deleted", $"invitation {id}")));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static IQueryable<Invitation> Visible(AccessContext context, CallerIdentity caller)
    {
        var own = context.Invitations.Where(one => one.OrganizationId == caller.OrganizationId);
        List<string?> hotels = [.. caller.HotelIds];
        return caller.MayInOrganization(Permission.ManageAccess) ? own : own.Where(one => hotels.Contains(one.HotelId));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Caller} made invitation {Invitation} as {Role} at {Place} ({CorrelationId})")]
        public static partial void Invited(ILogger logger, string caller, Guid invitation, Role role, string place, string correlationId);
    }
}
