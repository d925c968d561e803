using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Housekeeping;
using static PmsPlatform.Connectors.Hostaway.HostawayValues;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>Tasks to tasks.</summary>
internal static class HostawayTasks
{
    /// <summary>Keep equal to the table in README.md (https://api.hostaway.com/documentation#task-object).</summary>
    public static readonly FrozenDictionary<string, HousekeepingTaskStatus> Statuses = new Dictionary<string, HousekeepingTaskStatus>(StringComparer.Ordinal)
    {
        ["pending"] = HousekeepingTaskStatus.Pending,
        ["confirmed"] = HousekeepingTaskStatus.Confirmed,
        ["inProgress"] = HousekeepingTaskStatus.InProgress,
        ["completed"] = HousekeepingTaskStatus.Completed,
        ["cancelled"] = HousekeepingTaskStatus.Cancelled,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Categories by number, in the documentation's words. Of several the first here tells the kind. Keep equal to the table in README.md.</summary>
    public static readonly IReadOnlyList<(int Number, string Name, HousekeepingTaskKind Kind)> Categories =
    [
        (1, "cleaning", HousekeepingTaskKind.Cleaning),
        (2, "maintenance", HousekeepingTaskKind.Maintenance),
        (3, "check-in", HousekeepingTaskKind.Other),
        (4, "check-out", HousekeepingTaskKind.Other),
        (5, "back office", HousekeepingTaskKind.Other),
        (6, "other", HousekeepingTaskKind.Other),
    ];

    /// <param name="wire">The task.</param>
    /// <param name="room">The room that its listing is; null where it is several or not known.</param>
    public static HousekeepingTask Task(TaskWire wire, (string Id, string? Name)? room)
    {
        var status = Require.Text(wire.Status, "$.status");
        var numbers = NumbersOf(wire.CategoriesMap);
        var known = Categories.Where(category => numbers.Contains(category.Number)).ToList();
        return new HousekeepingTask
        {
            ExternalId = Require.Text(wire.Id, "$.id"),
            RoomExternalId = room?.Id,
            RoomNumber = room?.Name,
            BookingExternalId = Reference(wire.ReservationId),
            Kind = known.Count > 0 ? known[0].Kind : HousekeepingTaskKind.Unknown,
            VendorKind = known.Count > 0 ? string.Join(", ", known.Select(category => category.Name)) : Tidy.Text(Scalar(wire.CategoriesMap)),
            Status = Statuses.GetValueOrDefault(status, HousekeepingTaskStatus.Unknown),
            VendorStatus = status,
            Title = Require.Text(wire.Title, "$.title"),
            Notes = Tidy.Text(wire.Description),
            AssigneeExternalId = Reference(wire.AssigneeUserId),
            ScheduledFor = Instant(wire.CanStartFrom),
            DueAt = Instant(wire.ShouldEndBy),
            StartedAt = Instant(wire.StartedAt),
            CompletedAt = Instant(wire.CompletedAt),
            Extensions = Extensions(
                [
                    ("listingMapId", room is null ? Reference(wire.ListingMapId) : null),
                    ("reservationUnitId", Reference(wire.ReservationUnitId)),
                    ("priority", wire.Priority),
                ]),
        };
    }

    /// <summary>Zero stands for nothing.</summary>
    private static string? Reference(string? id) => Tidy.Text(id) is { } text && text != "0" ? text : null;

    /// <summary>By documentation a list of numbers; one number alone is understood too.</summary>
    private static HashSet<int> NumbersOf(JsonElement map)
    {
        var texts = map.ValueKind == JsonValueKind.Array ? map.EnumerateArray().Select(Scalar) : [Scalar(map)];
        return [.. texts.Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)];
    }
}
