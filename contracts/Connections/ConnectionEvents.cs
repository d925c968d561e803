using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Connections;

/// <summary>Where a connection between a hotel and its PMS stands.</summary>
[JsonConverter(typeof(LenientEnumConverter<ConnectionState>))]
public enum ConnectionState
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>Set up, never synced.</summary>
    Pending,

    /// <summary>Syncing.</summary>
    Active,

    /// <summary>Needs a human: credentials refused, permission missing.</summary>
    Error,

    /// <summary>Switched off.</summary>
    Disabled,
}

/// <summary>A connection was made, changed, failed or switched off. Connectors read it again.</summary>
[EventName("pms.connection.changed")]
public sealed record ConnectionChanged
{
    /// <summary>Which connection.</summary>
    public required EventContext Context { get; init; }

    /// <summary>Where it stands now.</summary>
    public required ConnectionState State { get; init; }

    /// <summary>One sentence for an operator; null when there is nothing to say.</summary>
    public string? Reason { get; init; }
}

/// <summary>A human should look.</summary>
[EventName("pms.alert.raised")]
public sealed record AlertRaised
{
    /// <summary>Which connection it is about.</summary>
    public required EventContext Context { get; init; }

    /// <summary>Bounded kind, as in <c>connection-unauthorised</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>One sentence for an operator, without secrets and personal data.</summary>
    public required string Summary { get; init; }
}

/// <summary>A write-back has reached the vendor or was given up.</summary>
[EventName("pms.writeback.settled")]
public sealed record WriteBackSettled
{
    /// <summary>Whose write this was.</summary>
    public required EventContext Context { get; init; }

    /// <summary>Id of the accepted write.</summary>
    public required Guid WriteBackId { get; init; }

    /// <summary>The booking it was for; null for writes to rooms and guests.</summary>
    public string? BookingExternalId { get; init; }

    /// <summary>True when the vendor accepted it.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The vendor's reason; null when it succeeded.</summary>
    public string? Reason { get; init; }
}
