using PmsPlatform.Connections.Audit;
using PmsPlatform.Connections.Hotels;
using PmsPlatform.Connections.Links;
using PmsPlatform.Connections.Notices;
using PmsPlatform.Connections.Privacy;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections;

/// <summary>
/// What a caller may see or change with the permission of the endpoint: the hotels the gateway found, and all of an organisation for whom the permission holds
/// there, also hotels that were made a moment ago.
/// </summary>
internal sealed record Reach(string[] Hotels, string? Organization)
{
    public static Reach Of(HttpContext http, Permission permission)
    {
        var caller = http.Caller();
        return new Reach([.. caller.HotelIds], caller.MayInOrganization(permission) ? caller.OrganizationId : null);
    }

    public IQueryable<HotelRow> Of(IQueryable<HotelRow> hotels) => hotels.Where(hotel => Hotels.Contains(hotel.HotelId) || hotel.OrganizationId == Organization);

    public IQueryable<Link> Of(IQueryable<Link> links) => links.Where(link => Hotels.Contains(link.HotelId) || link.OrganizationId == Organization);

    public IQueryable<PropertyMapping> Of(IQueryable<PropertyMapping> mappings) =>
        mappings.Where(mapping => Hotels.Contains(mapping.HotelId) || mapping.OrganizationId == Organization);

    public IQueryable<NoticeTarget> Of(IQueryable<NoticeTarget> targets) => targets.Where(target => Hotels.Contains(target.HotelId) || target.OrganizationId == Organization);

    public IQueryable<Notice> Of(IQueryable<Notice> notices) => notices.Where(notice => Hotels.Contains(notice.HotelId) || notice.OrganizationId == Organization);

    public IQueryable<Erasure> Of(IQueryable<Erasure> erasures) => erasures.Where(erasure => Hotels.Contains(erasure.HotelId) || erasure.OrganizationId == Organization);

    /// <summary>What is the installation's business has no organisation, and is nobody's who has none.</summary>
    public IQueryable<AuditRow> Of(IQueryable<AuditRow> entries) =>
        entries.Where(entry => Hotels.Contains(entry.HotelId) || (Organization != null && entry.OrganizationId == Organization));
}
