using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Rooms;

/// <summary>Rooms of one connection are new or different: complete snapshots, at most <see cref="EventContext.MostItems"/>.</summary>
[EventName("pms.rooms.changed")]
public sealed record RoomsChanged
{
    /// <summary>Whose data this is and what caused it.</summary>
    public required EventContext Context { get; init; }

    /// <summary>The rooms, each once.</summary>
    public required IReadOnlyList<Versioned<Room>> Items { get; init; }
}
