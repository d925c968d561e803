namespace PmsPlatform.Contracts.Connections;

/// <summary>A connection as its connector needs it. Internal: it leaves the registry for connectors only.</summary>
public sealed record ConnectionItem
{
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, FieldOverride> NoOverrides = new(StringComparer.Ordinal);

    /// <summary>Stable id; external ids are unique within it.</summary>
    public required string Id { get; init; }

    /// <summary>The hotel it belongs to.</summary>
    public required string HotelId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public required string Vendor { get; init; }

    /// <summary><see cref="ConnectionState.Disabled"/> when it is switched off, else <see cref="ConnectionState.Active"/>.</summary>
    public required ConnectionState State { get; init; }

    /// <summary>Overrides the vendor's production address; null for that.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Settings that are no secrets, by the names of the vendor's descriptor.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init => field = value ?? None; } = None;

    /// <summary>Credentials as cipher texts, bound to <see cref="Id"/> and their name.</summary>
    public IReadOnlyDictionary<string, string> SealedSettings { get; init => field = value ?? None; } = None;

    /// <summary>Feeds that differ from the connector's own rhythm.</summary>
    public IReadOnlyList<FeedRhythm> Schedules { get; init => field = value ?? []; } = [];

    /// <summary>Which entities are synced: bookings, guests, rooms, availability, maintenance, housekeeping-tasks. Null for all that the vendor has.</summary>
    public IReadOnlyList<string>? Entities { get; init; }

    /// <summary>Lifetimes of cached answers: guest, booking, room with a span as <c>00:05:00</c>. What is missing has the connector's default.</summary>
    public IReadOnlyDictionary<string, string> Reads { get; init => field = value ?? None; } = None;

    /// <summary>How often and how long apart failed calls are repeated. What is missing has the connector's default.</summary>
    public IReadOnlyDictionary<string, string> Retries { get; init => field = value ?? None; } = None;

    /// <summary>Members that are filled from another field of the vendor than the connector takes, by name as in <c>bookings.channel</c>.</summary>
    public IReadOnlyDictionary<string, FieldOverride> FieldOverrides { get; init => field = value ?? NoOverrides; } = NoOverrides;

    /// <summary>True only for sandboxes whose rate limits were lifted.</summary>
    public bool WithoutLimits { get; init; }

    /// <summary>Counts the changes of this connection, from 1.</summary>
    public required long Revision { get; init; }
}

/// <summary>When one feed of a connection is read.</summary>
public sealed record FeedRhythm
{
    /// <summary>The feed: modified, arrivals, departures, inHouse, rooms, roomStatus, guests or another that the connector knows.</summary>
    public required string Feed { get; init; }

    /// <summary>Five cron fields in hotel time; null when the feed is off or read on demand only.</summary>
    public string? Cron { get; init; }

    /// <summary>For feeds of days to come: how many days after today are read too; null for the connector's default.</summary>
    public int? LookAheadDays { get; init; }
}
