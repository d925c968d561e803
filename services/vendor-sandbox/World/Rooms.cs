using System.Globalization;
using System.Runtime.InteropServices;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>What housekeeping says of a room.</summary>
internal enum RoomCondition : byte
{
    Clean,
    Dirty,
    Inspected,
    OutOfService,
    OutOfOrder,
}

/// <summary>Rooms that are sold as the same thing; a booking of several rooms stays within one group.</summary>
/// <param name="Name">Name of the category.</param>
/// <param name="Kind">The category's kind: Room, Suite, Apartment.</param>
/// <param name="Capacity">Persons a room of the group sleeps.</param>
/// <param name="PriceLevel">Price of a night in percent of the hotel's base price.</param>
/// <param name="FirstRoom">Number of the group's first room.</param>
/// <param name="Rooms">Rooms of the group.</param>
/// <param name="MultiUnit">Sold as one listing with several units, where a vendor makes that difference.</param>
internal sealed record RoomGroup(string Name, string Kind, int Capacity, int PriceLevel, int FirstRoom, int Rooms, bool MultiUnit = false);

/// <summary>A room of the hotel. Mutable state is guarded by the world's gate.</summary>
internal sealed class Room(string number, string floor, int group)
{
    public string Number { get; set; } = number;

    public string Floor { get; set; } = floor;

    public int Group { get; } = group;

    public RoomCondition Condition { get; set; }

    /// <summary>A cleaning text set from outside, in the vendor's own words. Null until then.</summary>
    public string? CleaningText { get; set; }

    public uint Created { get; init; }

    public uint Updated { get; set; }
}

/// <summary>Nights in which a room cannot be sold because it is broken.</summary>
/// <param name="Room">The room.</param>
/// <param name="From">First night.</param>
/// <param name="To">The night after the last.</param>
/// <param name="Created">When it was entered.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RoomOutage(int Room, ushort From, ushort To, uint Created);

/// <summary>The rooms of a hotel by number, in their groups.</summary>
internal sealed class RoomPlan
{
    public RoomPlan(IReadOnlyList<RoomGroup> groups, uint opened)
    {
        Groups = groups;
        var rooms = new List<Room>();
        for (var group = 0; group < groups.Count; group++)
        {
            for (var index = 0; index < groups[group].Rooms; index++)
            {
                var floor = 1 + rooms.Count / 40;
                var number = (floor * 100 + rooms.Count % 40 + 1).ToString(CultureInfo.InvariantCulture);
                rooms.Add(new Room(number, floor.ToString(CultureInfo.InvariantCulture), group) { Created = opened + (uint)rooms.Count, Updated = opened });
            }
        }

        Rooms = rooms;
    }

    public IReadOnlyList<RoomGroup> Groups { get; }

    public IReadOnlyList<Room> Rooms { get; }
}
