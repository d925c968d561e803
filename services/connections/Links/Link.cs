using System.Text.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Links;

/// <summary>A hotel's link to one PMS, as the hotel set it. Table <c>connection</c>.</summary>
internal sealed class Link : IVersioned
{
    public required string ConnectionId { get; init; }

    public required string HotelId { get; init; }

    public required string OrganizationId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public required string Vendor { get; init; }

    public bool IsEnabled { get; set; } = true;

    /// <summary>Says what is booked at its hotel; at most one enabled link of a hotel does.</summary>
    public bool IsOfRecord { get; set; } = true;

    /// <summary>Overrides the vendor's production address; null for that.</summary>
    public string? Endpoint { get; set; }

    /// <summary>What may be read by anybody who may see the connection.</summary>
    public Dictionary<string, string> Settings { get; set; } = [];

    /// <summary>Credentials: name to cipher text.</summary>
    public Dictionary<string, string> SealedSettings { get; set; } = [];

    /// <summary>Which entities are synced: bookings, guests, rooms, availability, maintenance, housekeeping-tasks. Null for all that the vendor has.</summary>
    public List<string>? Entities { get; set; }

    /// <summary>Lifetimes in the connector's cache; empty for its defaults.</summary>
    public Dictionary<string, string> Reads { get; set; } = [];

    /// <summary>How the connector repeats what failed; empty for its defaults.</summary>
    public Dictionary<string, string> Retries { get; set; } = [];

    /// <summary>Members filled from another field of the vendor: name to rule, as JSON.</summary>
    public Dictionary<string, string> FieldOverrides { get; set; } = [];

    public bool WithoutLimits { get; set; }

    public long Version { get; set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    public LinkStatus? Status { get; set; }

    public List<Schedule> Schedules { get; } = [];

    /// <summary>Disabled, or what the connector reports.</summary>
    public ConnectionState State => IsEnabled ? Status?.State ?? ConnectionState.Pending : ConnectionState.Disabled;

    /// <summary>As its connector reads it.</summary>
    public ConnectionItem ToItem() => new()
    {
        Id = ConnectionId,
        HotelId = HotelId,
        Vendor = Vendor,
        State = IsEnabled ? ConnectionState.Active : ConnectionState.Disabled,
        Endpoint = Endpoint is null ? null : new Uri(Endpoint),
        Settings = Settings,
        SealedSettings = SealedSettings,
        Schedules = [.. Schedules.OrderBy(schedule => schedule.Feed, StringComparer.Ordinal).Select(schedule => schedule.ToRhythm())],
        Entities = Entities,
        Reads = Reads,
        Retries = Retries,
        FieldOverrides = FieldOverrides.ToDictionary(rule => rule.Key, rule => JsonSerializer.Deserialize(rule.Value, ContractsJson.Default.FieldOverride)!, StringComparer.Ordinal),
        WithoutLimits = WithoutLimits,
        Revision = Version,
    };
}
