using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.ServiceDefaults.Startup;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// The hotels this installation serves: those of the configuration section <c>Pms:Hotels</c>, and those of the registry where a service follows it
/// (<see cref="Directory.HotelFeed"/>); of two with one id the registry's counts. Configured ones are checked when the host starts: ids and slugs present and
/// unique, time zones known (IANA), currencies known (ISO 4217). Safe for use from many threads; each read sees one state.
/// </summary>
public sealed class HotelDirectory
{
    private readonly IReadOnlyList<Hotel> _configured;
    private volatile State _state;

    /// <summary>Builds a directory. Throws <see cref="StartupConfigurationException"/> naming every problem when a hotel is not usable.</summary>
    public HotelDirectory(IEnumerable<Hotel> hotels)
    {
        ArgumentNullException.ThrowIfNull(hotels);

        _configured = [.. hotels];
        var problems = HotelRules.ProblemsOf(_configured);
        if (problems.Count > 0)
            throw new StartupConfigurationException(problems);

        _state = new State(_configured);
    }

    /// <summary>Every hotel: the configured ones in the order of the configuration, then those of the registry by id.</summary>
    public IReadOnlyCollection<Hotel> All => _state.All;

    /// <summary>Ends when the hotels change; then it is another one. Take it before reading, so that no change is missed.</summary>
    public Task Changed => _state.Replaced.Task;

    /// <summary>The hotel with this id, or null. Ids are compared exactly.</summary>
    public Hotel? Find(string hotelId) => _state.ById.GetValueOrDefault(hotelId);

    /// <summary>The hotel with this slug, or null. Slugs are lower case and compared exactly.</summary>
    public Hotel? FindBySlug(string slug) => _state.BySlug.GetValueOrDefault(slug);

    /// <summary>The time zone in which the hotel's dates are meant.</summary>
    /// <exception cref="KeyNotFoundException">No hotel has this id.</exception>
    public TimeZoneInfo TimeZoneOf(string hotelId) => _state.TimeZones.TryGetValue(hotelId, out var zone)
        ? zone
        : throw new KeyNotFoundException($"No hotel has the id '{hotelId}'.");

    /// <summary>The calendar date at the hotel at an instant.</summary>
    /// <exception cref="KeyNotFoundException">No hotel has this id.</exception>
    public DateOnly DateAt(string hotelId, DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZoneOf(hotelId)).DateTime);

    /// <summary>Takes over the registry's hotels in place of those it gave before. Gives the ids of those that cannot be used here; they are left out.</summary>
    internal IReadOnlyList<string> Follow(IReadOnlyList<Hotel> registered)
    {
        List<string> unusable = [];
        var known = _configured.Where(hotel => !registered.Any(other => Same(other.Id, hotel.Id))).ToList();
        foreach (var hotel in registered)
        {
            // A zone that this machine does not know, or a slug that the configuration gives to another hotel.
            if (HotelRules.ProblemsOf([.. known, hotel]).Count > 0)
                unusable.Add(hotel.Id);
            else
                known.Add(hotel);
        }

        var before = _state;
        if (!before.All.SequenceEqual(known))
        {
            _state = new State(known);
            before.Replaced.SetResult();
        }

        return unusable;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);

    private sealed class State(IReadOnlyList<Hotel> hotels)
    {
        public IReadOnlyCollection<Hotel> All { get; } = hotels;

        public FrozenDictionary<string, Hotel> ById { get; } = hotels.ToFrozenDictionary(hotel => hotel.Id, StringComparer.Ordinal);

        public FrozenDictionary<string, Hotel> BySlug { get; } = hotels.ToFrozenDictionary(hotel => hotel.Slug, StringComparer.Ordinal);

        public FrozenDictionary<string, TimeZoneInfo> TimeZones { get; } =
            hotels.ToFrozenDictionary(hotel => hotel.Id, hotel => TimeZoneInfo.FindSystemTimeZoneById(hotel.TimeZone), StringComparer.Ordinal);

        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
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
