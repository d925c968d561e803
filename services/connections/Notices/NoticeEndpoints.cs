using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Access.SignIn;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Connections.Links;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Notices;

/// <summary><c>/api/notices</c>: what needed a human, and who is told of it.</summary>
internal static class NoticeEndpoints
{
    private const string Targets = "/api/notices/targets";
    private const int MostKinds = 50;
    private const int LongestKind = 64;

    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        var read = app.MapGroup("/api/notices").RequirePermission(Permission.ViewData);
        read.MapGet("", ListAsync).WithName("ListNotices").WithSummary("Notices, newest first, with whom they have reached.");

        var targets = app.MapGroup(Targets).RequirePermission(Permission.ManageConnections);
        targets.MapGet("", ListTargetsAsync).WithName("ListNoticeTargets").WithSummary("Who is told.");
        targets.MapPost("", CreateAsync).WithName("CreateNoticeTarget").WithSummary("Makes a target; a webhook's secret is in this answer only.");
        targets.MapPut("/{id}", ChangeAsync).WithName("ChangeNoticeTarget").WithSummary("Changes a target. Heeds If-Match.");
        targets.MapDelete("/{id}", DeleteAsync).WithName("DeleteNoticeTarget").WithSummary("Takes a target away, and what was on its way to it.");
        targets.MapPost("/{id}/trial", TryAsync).WithName("TryNoticeTarget").WithSummary("Sends a notice that says that nothing is wrong.");
    }

    private static async Task<Results<Ok<Page<NoticeView>>, ProblemHttpResult>> ListAsync(
        string? hotelId, string? kind, string? after, int? limit, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(ref after, ref limit, out var problem))
            return problem;
        var before = Guid.TryParse(after, out var id) ? id : Guid.AllBitsSet;
        var rows = await Reach.Of(http, Permission.ViewData).Of(registry.Notices.AsNoTracking()).Include(notice => notice.Deliveries)
            .Where(notice => notice.NoticeId < before && (hotelId == null || notice.HotelId == hotelId) && (kind == null || notice.Kind == kind))
            .OrderByDescending(notice => notice.NoticeId).Take(limit!.Value + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Of(rows, limit.Value, notice => notice.NoticeId.ToString(), NoticeView.Of));
    }

    private static async Task<Results<Ok<Page<NoticeTargetView>>, ProblemHttpResult>> ListTargetsAsync(
        string? after, int? limit, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(ref after, ref limit, out var problem))
            return problem;
        var rows = await Reachable(http, registry).AsNoTracking().Where(target => string.Compare(target.TargetId, after) > 0)
            .OrderBy(target => target.TargetId).Take(limit!.Value + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Of(rows, limit.Value, target => target.TargetId, target => NoticeTargetView.Of(target)));
    }

    private static async Task<Results<Created<NoticeTargetView>, ProblemHttpResult>> CreateAsync(
        NoticeTargetRequest body, HttpContext http, RegistryContext registry, WebhookNotices webhooks, EndpointRules rules, NoticeOptions options, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (body.Kind is not { } kind || !Enum.IsDefined(kind))
            return Problem.Invalid("$.kind", "is Webhook or Email.");
        if (ProblemOf(body, kind, rules, options) is { } problem)
            return problem;
        if (body.Address is null)
            return Problem.Invalid("$.address", "is missing.");
        var (organization, refusal) = await PlaceAsync(body, http, registry, cancellationToken);
        if (organization is null)
            return refusal!;

        var now = time.GetUtcNow();
        var id = Ids.New("ntf", now);
        var secret = kind is NoticeChannel.Webhook ? WebhookNotices.NewSecret() : null;
        var target = new NoticeTarget
        {
            TargetId = id,
            OrganizationId = organization,
            HotelId = body.HotelId,
            Kind = kind,
            Address = body.Address,
            SealedSecret = secret is null ? null : webhooks.Seal(id, secret),
            NoticeKinds = body.NoticeKinds is { Count: > 0 } kinds ? kinds : null,
            IsEnabled = body.IsEnabled ?? true,
            CreatedAt = now,
            ChangedAt = now,
        };
        registry.Add(target);
        if (await registry.TrySaveAsync(cancellationToken) is { } unsaved)
            return unsaved;
        EntityTag.Tell(http, target);
        return TypedResults.Created($"{Targets}/{id}", NoticeTargetView.Of(target, secret));
    }

    private static async Task<Results<Ok<NoticeTargetView>, ProblemHttpResult>> ChangeAsync(
        string id, NoticeTargetRequest body, HttpContext http, RegistryContext registry, WebhookNotices webhooks, EndpointRules rules, NoticeOptions options,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(id, http, registry, cancellationToken) is not { } target)
            return Problem.NotFound("notice target");
        if ((EntityTag.Refusal(http, target) ?? ProblemOf(body, target.Kind, rules, options)) is { } refusal)
            return refusal;
        if ((body.Kind is { } kind && kind != target.Kind) || (body.HotelId is { } hotel && hotel != target.HotelId))
            return Problem.Conflict("Kind and hotel of a target stay. Make another target.");

        target.Address = body.Address ?? target.Address;
        target.IsEnabled = body.IsEnabled ?? target.IsEnabled;
        if (body.NoticeKinds is { } kinds)
            target.NoticeKinds = kinds.Count > 0 ? kinds : null;
        var secret = body.NewSecret && target.Kind is NoticeChannel.Webhook ? WebhookNotices.NewSecret() : null;
        if (secret is not null)
            target.SealedSecret = webhooks.Seal(id, secret);
        if (await registry.TrySaveAsync(cancellationToken) is { } unsaved)
            return unsaved;
        EntityTag.Tell(http, target);
        return TypedResults.Ok(NoticeTargetView.Of(target, secret));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, http, registry, cancellationToken) is not { } target)
            return Problem.NotFound("notice target");
        if (EntityTag.Refusal(http, target) is { } stale)
            return stale;
        registry.Remove(target);
        return await registry.TrySaveAsync(cancellationToken) is { } problem ? problem : TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<NoticeTrialView>, ProblemHttpResult>> TryAsync(
        string id, HttpContext http, RegistryContext registry, NoticeStore store, AuditLog audit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, http, registry, cancellationToken) is not { } target)
            return Problem.NotFound("notice target");
        await audit.WriteAsync(http.Audit(time, "notice-target.tried", $"notice-target {id}", target.HotelId) with { OrganizationId = target.OrganizationId }, cancellationToken);
        return TypedResults.Accepted("/api/notices", new NoticeTrialView(await store.RaiseTrialAsync(target, cancellationToken)));
    }

    private static IQueryable<NoticeTarget> Reachable(HttpContext http, RegistryContext registry) => Reach.Of(http, Permission.ManageConnections).Of(registry.NoticeTargets);

    private static Task<NoticeTarget?> FindAsync(string id, HttpContext http, RegistryContext registry, CancellationToken cancellationToken) =>
        Reachable(http, registry).SingleOrDefaultAsync(target => target.TargetId == id, cancellationToken);

    /// <summary>Whose target it is to be: of a hotel of the caller, or of his whole organisation.</summary>
    private static async Task<(string? Organization, ProblemHttpResult? Refusal)> PlaceAsync(
        NoticeTargetRequest body, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (body.HotelId is { } id)
        {
            var hotel = await Reach.Of(http, Permission.ManageConnections).Of(registry.Hotels).SingleOrDefaultAsync(hotel => hotel.HotelId == id, cancellationToken);
            return hotel is null ? (null, Problem.NotFound("hotel")) : (hotel.OrganizationId, null);
        }

        return http.Caller() is { OrganizationId: { } organization } caller && caller.MayInOrganization(Permission.ManageConnections)
            ? (organization, null)
            : (null, Problem.Invalid("$.hotelId", "is missing: for all hotels of the organisation the caller needs the permission in the whole of it."));
    }

    private static ProblemHttpResult? ProblemOf(NoticeTargetRequest body, NoticeChannel kind, EndpointRules rules, NoticeOptions options)
    {
        if (body.NoticeKinds is { } kinds && (kinds.Count > MostKinds || kinds.Any(name => name is not { Length: > 0 and <= LongestKind } || name.Any(char.IsControl))))
            return Problem.Invalid("$.noticeKinds", $"has more than {MostKinds} entries, or one that is empty, longer than {LongestKind} characters or does not print.");
        if (kind is NoticeChannel.Email && options.Mail.Host is null)
            return Problem.Conflict("This installation has no mail server (Notices:Mail:Host).");
        return body.Address switch
        {
            null => null,
            { Length: > 2000 } => Problem.Invalid("$.address", "has more than 2000 characters."),
            var address when kind is NoticeChannel.Email => EmailForm.IsUsable(address) ? null : Problem.Invalid("$.address", "is not an e-mail address."),
            var address => rules.Allow(address) ? null : Problem.Invalid("$.address", "must be an https address of the public internet, or one that the operator trusts (Connections:TrustedEndpoints)."),
        };
    }
}
