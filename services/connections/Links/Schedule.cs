using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Links;

/// <summary>When a feed of a link is read.</summary>
internal sealed class Schedule : IVersioned
{
    public required string ConnectionId { get; init; }

    /// <summary>modified, arrivals, departures, inHouse, rooms, roomStatus, guests or another that the connector knows.</summary>
    public required string Feed { get; init; }

    public bool IsEnabled { get; set; } = true;

    /// <summary>Read when somebody asks, never by the clock.</summary>
    public bool IsOnDemand { get; set; }

    /// <summary>Five fields, in hotel time.</summary>
    public required string Cron { get; set; }

    /// <summary>For arrivals and departures: how many days after today are read too; null for the connector's default.</summary>
    public int? LookAheadDays { get; set; }

    public long Version { get; set; } = 1;

    public required DateTimeOffset ChangedAt { get; set; }

    public FeedRhythm ToRhythm() => new() { Feed = Feed, Cron = IsEnabled && !IsOnDemand ? Cron : null, LookAheadDays = LookAheadDays };
}
