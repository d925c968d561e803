using System.Text.Json.Serialization;

namespace PmsPlatform.Contracts.Common;

/// <summary>The kinds of entity that travel as events and are kept with history.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EntityKind>))]
public enum EntityKind
{
    /// <summary><see cref="Bookings.Booking"/>.</summary>
    Booking,

    /// <summary><see cref="Guests.Guest"/>.</summary>
    Guest,

    /// <summary><see cref="Rooms.Room"/>.</summary>
    Room,

    /// <summary><see cref="Contracts.Availability.AvailabilityDay"/>.</summary>
    Availability,

    /// <summary><see cref="Contracts.Maintenance.MaintenanceBlock"/>.</summary>
    Maintenance,

    /// <summary><see cref="Contracts.Housekeeping.HousekeepingTask"/>.</summary>
    HousekeepingTask,
}
