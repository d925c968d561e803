using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>Connections of the configuration and of the registry. Of two with one id the registry's counts, also when it is switched off there.</summary>
internal sealed class FollowedConnections(ConfiguredConnections configured) : IConnectionSource
{
    private volatile IReadOnlyList<ConnectionItem> _registered = [];

    /// <summary>Takes over the registry's connections in place of those it gave before.</summary>
    public void Follow(IReadOnlyList<ConnectionItem> registered) => _registered = registered;

    public async Task<IReadOnlyList<Connection>> ReadAsync(string vendor, CancellationToken cancellationToken)
    {
        var registered = _registered;
        var others = (await configured.ReadAsync(vendor, cancellationToken))
            .Where(connection => !registered.Any(item => string.Equals(item.Id, connection.Id, StringComparison.Ordinal)));
        return [.. others, .. registered.Where(item => item.State is not ConnectionState.Disabled).Select(ToConnection)];
    }

    private static Connection ToConnection(ConnectionItem item) => new()
    {
        Id = item.Id,
        HotelId = item.HotelId,
        Vendor = item.Vendor,
        Endpoint = item.Endpoint,
        IsTenants = true,
        Settings = Insensitive(item.Settings),
        SealedSettings = Insensitive(item.SealedSettings),
        Schedules = item.Schedules.ToDictionary(rhythm => rhythm.Feed, rhythm => rhythm.Cron ?? "", StringComparer.OrdinalIgnoreCase),
        LookAheadDays = item.Schedules.Where(rhythm => rhythm.LookAheadDays is not null)
            .ToDictionary(rhythm => rhythm.Feed, rhythm => rhythm.LookAheadDays!.Value, StringComparer.OrdinalIgnoreCase),
        Entities = item.Entities,
        Reads = Insensitive(item.Reads),
        Retries = Insensitive(item.Retries),
        FieldOverrides = item.FieldOverrides,
        WithoutLimits = item.WithoutLimits,
    };

    private static Dictionary<string, string> Insensitive(IReadOnlyDictionary<string, string> values) => new(values, StringComparer.OrdinalIgnoreCase);
}
