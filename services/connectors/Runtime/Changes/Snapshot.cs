using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.Contracts.Maintenance;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Runtime.Changes;

/// <summary>How the runtime looks at an entity kind: its id, its vendor time, its canonical JSON.</summary>
internal sealed record EntityShape<T>(EntityKind Kind, Func<T, string> Id, Func<T, DateTimeOffset?> ModifiedAt, JsonTypeInfo<T> Json);

/// <summary>The shapes of all kinds.</summary>
internal static class Shapes
{
    public static readonly EntityShape<Booking> Booking = new(EntityKind.Booking, item => item.ExternalId, item => item.ModifiedAt, ContractsJson.Default.Booking);
    public static readonly EntityShape<Guest> Guest = new(EntityKind.Guest, item => item.ExternalId, item => item.ModifiedAt, ContractsJson.Default.Guest);
    public static readonly EntityShape<Room> Room = new(EntityKind.Room, item => item.ExternalId, item => item.ModifiedAt, ContractsJson.Default.Room);
    public static readonly EntityShape<AvailabilityDay> Availability = new(EntityKind.Availability, item => item.ExternalId, _ => null, ContractsJson.Default.AvailabilityDay);

    public static readonly EntityShape<MaintenanceBlock> Maintenance =
        new(EntityKind.Maintenance, item => item.ExternalId, item => item.ModifiedAt, ContractsJson.Default.MaintenanceBlock);

    public static readonly EntityShape<HousekeepingTask> HousekeepingTask =
        new(EntityKind.HousekeepingTask, item => item.ExternalId, item => item.ModifiedAt, ContractsJson.Default.HousekeepingTask);
}

/// <summary>Gives snapshots their versions.</summary>
internal static class Snapshots
{
    /// <summary>
    /// Versions a page's records. A record that the vendor lists twice on one page is kept once, the later version: pages are not transactions, and
    /// a booking that moves while it is read appears before and after.
    /// </summary>
    public static List<Versioned<T>> Of<T>(IReadOnlyList<T> records, EntityShape<T> shape, DateTimeOffset observedAt)
    {
        var latest = new Dictionary<string, int>(records.Count, StringComparer.Ordinal);
        var snapshots = new List<Versioned<T>>(records.Count);
        foreach (var record in records)
        {
            var snapshot = new Versioned<T>
            {
                Value = record,
                Version = new EntityVersion
                {
                    ModifiedAt = shape.ModifiedAt(record),
                    ObservedAt = observedAt,
                    ContentHash = ContentHash.Of(JsonSerializer.SerializeToUtf8Bytes(record, shape.Json)),
                },
            };
            if (!latest.TryGetValue(shape.Id(record), out var index))
            {
                latest.Add(shape.Id(record), snapshots.Count);
                snapshots.Add(snapshot);
            }
            else if (snapshots[index].Version <= snapshot.Version)
                snapshots[index] = snapshot;
        }

        return snapshots;
    }
}
