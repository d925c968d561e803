using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Rooms;

/// <summary>A physical room or rental unit.</summary>
public sealed record Room
{
    /// <summary>The vendor's id, unique within the connection.</summary>
    public required string ExternalId { get; init; }

    /// <summary>The number or name guests know it by.</summary>
    public required string Number { get; init; }

    /// <summary>The category it is sold as, in the vendor's words.</summary>
    public string? Type { get; init; }

    /// <summary>The floor as signposted.</summary>
    public string? Floor { get; init; }

    /// <summary>Whether somebody lives in it now. Null when the vendor does not tell.</summary>
    public RoomOccupancy? Occupancy { get; init; }

    /// <summary>The housekeeping status.</summary>
    public required HousekeepingStatus Housekeeping { get; init; }

    /// <summary>Whether it can be sold.</summary>
    public required RoomService Service { get; init; }

    /// <summary>The vendor's own status text, unchanged. Null when it has none.</summary>
    public string? VendorStatus { get; init; }

    /// <summary>Usual gross price of a night. Null when the vendor does not tell.</summary>
    public Money? NightlyRate { get; init; }

    /// <summary>Persons that can sleep in it.</summary>
    public int? Capacity { get; init; }

    /// <summary>When the vendor last changed it, vendor clock, UTC.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>What has no canonical field, by the vendor's own names. Null when there is nothing.</summary>
    public IReadOnlyDictionary<string, string>? Extensions { get; init; }
}

/// <summary>Whether somebody lives in a room now.</summary>
[JsonConverter(typeof(LenientEnumConverter<RoomOccupancy>))]
public enum RoomOccupancy
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>Nobody is checked in.</summary>
    Vacant,

    /// <summary>A guest is checked in.</summary>
    Occupied,
}

/// <summary>What housekeeping has done to a room.</summary>
[JsonConverter(typeof(LenientEnumConverter<HousekeepingStatus>))]
public enum HousekeepingStatus
{
    /// <summary>The vendor does not tell or used a word no mapping knows.</summary>
    Unknown,

    /// <summary>Cleaned.</summary>
    Clean,

    /// <summary>To be cleaned.</summary>
    Dirty,

    /// <summary>Cleaned and checked.</summary>
    Inspected,

    /// <summary>Needs a touch-up only.</summary>
    Pickup,

    /// <summary>Being cleaned now.</summary>
    Cleaning,
}

/// <summary>Whether a room can be sold.</summary>
[JsonConverter(typeof(LenientEnumConverter<RoomService>))]
public enum RoomService
{
    /// <summary>Written by a newer sender.</summary>
    Unknown,

    /// <summary>Can be sold.</summary>
    InService,

    /// <summary>Broken: taken out of inventory.</summary>
    OutOfOrder,

    /// <summary>Held back for a short while, still counted in inventory.</summary>
    OutOfService,
}
