using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Keys;

/// <summary>What a key is to be.</summary>
internal sealed record KeyRequest
{
    public required string Name { get; init; }

    /// <summary>Names of permissions, as <c>ViewData</c>.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>The hotels it opens.</summary>
    public IReadOnlyList<string> HotelIds { get; init => field = value ?? []; } = [];

    /// <summary>True for all hotels of the organisation, also those to come; then no hotel is named.</summary>
    public bool AllHotels { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>What may be asked of a key.</summary>
internal sealed class KeyRules(HotelsInReach hotels)
{
    private const int LongestName = 100;
    private const int MostHotels = 500;

    /// <summary>The bits of the request, or what is wrong with it. A key may do at most what its maker may, at each of its hotels.</summary>
    public async Task<(Permission Permissions, ProblemHttpResult? Problem)> CheckAsync(
        KeyRequest body, CallerIdentity caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Name) || body.Name.Length > LongestName || body.Name.Any(char.IsControl))
            return (default, Problem.Invalid("$.name", $"is empty, has more than {LongestName} characters, or one that does not print."));
        if (body.Permissions.Count == 0 || body.Permissions.Any(name => !Permissions.TryParse(name, out _)))
            return (default, Problem.Invalid("$.permissions", $"is empty or has an unknown one. Known are: {string.Join(", ", Permissions.NamesOf(Permissions.All))}."));
        if (body.AllHotels == body.HotelIds.Count > 0 || body.HotelIds.Count > MostHotels)
            return (default, Problem.Invalid("$.hotelIds", $"Name 1 to {MostHotels} hotels, or all of them by allHotels."));
        if (body.ExpiresAt <= now)
            return (default, Problem.Invalid("$.expiresAt", "has passed."));
        if (!await hotels.HoldAsync(caller, body.HotelIds, cancellationToken))
            return (default, Problem.NotFound("hotel"));

        var permissions = Permissions.Parse(body.Permissions);
        return May(caller, permissions, body.AllHotels, body.HotelIds)
            ? (permissions, null)
            : (default, Problem.Forbidden("A key may do at most what its maker may, at each of its hotels."));
    }

    /// <summary>Whether a caller may do all that a key may.</summary>
    public static bool May(CallerIdentity caller, Permission permissions, bool isWhole, IEnumerable<string> hotelIds) => isWhole
        ? caller.MayInOrganization(permissions | Permission.ManageAccess)
        : hotelIds.All(hotel => (caller.At(hotel) | caller.OrganizationGrant).HasFlag(permissions | Permission.ManageAccess));
}

/// <summary>The keys a caller may know of.</summary>
internal static class VisibleKeys
{
    /// <summary>Keys of the caller's organisation; for whoever is bound to hotels, those that open nothing but his hotels.</summary>
    public static IQueryable<MachineKey> KeysTo(this AccessContext context, CallerIdentity caller)
    {
        var own = context.Keys.Include(key => key.Hotels).Where(key => key.OrganizationId == caller.OrganizationId);
        List<string> hotels = [.. caller.HotelIds];
        return caller.MayInOrganization(Permission.ManageAccess)
            ? own
            : own.Where(key => !key.IsWhole && key.Hotels.Any() && key.Hotels.All(hotel => hotels.Contains(hotel.HotelId)));
    }
}
