using System.Collections.Concurrent;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Mews;

/// <summary>What a property sells and how it names it: read once, kept for a quarter of an hour, joined to every page.</summary>
internal sealed class MewsReference
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>How old they may be for a look at the rooms' status: it comes often, and the rooms' own feed keeps them younger.</summary>
    private static readonly TimeSpan LifetimeForStatus = TimeSpan.FromHours(1);

    /// <summary>How old the lists may be when a page names something they do not know.</summary>
    private static readonly TimeSpan LifetimeForUnknown = TimeSpan.FromMinutes(1);

    private readonly MewsApi _api;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _namedServices;
    private readonly ReferenceData<MewsStay> _stay;
    private readonly ReferenceData<IReadOnlyDictionary<string, string>> _ages;
    private readonly ReferenceData<IReadOnlyDictionary<string, MewsResource>> _resources;
    private readonly ReferenceData<IReadOnlyDictionary<string, string>> _assignments;
    private readonly ConcurrentDictionary<string, (string? Name, long ReadAt)> _companies = new(StringComparer.Ordinal);

    public MewsReference(MewsApi api, TimeProvider time, IReadOnlyList<string> namedServices)
    {
        (_api, _time, _namedServices) = (api, time, namedServices);
        _stay = new(time, Lifetime, ReadStayAsync);
        _ages = new(time, Lifetime, async cancel => MewsCatalogue.AgesOf((await api.AgeCategoriesAsync((await StayAsync(cancel)).ServiceIds, cancel)).Records));
        _resources = new(time, Lifetime, async cancel => MewsCatalogue.ResourcesOf((await api.AllResourcesAsync(cancel)).Records));
        _assignments = new(time, Lifetime, ReadAssignmentsAsync);
    }

    /// <summary>The services that sell nights, and their categories.</summary>
    public Task<MewsStay> StayAsync(CancellationToken cancellationToken) => _stay.GetAsync(cancellationToken);

    /// <summary>Category of each room, by resource id; what is not in it is no room of the stay services.</summary>
    public Task<IReadOnlyDictionary<string, string>> AssignmentsAsync(CancellationToken cancellationToken) => _assignments.GetAsync(cancellationToken);

    /// <summary>The same with the stay services, for a read of rooms.</summary>
    public async Task<(MewsStay Stay, IReadOnlyDictionary<string, string> Assigned)> RoomTypesAsync(SyncMode mode, CancellationToken cancellationToken)
    {
        var atMost = mode is SyncMode.RoomStatus ? LifetimeForStatus : Lifetime;

        // These first: when they are read anew so is the stay where it has run out, and no room has a category that is not there.
        var assigned = await _assignments.GetAsync(atMost, cancellationToken);
        return (await _stay.GetAsync(atMost, cancellationToken), assigned);
    }

    /// <summary>All resources by id, closed ones among them.</summary>
    public Task<IReadOnlyDictionary<string, MewsResource>> ResourcesAsync(CancellationToken cancellationToken) => _resources.GetAsync(cancellationToken);

    /// <summary>Takes all resources, read for another purpose just now.</summary>
    public void Keep(IReadOnlyDictionary<string, MewsResource> resources) => _resources.Keep(resources);

    /// <summary>Names of rooms, categories and ages, read again when the page names something new.</summary>
    public async Task<MewsCatalogue> CatalogueAsync(IReadOnlyList<MewsReservation> page, CancellationToken cancellationToken)
    {
        var catalogue = await CatalogueAsync(Lifetime, cancellationToken);
        return page.All(catalogue.Knows) ? catalogue : await CatalogueAsync(LifetimeForUnknown, cancellationToken);
    }

    /// <summary>Names of these companies; unknown ones are left out.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CompaniesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var missing = ids.Where(id => !_companies.TryGetValue(id, out var known) || _time.GetElapsedTime(known.ReadAt) > Lifetime).ToArray();
        if (missing.Length > 0)
        {
            var read = MewsCatalogue.CompaniesOf((await _api.CompaniesAsync(missing, cancellationToken)).Records);
            foreach (var id in missing)
                _companies[id] = (read.GetValueOrDefault(id), _time.GetTimestamp());
        }

        return ids.Where(id => _companies[id].Name is not null).ToDictionary(id => id, id => _companies[id].Name!, StringComparer.Ordinal);
    }

    private async Task<MewsCatalogue> CatalogueAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var stay = await _stay.GetAsync(atMost, cancellationToken);
        var ages = _ages.GetAsync(atMost, cancellationToken);
        var resources = _resources.GetAsync(atMost, cancellationToken);
        await Task.WhenAll(ages, resources);
        return new MewsCatalogue(stay.Categories, await ages, await resources);
    }

    private async Task<MewsStay> ReadStayAsync(CancellationToken cancellationToken)
    {
        var services = _namedServices;
        IEnumerable<string> byMonth = [];
        if (services.Count == 0)
        {
            var all = (await _api.ServicesAsync(cancellationToken)).Records.Readable(MewsJson.Default.MewsService).Where(MewsStay.SellsByNight).ToList();
            services = [.. all.Select(service => service.Id!)];
            byMonth = all.Where(service => service.Data?.Value?.TimeUnitPeriod == "Month").Select(service => service.Id!);
        }

        var categories = MewsCatalogue.CategoriesOf((await _api.ResourceCategoriesAsync(services, cancellationToken)).Records);
        var stay = MewsStay.Of(categories, _namedServices) with { SoldByMonth = byMonth.ToHashSet(StringComparer.Ordinal) };
        return stay.ServiceIds.Count > 0
            ? stay
            : throw new VendorException(
                VendorErrorKind.Rejected, "services/getAll", "no service of the property sells nights in rooms; name one in the setting 'serviceId'");
    }

    private async Task<IReadOnlyDictionary<string, string>> ReadAssignmentsAsync(CancellationToken cancellationToken)
    {
        var stay = await StayAsync(cancellationToken);
        return MewsCatalogue.AssignmentsOf((await _api.CategoryAssignmentsAsync([.. stay.Categories.Keys], cancellationToken)).Records);
    }
}
