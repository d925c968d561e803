using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Links;

namespace PmsPlatform.Connections.Hotels;

/// <summary>Notes which hotel a property of a vendor account is.</summary>
internal sealed class MappingWriter(RegistryContext registry, TimeProvider time)
{
    /// <summary>Null when it was saved.</summary>
    public async Task<ProblemHttpResult?> MapAsync(Link link, string account, string propertyId, CancellationToken cancellationToken)
    {
        var mapping = await FindAsync(link.OrganizationId, link.Vendor, account, propertyId, cancellationToken);
        if (mapping is null)
            registry.Add(New(link.OrganizationId, link.Vendor, account, propertyId, link.HotelId, link.ConnectionId));
        else
            (mapping.HotelId, mapping.ConnectionId) = (link.HotelId, link.ConnectionId);
        return await registry.TrySaveAsync(cancellationToken);
    }

    public Task<PropertyMapping?> FindAsync(string organizationId, string vendor, string account, string propertyId, CancellationToken cancellationToken) =>
        registry.PropertyMappings.SingleOrDefaultAsync(
            row => row.OrganizationId == organizationId && row.Vendor == vendor && row.Account == account && row.PropertyId == propertyId, cancellationToken);

    public PropertyMapping New(string organizationId, string vendor, string account, string propertyId, string hotelId, string? connectionId) => new()
    {
        OrganizationId = organizationId,
        Vendor = vendor,
        Account = account,
        PropertyId = propertyId,
        HotelId = hotelId,
        ConnectionId = connectionId,
        ChangedAt = time.GetUtcNow(),
    };
}
