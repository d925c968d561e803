using Microsoft.Extensions.Configuration;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Hotels;

namespace PmsPlatform.ServiceDefaults;

/// <summary>One thing that makes a hotel unusable.</summary>
/// <param name="Member">The member of <see cref="Hotel"/>.</param>
/// <param name="Found">What it is, with the value as it was given: for whoever wrote the configuration, not for callers.</param>
/// <param name="Fix">What would be right; empty when that is plain.</param>
public sealed record HotelProblem(string Member, string Found, string Fix);

/// <summary>What makes a hotel usable. Collects every problem instead of stopping at the first.</summary>
public static class HotelRules
{
    internal static IEnumerable<Hotel> Read(IConfigurationSection section) =>
        section.GetChildren().Select(child => new Hotel
        {
            Id = child[nameof(Hotel.Id)] ?? "",
            Slug = child[nameof(Hotel.Slug)] ?? "",
            Name = child[nameof(Hotel.Name)] ?? "",
            TimeZone = child[nameof(Hotel.TimeZone)] ?? "",
            Currency = child[nameof(Hotel.Currency)] ?? "",
        });

    internal static IReadOnlyList<string> ProblemsOf(IReadOnlyList<Hotel> hotels) =>
    [
        .. hotels.SelectMany(ProblemsOf),
        .. Doubled(hotels, hotel => hotel.Id, nameof(Hotel.Id)),
        .. Doubled(hotels, hotel => hotel.Slug, nameof(Hotel.Slug)),
    ];

    /// <summary>What is wrong with one hotel, the members in their order.</summary>
    public static IEnumerable<HotelProblem> Check(Hotel hotel)
    {
        ArgumentNullException.ThrowIfNull(hotel);

        if (string.IsNullOrWhiteSpace(hotel.Id))
            yield return new HotelProblem(nameof(Hotel.Id), "is missing.", "Give the hotel a stable id, as in htl_aurora.");
        if (!IsSlug(hotel.Slug))
            yield return new HotelProblem(nameof(Hotel.Slug), $"is '{hotel.Slug}'.", "Use lower-case letters, digits and hyphens, as in harbour-lofts.");
        if (string.IsNullOrWhiteSpace(hotel.Name))
            yield return new HotelProblem(nameof(Hotel.Name), "is missing.", "");
        if (!IsZone(hotel.TimeZone))
            yield return new HotelProblem(nameof(Hotel.TimeZone), $"is '{hotel.TimeZone}'.", "Use an IANA name, as in Europe/Budapest.");
        if (!Currencies.TryFind(hotel.Currency, out var currency) || !string.Equals(currency.Code, hotel.Currency, StringComparison.Ordinal))
            yield return new HotelProblem(nameof(Hotel.Currency), $"is '{hotel.Currency}'.", "Use an ISO 4217 code in upper case, as in EUR.");
    }

    private static IEnumerable<string> ProblemsOf(Hotel hotel, int index)
    {
        var key = $"{HotelRegistration.Section}:{index}";
        var who = hotel.Id.Length > 0 ? $" of hotel '{hotel.Id}'" : "";
        return Check(hotel).Select(problem => $"{key}:{problem.Member}{who} {problem.Found} {problem.Fix}".TrimEnd());
    }

    private static bool IsSlug(string slug) =>
        slug is { Length: > 0 } && slug[0] != '-' && slug[^1] != '-' && slug.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    // A Windows name or an offset resolves on some machines only; an IANA name always has a region, but for UTC.
    private static bool IsZone(string zone) =>
        (zone.Contains('/', StringComparison.Ordinal) || zone is "UTC") && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    private static IEnumerable<string> Doubled(IEnumerable<Hotel> hotels, Func<Hotel, string> key, string name) =>
        hotels.GroupBy(key, StringComparer.Ordinal)
            .Where(group => group.Key.Length > 0 && group.Skip(1).Any())
            .Select(group => $"{HotelRegistration.Section} has {name} '{group.Key}' {group.Count()} times. It must be unique.");
}
