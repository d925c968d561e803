using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.ServiceDefaults.Startup;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// The hotels this installation serves, from the configuration section <c>Pms:Hotels</c>. Checked when the host starts: ids and slugs present and unique,
/// time zones known (IANA), currencies known (ISO 4217). Empty when the section is absent.
/// </summary>
public sealed class HotelDirectory
{
    private readonly FrozenDictionary<string, Hotel> _byId;
    private readonly FrozenDictionary<string, Hotel> _bySlug;
    private readonly FrozenDictionary<string, TimeZoneInfo> _timeZones;

    /// <summary>Builds a directory. Throws <see cref="StartupConfigurationException"/> naming every problem when a hotel is not usable.</summary>
    public HotelDirectory(IEnumerable<Hotel> hotels)
    {
        ArgumentNullException.ThrowIfNull(hotels);

        Hotel[] all = [.. hotels];
        var problems = HotelRules.ProblemsOf(all);
        if (problems.Count > 0)
            throw new StartupConfigurationException(problems);

        All = all;
        _byId = all.ToFrozenDictionary(hotel => hotel.Id, StringComparer.Ordinal);
        _bySlug = all.ToFrozenDictionary(hotel => hotel.Slug, StringComparer.Ordinal);
        _timeZones = all.ToFrozenDictionary(hotel => hotel.Id, hotel => TimeZoneInfo.FindSystemTimeZoneById(hotel.TimeZone), StringComparer.Ordinal);
    }

    /// <summary>Every hotel, in the order of the configuration.</summary>
    public IReadOnlyCollection<Hotel> All { get; }

    /// <summary>The hotel with this id, or null. Ids are compared exactly.</summary>
    public Hotel? Find(string hotelId) => _byId.GetValueOrDefault(hotelId);

    /// <summary>The hotel with this slug, or null. Slugs are lower case and compared exactly.</summary>
    public Hotel? FindBySlug(string slug) => _bySlug.GetValueOrDefault(slug);

    /// <summary>The time zone in which the hotel's dates are meant.</summary>
    /// <exception cref="KeyNotFoundException">No hotel has this id.</exception>
    public TimeZoneInfo TimeZoneOf(string hotelId) => _timeZones.TryGetValue(hotelId, out var zone)
        ? zone
        : throw new KeyNotFoundException($"No hotel has the id '{hotelId}'.");

    /// <summary>The calendar date at the hotel at an instant.</summary>
    /// <exception cref="KeyNotFoundException">No hotel has this id.</exception>
    public DateOnly DateAt(string hotelId, DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZoneOf(hotelId)).DateTime);
}

internal static class HotelRegistration
{
    internal const string Section = "Pms:Hotels";

    public static void AddHotelDirectory(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(services => new HotelDirectory(HotelRules.Read(services.GetRequiredService<IConfiguration>().GetSection(Section))));
        builder.Services.AddStartupCheck(services => services.GetRequiredService<HotelDirectory>());
    }
}
