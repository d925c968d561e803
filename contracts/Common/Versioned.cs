namespace PmsPlatform.Contracts.Common;

/// <summary>A complete snapshot of one entity with its version. Consumers derive what changed from the snapshot they hold.</summary>
/// <typeparam name="T">Booking, Guest, Room, AvailabilityDay, MaintenanceBlock or HousekeepingTask.</typeparam>
public sealed record Versioned<T>
{
    /// <summary>Orders this snapshot among all snapshots of the same entity.</summary>
    public required EntityVersion Version { get; init; }

    /// <summary>The entity as it is now, whole.</summary>
    public required T Value { get; init; }
}
