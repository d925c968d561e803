using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>The kinds of entity as addresses name them.</summary>
internal static class SyncEntities
{
    public static readonly IReadOnlyList<(string Name, EntityKind Entity)> Names =
    [
        ("bookings", EntityKind.Booking), ("guests", EntityKind.Guest), ("rooms", EntityKind.Room),
        ("availability", EntityKind.Availability), ("maintenance", EntityKind.Maintenance), ("housekeeping-tasks", EntityKind.HousekeepingTask),
    ];

    /// <summary>All of them, for a text.</summary>
    public static string All { get; } = string.Join(", ", Names.Select(known => known.Name));

    /// <summary>How a kind is written in addresses and settings.</summary>
    public static string NameOf(EntityKind entity) => Names.First(known => known.Entity == entity).Name;

    /// <summary>Whether a vendor lists a kind.</summary>
    public static bool Lists(IPmsConnector connector, EntityKind entity) => entity switch
    {
        EntityKind.Booking => connector is IReadsBookings,
        EntityKind.Guest => connector is IReadsGuests,
        EntityKind.Room => connector is IReadsRooms,
        EntityKind.Availability => connector is IReadsAvailability,
        EntityKind.Maintenance => connector is IReadsMaintenance,
        EntityKind.HousekeepingTask => connector is IReadsHousekeepingTasks,
        _ => false,
    };

    /// <summary>Null for a name that is none.</summary>
    public static EntityKind? Find(string name)
    {
        foreach (var known in Names)
        {
            if (string.Equals(known.Name, name, StringComparison.Ordinal))
                return known.Entity;
        }

        return null;
    }

    /// <summary>Those for which something holds, for a text.</summary>
    public static string Those(Func<EntityKind, bool> fit) => string.Join(", ", Names.Where(known => fit(known.Entity)).Select(known => known.Name));
}
