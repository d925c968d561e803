using Microsoft.EntityFrameworkCore;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access;

/// <summary>
/// Whether a caller may name hotels in what he gives to others. The gateway remembers his hotels for some seconds: for whoever manages access in the whole
/// organisation the table counts, so that people are invited to a hotel, and keys are made for it, right after it was made.
/// </summary>
internal sealed class HotelsInReach(RegistryContext registry)
{
    /// <param name="caller">Who names them.</param>
    /// <param name="hotelIds">The hotels.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> HoldAsync(CallerIdentity caller, IEnumerable<string> hotelIds, CancellationToken cancellationToken)
    {
        List<string> others = [.. hotelIds.Where(hotel => !caller.MaySee(hotel)).Distinct(StringComparer.Ordinal)];
        if (others.Count == 0)
            return true;
        return caller.MayInOrganization(Permission.ManageAccess)
            && await registry.Hotels.CountAsync(hotel => others.Contains(hotel.HotelId) && hotel.OrganizationId == caller.OrganizationId, cancellationToken) == others.Count;
    }
}
