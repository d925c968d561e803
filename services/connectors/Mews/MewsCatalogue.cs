using System.Collections.Frozen;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Mews;

/// <summary>The services of a property that sell nights in rooms. It sells parking, desks and day use the same way, and those are no bookings.</summary>
internal sealed record MewsStay(IReadOnlyList<string> ServiceIds, IReadOnlyDictionary<string, MewsResourceCategory> Categories)
{
    // https://mews-systems.gitbook.io/connector-api/operations/resources#resource-category-type
    private static readonly FrozenSet<string> SleptIn = FrozenSet.Create(
        StringComparer.Ordinal, "Room", "Bed", "Dorm", "Apartment", "Suite", "Villa", "Site", "Tent", "CaravanOrRV", "UnequippedCampsite");

    /// <summary>
    /// Whether a service may sell nights: it can be booked, by the day or month, and ends after the day it is booked for
    /// (https://mews-systems.gitbook.io/connector-api/concepts/time-units: a negative end is daytime use).
    /// </summary>
    public static bool SellsByNight(MewsService service) =>
        service is { Id: not null, Data: { Discriminator: "Bookable", Value: var sold } }
        && service.IsActive != false
        && sold?.TimeUnitPeriod != "Hour"
        && sold?.EndOffset?.StartsWith('-') != true;

    /// <summary>The services that have something to sleep in; what the hotel named is taken as it is.</summary>
    public static MewsStay Of(IEnumerable<MewsResourceCategory> categories, IReadOnlyList<string> named)
    {
        var byId = categories.Where(category => category.Id is not null && (named.Count > 0 || SleptIn.Contains(category.Type ?? "")))
            .DistinctBy(category => category.Id).ToFrozenDictionary(category => category.Id!, StringComparer.Ordinal);
        var services = byId.Values.Select(category => category.ServiceId).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new MewsStay(named.Count > 0 ? named : [.. services], byId);
    }
}

/// <summary>Names by id, as far as they are known.</summary>
internal sealed record MewsCatalogue
{
    public static readonly MewsCatalogue Empty = Of([], [], []);

    public required IReadOnlyDictionary<string, MewsResourceCategory> Categories { get; init; }

    /// <summary>Adult or Child, by age category.</summary>
    public required IReadOnlyDictionary<string, string> Ages { get; init; }

    public required IReadOnlyDictionary<string, MewsResource> Resources { get; init; }

    public static MewsCatalogue Of(IEnumerable<MewsResourceCategory> categories, IEnumerable<MewsAgeCategory> ages, IEnumerable<MewsResource> resources) => new()
    {
        Categories = Index(categories, category => category.Id),
        Ages = ages.Where(age => age.Id is not null && age.Classification is not null)
            .DistinctBy(age => age.Id).ToFrozenDictionary(age => age.Id!, age => age.Classification!, StringComparer.Ordinal),
        Resources = Index(resources, resource => resource.Id),
    };

    /// <summary>Whether everything the reservation names is known.</summary>
    public bool Knows(MewsReservation reservation) =>
        (reservation.RequestedResourceCategoryId is not { } category || Categories.ContainsKey(category))
        && (reservation.AssignedResourceId is not { } resource || Resources.ContainsKey(resource))
        && (reservation.PersonCounts ?? []).All(persons => persons?.AgeCategoryId is not { } age || Ages.ContainsKey(age));

    /// <summary>The category's name, in English where there is one; Mews has no language of its own for data.</summary>
    public static string? NameOf(MewsResourceCategory? category)
    {
        var names = category?.Names ?? FrozenDictionary<string, string?>.Empty;
        return Tidy.Text(names.GetValueOrDefault("en-US"))
            ?? Tidy.Text(names.GetValueOrDefault("en-GB"))
            ?? names.OrderBy(name => name.Key, StringComparer.Ordinal).Select(name => Tidy.Text(name.Value)).FirstOrDefault(name => name is not null);
    }

    /// <summary>Names of companies by id.</summary>
    public static IReadOnlyDictionary<string, string> Names(IEnumerable<MewsCompany> companies) =>
        companies.Where(company => company.Id is not null && Tidy.Text(company.Name) is not null)
            .DistinctBy(company => company.Id).ToFrozenDictionary(company => company.Id!, company => Tidy.Text(company.Name)!, StringComparer.Ordinal);

    /// <summary>Category of each resource.</summary>
    public static IReadOnlyDictionary<string, string> Assignments(IEnumerable<MewsCategoryAssignment> assignments) =>
        assignments.Where(assignment => assignment is { ResourceId: not null, CategoryId: not null } && assignment.IsActive != false)
            .DistinctBy(assignment => assignment.ResourceId)
            .ToFrozenDictionary(assignment => assignment.ResourceId!, assignment => assignment.CategoryId!, StringComparer.Ordinal);

    private static FrozenDictionary<string, T> Index<T>(IEnumerable<T> records, Func<T, string?> id) =>
        records.Where(record => id(record) is not null).DistinctBy(id).ToFrozenDictionary(record => id(record)!, StringComparer.Ordinal);
}
