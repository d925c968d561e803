using System.Collections.Frozen;
using System.Threading.RateLimiting;
using PmsPlatform.Contracts.Access;
using PmsPlatform.Gateway.Limits;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway.Identity;

/// <summary>Makes of a grant what the gate works with. Keys of one id share one rate, wherever they come from.</summary>
internal sealed class ResolvedKeys(IdentitySigner signer, TimeProvider time, RateLimitOptions limits) : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiters = KeyLimiter.CreateMany(limits);

    public ApiKey Of(AccessGrant grant)
    {
        var identity = IdentityOf(grant);
        return new ApiKey(
            new Caller(identity, signer, time),
            grant.Hotels.DistinctBy(hotel => hotel.Slug, StringComparer.Ordinal)
                .ToFrozenDictionary(hotel => hotel.Slug, hotel => new Caller(identity.OnlyAt([hotel.HotelId]), signer, time), StringComparer.Ordinal),
            () => KeyLimiter.TryCall(limiters, grant.Id),
            grant.ExpiresAt);
    }

    public void Dispose() => limiters.Dispose();

    private static CallerIdentity IdentityOf(AccessGrant grant)
    {
        var grants = grant.Hotels.DistinctBy(hotel => hotel.HotelId, StringComparer.Ordinal)
            .ToFrozenDictionary(hotel => hotel.HotelId, hotel => Permissions.Parse(hotel.Permissions), StringComparer.Ordinal);
        return new CallerIdentity(grant.Subject, [.. grant.Hotels.Select(hotel => hotel.HotelId).Distinct(StringComparer.Ordinal)])
        {
            // Only these two come in by the public door, whatever is answered.
            Kind = grant.Kind is nameof(CallerKind.ApiKey) ? CallerKind.ApiKey : CallerKind.User,
            Id = grant.Id,
            OrganizationId = grant.OrganizationId,
            OrganizationGrant = Permissions.Parse(grant.OrganizationPermissions),
            Grants = grants,
        };
    }
}
