using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// An identity as it travels. A reader of an earlier version ignores what it does not know and so sees hotels without grants: all services of an
/// installation are brought to one version before scoped keys are made.
/// </summary>
internal sealed record IdentityClaims(string? Subject, IReadOnlyList<string>? Hotels, long Expires)
{
    public string? Kind { get; init; }

    public string? Id { get; init; }

    public string? Organization { get; init; }

    public int OrganizationGrant { get; init; }

    public string? Address { get; init; }

    /// <summary>Bits for each of the hotels, in their order; null for all bits.</summary>
    public IReadOnlyList<int>? Grants { get; init; }

    public static IdentityClaims Of(CallerIdentity identity, long expires) => new(identity.Subject, identity.HotelIds, expires)
    {
        Kind = identity.Kind.ToString(),
        Id = identity.Id,
        Organization = identity.OrganizationId,
        OrganizationGrant = (int)identity.OrganizationGrant,
        Address = identity.Address,
        Grants = identity.Grants is null ? null : [.. identity.HotelIds.Select(hotel => (int)identity.At(hotel))],
    };

    /// <summary>The identity. A kind that is not known is a stranger's, and grants that do not fit the hotels grant nothing.</summary>
    public CallerIdentity Identity()
    {
        var hotels = Hotels ?? [];
        return new CallerIdentity(Subject ?? "", hotels)
        {
            Kind = Kind is null ? CallerKind.ApiKey : Enum.TryParse<CallerKind>(Kind, out var kind) ? kind : CallerKind.Stranger,
            Id = Id,
            OrganizationId = Organization,
            OrganizationGrant = (Permission)OrganizationGrant & Permissions.All,
            Address = Address,
            Grants = Grants?.Zip(hotels).DistinctBy(pair => pair.Second, StringComparer.Ordinal)
                .ToFrozenDictionary(pair => pair.Second, pair => (Permission)pair.First & Permissions.All, StringComparer.Ordinal),
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(IdentityClaims))]
internal sealed partial class IdentityJson : JsonSerializerContext;
