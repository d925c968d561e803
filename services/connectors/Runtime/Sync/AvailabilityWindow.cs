using Microsoft.Extensions.Configuration;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>
/// Which nights availability is read for, section <c>Pms:Availability</c>. Vendors tell no time of change of a night, so the window is read whole each time
/// and what is equal to the last version goes no further.
/// </summary>
internal sealed record AvailabilityWindow
{
    public const string Section = "Pms:Availability";

    private const int MostDays = 366;

    /// <summary>Nights from the hotel's today on, today included. 1 to 366, default 90.</summary>
    public int Days { get; init; } = 90;

    /// <exception cref="StartupConfigurationException">A value cannot be used.</exception>
    public static AvailabilityWindow Read(IConfiguration configuration)
    {
        AvailabilityWindow window;
        try
        {
            window = configuration.GetSection(Section).Get<AvailabilityWindow>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException error)
        {
            throw new StartupConfigurationException($"{Section} cannot be read: {error.Message}");
        }

        return window.Days is >= 1 and <= MostDays ? window : throw new StartupConfigurationException($"{Section}: Days must be 1 to {MostDays}.");
    }

    /// <summary>What a run that begins at an instant reads.</summary>
    public SyncRunScope ScopeAt(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var today = HotelTime.DateAt(instant, zone);
        return new SyncRunScope { Entity = EntityKind.Availability, Mode = SyncMode.Full, From = today, Until = today.AddDays(Days - 1) };
    }
}
