using System.Collections.Frozen;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Mews;

/// <summary>The services of a property that sell nights in rooms. It sells parking, desks and day use the same way, and those are no bookings.</summary>
internal sealed record MewsStay(IReadOnlyList<string> ServiceIds, IReadOnlyDictionary<string, MewsResourceCategory> Categories)
{
    /// <summary>Those of the services that sell whole months and so have no availability by night. Empty where the hotel named its services.</summary>
    public IReadOnlySet<string> SoldByMonth { get; init; } = FrozenSet<string>.Empty;

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
    public static MewsStay Of(IReadOnlyDictionary<string, MewsResourceCategory> categories, IReadOnlyList<string> named)
    {
        if (named.Count > 0)
            return new MewsStay(named, categories);

        var slept = categories.Where(category => SleptIn.Contains(category.Value.Type ?? "")).ToDictionary(StringComparer.Ordinal);
        var services = slept.Values.Select(category => category.ServiceId).OfType<string>().Distinct(StringComparer.Ordinal);
        return new MewsStay([.. services.Order(StringComparer.Ordinal)], slept);
    }
}

/// <summary>Names by id, as far as they are known.</summary>
/// <param name="Categories">Categories of resources by id.</param>
/// <param name="Ages">Adult or Child, by age category.</param>
/// <param name="Resources">Resources by id.</param>
internal sealed record MewsCatalogue(
    IReadOnlyDictionary<string, MewsResourceCategory> Categories, IReadOnlyDictionary<string, string> Ages, IReadOnlyDictionary<string, MewsResource> Resources)
{
    public static readonly MewsCatalogue Empty = new(
        FrozenDictionary<string, MewsResourceCategory>.Empty, FrozenDictionary<string, string>.Empty, FrozenDictionary<string, MewsResource>.Empty);

    /// <summary>Whether everything the reservation names is known.</summary>
    public bool Knows(MewsReservation reservation) =>
        (reservation.RequestedResourceCategoryId is not { } category || Categories.ContainsKey(category))
        && (reservation.AssignedResourceId is not { } resource || Resources.ContainsKey(resource))
        && (reservation.PersonCounts ?? []).All(persons => persons?.AgeCategoryId is not { } age || Ages.ContainsKey(age));

    /// <summary>The category's name, in English where there is one; Mews has no language of its own for data.</summary>
    public static string? NameOf(MewsResourceCategory? category) => NameOf(category?.Names);

    /// <summary>A name that is kept in several languages, in English where there is one.</summary>
    public static string? NameOf(IReadOnlyDictionary<string, string?>? inLanguages)
    {
        var names = inLanguages ?? FrozenDictionary<string, string?>.Empty;
        return Tidy.Text(names.GetValueOrDefault("en-US"))
            ?? Tidy.Text(names.GetValueOrDefault("en-GB"))
            ?? names.OrderBy(name => name.Key, StringComparer.Ordinal).Select(name => Tidy.Text(name.Value)).FirstOrDefault(name => name is not null);
    }

    public static IReadOnlyDictionary<string, MewsResource> ResourcesOf(IEnumerable<ReadOnlyMemory<byte>> resources) =>
        Index(resources.Readable(MewsJson.Default.MewsResource), resource => resource.Id, resource => resource);

    public static IReadOnlyDictionary<string, MewsResourceCategory> CategoriesOf(IEnumerable<ReadOnlyMemory<byte>> categories) =>
        Index(categories.Readable(MewsJson.Default.MewsResourceCategory), category => category.Id, category => category);

    public static IReadOnlyDictionary<string, string> AgesOf(IEnumerable<ReadOnlyMemory<byte>> ages) =>
        Index(ages.Readable(MewsJson.Default.MewsAgeCategory), age => age.Id, age => age.Classification);

    /// <summary>Names of companies.</summary>
    public static IReadOnlyDictionary<string, string> CompaniesOf(IEnumerable<ReadOnlyMemory<byte>> companies) =>
        Index(companies.Readable(MewsJson.Default.MewsCompany), company => company.Id, company => Tidy.Text(company.Name));

    /// <summary>Category of each resource that has one now.</summary>
    public static IReadOnlyDictionary<string, string> AssignmentsOf(IEnumerable<ReadOnlyMemory<byte>> assignments) =>
        Index(
            assignments.Readable(MewsJson.Default.MewsCategoryAssignment).Where(assignment => assignment.IsActive != false),
            assignment => assignment.ResourceId,
            assignment => assignment.CategoryId);

    private static Dictionary<string, TValue> Index<T, TValue>(IEnumerable<T> records, Func<T, string?> id, Func<T, TValue?> value)
        where TValue : class
    {
        var index = new Dictionary<string, TValue>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (id(record) is { } key && value(record) is { } found)
                index.TryAdd(key, found);
        }

        return index;
    }
}
