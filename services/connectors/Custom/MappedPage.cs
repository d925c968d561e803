using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Custom;

/// <summary>Collects what records become.</summary>
internal sealed class MappedPage
{
    public List<Booking> Bookings { get; } = [];

    public List<Guest> Guests { get; } = [];

    public List<Room> Rooms { get; } = [];

    public List<UnmappedRecord> Unmapped { get; } = [];

    /// <summary>What was left out of records that did map; null when nobody asks.</summary>
    public List<FieldNote>? Notes { get; init; }

    public MappedRecords Records(bool isList) => new() { Bookings = Bookings, Guests = Guests, Rooms = Rooms, Unmapped = Unmapped, IsList = isList };

    public VendorPage Build(string? nextCursor, long? total) =>
        new() { Bookings = Bookings, Guests = Guests, Rooms = Rooms, Unmapped = Unmapped, IsList = true, NextCursor = nextCursor, Total = total };
}
