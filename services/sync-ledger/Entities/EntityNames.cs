using System.Diagnostics.CodeAnalysis;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>How kinds of entity are written in the database and in addresses.</summary>
internal static class EntityNames
{
    public static string Column(this EntityKind entity) => entity switch
    {
        EntityKind.Booking => "booking",
        EntityKind.Guest => "guest",
        EntityKind.Room => "room",
        EntityKind.Availability => "availability",
        EntityKind.Maintenance => "maintenance",
        EntityKind.HousekeepingTask => "housekeeping_task",
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "Not a kind of entity the ledger knows."),
    };

    public static EntityKind FromColumn(string text) => text switch
    {
        "booking" => EntityKind.Booking,
        "guest" => EntityKind.Guest,
        "room" => EntityKind.Room,
        "availability" => EntityKind.Availability,
        "maintenance" => EntityKind.Maintenance,
        "housekeeping_task" => EntityKind.HousekeepingTask,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "Not a kind of entity the ledger knows."),
    };

    public static bool TryFromAddress(string segment, [NotNullWhen(true)] out EntityKind? entity)
    {
        entity = segment switch
        {
            "bookings" => EntityKind.Booking,
            "guests" => EntityKind.Guest,
            "rooms" => EntityKind.Room,
            "availability" => EntityKind.Availability,
            "maintenance" => EntityKind.Maintenance,
            "housekeeping-tasks" => EntityKind.HousekeepingTask,
            _ => null,
        };
        return entity is not null;
    }
}
