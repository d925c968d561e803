using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Keys;

/// <summary>Making, looking at, changing and revoking keys. What is revoked is refused at the gateway within five seconds.</summary>
internal static partial class ManageKeys
{
    private const int PrefixLength = 10;

    public static void Map(RouteGroupBuilder keys)
    {
        keys.MapGet("", ListAsync).WithName("ListKeys").WithSummary("Keys, oldest first.");
        keys.MapGet("/{id}", FindAsync).WithName("GetKey").WithSummary("One key.");
        keys.MapPost("", MakeAsync).WithName("MakeKey").WithSummary("Makes a key; it is in this answer only.");
        keys.MapPut("/{id}", ChangeAsync).WithName("ChangeKey").WithSummary("Changes a key's name, permissions, hotels, end.");
        keys.MapDelete("/{id}", RevokeAsync).WithName("RevokeKey").WithSummary("Revokes a key: refused within five seconds, for good.");
    }

    private static async Task<Results<Ok<Page<KeyView>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AccessContext context, CancellationToken cancellationToken, string? after = null, int? limit = null)
    {
        if (!Paging.TryRead(ref after, ref limit, out var problem))
            return problem;
        var rows = await context.KeysTo(http.Caller()).AsNoTracking()
            .Where(key => key.KeyId.CompareTo(after) > 0).OrderBy(key => key.KeyId).Take(limit!.Value + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Of(rows, limit.Value, key => key.KeyId, key => KeyView.Of(key)));
    }

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> FindAsync(string id, HttpContext http, AccessContext context, CancellationToken cancellationToken) =>
        await context.KeysTo(http.Caller()).AsNoTracking().SingleOrDefaultAsync(key => key.KeyId == id, cancellationToken) is { } key
            ? TypedResults.Ok(KeyView.Of(key))
            : Problem.NotFound("key");

    private static async Task<Results<Created<KeyView>, ProblemHttpResult>> MakeAsync(
        KeyRequest body, HttpContext http, AccessContext context, KeyRules rules, TimeProvider time, ILogger<KeyRequest> logger, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        if (caller.OrganizationId is not { } organization)
            return Problem.Forbidden("A configured key belongs to no organisation.");
        var (permissions, problem) = await rules.CheckAsync(body, caller, time.GetUtcNow(), cancellationToken);
        if (problem is not null)
            return problem;

        var secret = Secret.New();
        var text = $"pms_{secret}";
        var id = $"key_{Guid.CreateVersion7():N}";
        var key = new MachineKey
        {
            KeyId = id,
            OrganizationId = organization,
            Name = body.Name,
            Prefix = text[..PrefixLength],
            KeyHash = Secret.HashOf(text),
            Permissions = [.. Permissions.NamesOf(permissions)],
            IsWhole = body.AllHotels,
            CreatedBy = caller.Id ?? caller.Subject,
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = body.ExpiresAt?.ToUniversalTime(),
            Hotels = [.. HotelsOf(body, id, organization)],
        };
        context.Keys.Add(key);
        await context.SaveChangesAsync(cancellationToken);
        Log.Made(logger, caller.Subject, id, http.CorrelationId());
        return TypedResults.Created($"/api/keys/{id}", KeyView.Of(key, text));
    }

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> ChangeAsync(
        string id, KeyRequest body, HttpContext http, AccessContext context, KeyRules rules, TimeProvider time, ILogger<KeyRequest> logger,
        CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        var (key, refusal) = await ChangeableAsync(id, caller, context, cancellationToken);
        if (key is null)
            return refusal!;
        var (permissions, problem) = await rules.CheckAsync(body, caller, time.GetUtcNow(), cancellationToken);
        if (problem is not null)
            return problem;
        if (key.RevokedAt is not null)
            return Problem.Conflict("The key is revoked. Make another one.");

        key.Name = body.Name;
        key.Permissions = [.. Permissions.NamesOf(permissions)];
        key.IsWhole = body.AllHotels;
        key.ExpiresAt = body.ExpiresAt?.ToUniversalTime();
        key.Hotels.RemoveAll(hotel => !body.HotelIds.Contains(hotel.HotelId, StringComparer.Ordinal));
        key.Hotels.AddRange(HotelsOf(body, id, key.OrganizationId).Where(hotel => !key.Hotels.Any(one => one.HotelId == hotel.HotelId)).ToList());
        await context.SaveChangesAsync(cancellationToken);
        Log.Changed(logger, caller.Subject, id, http.CorrelationId());
        return TypedResults.Ok(KeyView.Of(key));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id, HttpContext http, AccessContext context, TimeProvider time, ILogger<KeyRequest> logger, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        var (key, problem) = await ChangeableAsync(id, caller, context, cancellationToken);
        if (problem is not null)
            return problem;

        key!.RevokedAt ??= time.GetUtcNow();
        await context.SaveChangesAsync(cancellationToken);
        Log.Revoked(logger, caller.Subject, id, http.CorrelationId());
        return TypedResults.NoContent();
    }

    /// <summary>A key the caller may change: one that may do no more than he. Otherwise a manager could take over what an owner made.</summary>
    private static async Task<(MachineKey? Key, ProblemHttpResult? Problem)> ChangeableAsync(
        string id, CallerIdentity caller, AccessContext context, CancellationToken cancellationToken)
    {
        if (await context.KeysTo(caller).SingleOrDefaultAsync(key => key.KeyId == id, cancellationToken) is not { } key)
            return (null, Problem.NotFound("key"));
        return KeyRules.May(caller, Permissions.Parse(key.Permissions), key.IsWhole, key.Hotels.Select(hotel => hotel.HotelId))
            ? (key, null)
            : (null, Problem.Forbidden("The key may do more than its changer may."));
    }

    private static IEnumerable<MachineKeyHotel> HotelsOf(KeyRequest body, string id, string organization) =>
        body.HotelIds.Distinct(StringComparer.Ordinal).Select(hotel => new MachineKeyHotel { KeyId = id, OrganizationId = organization, HotelId = hotel });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Caller} made key {Key} ({CorrelationId})")]
        public static partial void Made(ILogger logger, string caller, string key, string correlationId);

        [LoggerMessage(2, LogLevel.Information, "{Caller} changed key {Key} ({CorrelationId})")]
        public static partial void Changed(ILogger logger, string caller, string key, string correlationId);

        [LoggerMessage(3, LogLevel.Information, "{Caller} revoked key {Key} ({CorrelationId})")]
        public static partial void Revoked(ILogger logger, string caller, string key, string correlationId);
    }
}
