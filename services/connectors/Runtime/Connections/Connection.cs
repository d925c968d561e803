using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>One hotel's link to one PMS account.</summary>
public sealed record Connection
{
    /// <summary>Stable id; external ids are unique within it.</summary>
    public required string Id { get; init; }

    /// <summary>The hotel it belongs to.</summary>
    public required string HotelId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public required string Vendor { get; init; }

    /// <summary>Overrides the vendor's production address; how sandboxes are reached.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>True for a connection that was made by API: an endpoint of its own must then be public, unless the operator trusts it.</summary>
    public bool IsTenants { get; init; }

    /// <summary>What the hotel entered, by the names of the descriptor.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Cron expressions (five fields, hotel time) by feed: modified, arrivals, departures, inHouse, rooms, guests, availability, maintenance,
    /// housekeepingTasks, reconcile. Empty text switches a feed off.
    /// </summary>
    public IReadOnlyDictionary<string, string> Schedules { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Which entities are synced: bookings, guests, rooms, availability, maintenance, housekeeping-tasks. Null for all that the vendor has; never empty.</summary>
    public IReadOnlyList<string>? Entities { get; init; }

    /// <summary>Set to true only for sandboxes whose rate limits were lifted.</summary>
    public bool WithoutLimits { get; init; }

    /// <summary>Settings as cipher texts; opened when the connection is bound, in memory only.</summary>
    public IReadOnlyDictionary<string, string> SealedSettings { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>For feeds of days to come: how many days after today are read too, by feed. One where nothing is said.</summary>
    public IReadOnlyDictionary<string, int> LookAheadDays { get; init; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long a cached answer is good: guest, booking, room with a span as <c>00:05:00</c>. The service's own where nothing is said.</summary>
    public IReadOnlyDictionary<string, string> Reads { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Members that are filled from another field of the vendor than the connector takes, by name as in <c>bookings.channel</c>.</summary>
    public IReadOnlyDictionary<string, FieldOverride> FieldOverrides { get; init; } = new Dictionary<string, FieldOverride>(StringComparer.Ordinal);

    /// <summary>How often a failed call is repeated: <c>most</c> with a number from 0 to 10. Three times where nothing is said.</summary>
    public IReadOnlyDictionary<string, string> Retries { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Where connections come from.</summary>
public interface IConnectionSource
{
    /// <summary>The connections of this vendor that are switched on.</summary>
    Task<IReadOnlyList<Connection>> ReadAsync(string vendor, CancellationToken cancellationToken);
}
