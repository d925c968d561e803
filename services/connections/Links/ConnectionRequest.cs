using System.Text.Json;
using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Links;

/// <summary>Body of <c>POST /api/admin/pms/configuration</c>: makes a connection or changes the one the hotel has with this PMS. What is left out stays as it is.</summary>
internal sealed record ConnectionRequest
{
    /// <summary>Which connection to change; an id for a new one when others know it already. Null for the hotel's connection with this PMS.</summary>
    public string? Id { get; init; }

    /// <summary>The hotel; null when the caller has one only.</summary>
    public string? HotelId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public string? PmsType { get; init; }

    /// <summary>For vendors with a single credential: that one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Settings by the vendor's names, secret or not. Null or empty text takes one away.</summary>
    public Dictionary<string, string?>? Credentials { get; init; }

    /// <summary>The same as <see cref="Credentials"/>; where both name a setting this counts.</summary>
    public Dictionary<string, string?>? Settings { get; init; }

    /// <summary>Overrides the vendor's production address; empty text takes it away.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Whether this PMS says what is booked at the hotel; true for a new connection.</summary>
    public bool? IsPmsOfRecord { get; init; }

    /// <summary>Which entities are synced: bookings, guests, rooms, availability, maintenance, housekeeping-tasks. Empty for all that the vendor has.</summary>
    public List<string>? Entities { get; init; }

    /// <summary>Lifetimes of cached answers: guest, booking, room with a span as 00:05:00.</summary>
    public Dictionary<string, string>? Reads { get; init; }

    /// <summary>most: how often a failed call is repeated, 0 to 10.</summary>
    public Dictionary<string, string>? Retries { get; init; }

    /// <summary>Members to fill from another field of the vendor, by name as in bookings.channel; null in place of a rule takes it away.</summary>
    public Dictionary<string, FieldOverride?>? FieldOverrides { get; init; }

    /// <summary>Schedules by feed.</summary>
    public Dictionary<string, ScheduleRequest?>? Schedules { get; init; }
}

/// <summary>Body of <c>POST</c> and <c>DELETE /api/pms/connect</c>. Further members are settings by the vendor's names.</summary>
internal sealed record ConnectRequest
{
    public string? OrganizationId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public string? Provider { get; init; }

    /// <summary>The vendor's first credential, whatever its own name is.</summary>
    public string? ClientId { get; init; }

    /// <summary>The vendor's secret, whatever its own name is.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The hotel; null when the organisation has one only, or with <see cref="Properties"/>.</summary>
    public string? HotelId { get; init; }

    /// <summary>The hotelier's name for the vendor account, where it has several properties. Default "main".</summary>
    public string? Account { get; init; }

    /// <summary>The account's properties and the hotel each one is: a connection for each.</summary>
    public List<ConnectProperty?>? Properties { get; init; }

    public string? Endpoint { get; init; }

    // Set and not init: the serializer binds no rest of a document to a constructor, and that is what it makes of init.
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>One property of a vendor account.</summary>
internal sealed record ConnectProperty(string? PropertyId, string? HotelId);

/// <summary>When a feed is read. What is left out stays as it is.</summary>
internal sealed record ScheduleRequest
{
    public bool? Enabled { get; init; }

    /// <summary>Read when somebody asks, never by the clock.</summary>
    public bool? OnDemand { get; init; }

    /// <summary>Five fields in hotel time.</summary>
    public string? Cron { get; init; }

    /// <summary>For feeds of days to come: how many days after today are read too, 0 to 365.</summary>
    public int? LookAheadDays { get; init; }
}
