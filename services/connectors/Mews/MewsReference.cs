using System.Collections.Concurrent;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Mews;

/// <summary>What a property sells and how it names it: read once, kept for a quarter of an hour, joined to every page.</summary>
internal sealed class MewsReference
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>How old the lists may be when a page names something they do not know.</summary>
    private static readonly TimeSpan LifetimeForUnknown = TimeSpan.FromMinutes(1);

    private readonly MewsApi _api;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _configuredServices;
    private readonly ReferenceData<MewsStay> _stay;
    private readonly ReferenceData<MewsCatalogue> _catalogue;
    private readonly ReferenceData<IReadOnlyDictionary<string, string>> _assignments;
    private readonly ConcurrentDictionary<string, (string? Name, long ReadAt)> _companies = new(StringComparer.Ordinal);

    public MewsReference(MewsApi api, TimeProvider time, IReadOnlyList<string> configuredServices)
    {
        _api = api;
        _time = time;
        _configuredServices = configuredServices;
        _stay = new ReferenceData<MewsStay>(time, Lifetime, ReadStayAsync);
        _catalogue = new ReferenceData<MewsCatalogue>(time, Lifetime, ReadCatalogueAsync);
        _assignments = new ReferenceData<IReadOnlyDictionary<string, string>>(time, Lifetime, ReadAssignmentsAsync);
    }

    /// <summary>The services that sell nights, and their categories.</summary>
    public Task<MewsStay> StayAsync(CancellationToken cancellationToken) => _stay.GetAsync(cancellationToken);

    /// <summary>Category of each room, by resource id; what is not in it is no room of the stay services.</summary>
    public Task<IReadOnlyDictionary<string, string>> AssignmentsAsync(CancellationToken cancellationToken) => _assignments.GetAsync(cancellationToken);

    /// <summary>Names of rooms, categories and ages, read again when the page names something new.</summary>
    public async Task<MewsCatalogue> CatalogueAsync(IReadOnlyList<MewsReservation> page, CancellationToken cancellationToken)
    {
        var catalogue = await _catalogue.GetAsync(cancellationToken);
        if (page.All(catalogue.Knows))
            return catalogue;

        await _stay.GetAsync(LifetimeForUnknown, cancellationToken);
        return await _catalogue.GetAsync(LifetimeForUnknown, cancellationToken);
    }

    /// <summary>Names of these companies; unknown ones are left out.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CompaniesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var missing = ids.Where(id => !_companies.TryGetValue(id, out var known) || _time.GetElapsedTime(known.ReadAt) > Lifetime).ToArray();
        if (missing.Length > 0)
        {
            var read = MewsCatalogue.Names(MewsApi.Readable(await _api.CompaniesAsync(missing, cancellationToken), MewsJson.Default.MewsCompany));
            foreach (var id in missing)
                _companies[id] = (read.GetValueOrDefault(id), _time.GetTimestamp());
        }

        return ids.Where(id => _companies[id].Name is not null).ToDictionary(id => id, id => _companies[id].Name!, StringComparer.Ordinal);
    }

    private async Task<MewsStay> ReadStayAsync(CancellationToken cancellationToken)
    {
        var services = _configuredServices;
        if (services.Count == 0)
        {
            var all = MewsApi.Readable(await _api.ServicesAsync(cancellationToken), MewsJson.Default.MewsService);
            services = [.. all.Where(MewsStay.SellsByNight).Select(service => service.Id!)];
        }

        var categories = MewsApi.Readable(await _api.ResourceCategoriesAsync(services, cancellationToken), MewsJson.Default.MewsResourceCategory);
        var stay = MewsStay.Of(categories, _configuredServices);
        return stay.ServiceIds.Count > 0
            ? stay
            : throw new VendorException(
                VendorErrorKind.Rejected, "services/getAll", "no service of the property sells nights in rooms; name one in the setting 'serviceId'");
    }

    private async Task<MewsCatalogue> ReadCatalogueAsync(CancellationToken cancellationToken)
    {
        var stay = await _stay.GetAsync(cancellationToken);
        var ages = _api.AgeCategoriesAsync(stay.ServiceIds, cancellationToken);
        var resources = _api.AllResourcesAsync(cancellationToken);
        await Task.WhenAll(ages, resources);
        return MewsCatalogue.Of(
            stay.Categories.Values,
            MewsApi.Readable(await ages, MewsJson.Default.MewsAgeCategory),
            MewsApi.Readable(await resources, MewsJson.Default.MewsResource));
    }

    private async Task<IReadOnlyDictionary<string, string>> ReadAssignmentsAsync(CancellationToken cancellationToken)
    {
        var stay = await _stay.GetAsync(cancellationToken);
        var assignments = await _api.CategoryAssignmentsAsync([.. stay.Categories.Keys], cancellationToken);
        return MewsCatalogue.Assignments(MewsApi.Readable(assignments, MewsJson.Default.MewsCategoryAssignment));
    }
}
