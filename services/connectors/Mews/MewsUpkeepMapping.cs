using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.Contracts.Maintenance;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Resource blocks to maintenance, tasks to tasks.</summary>
internal static class MewsUpkeepMapping
{
    /// <summary>
    /// Type of a block to the service it takes; null for what is no maintenance. Keep equal to the table in README.md
    /// (https://mews-systems.gitbook.io/connector-api/operations/resourceblocks#resource-block-type).
    /// </summary>
    internal static readonly IReadOnlyDictionary<string, RoomService?> Blocks = new Dictionary<string, RoomService?>(StringComparer.Ordinal)
    {
        ["OutOfOrder"] = RoomService.OutOfOrder,
        ["InternalUse"] = null,
    };

    /// <summary>
    /// State of a task to status. Keep equal to the table in README.md. The documentation shows the first in an example and describes the second where
    /// tasks are closed (https://mews-systems.gitbook.io/connector-api/operations/tasks).
    /// </summary>
    internal static readonly IReadOnlyDictionary<string, HousekeepingTaskStatus> TaskStates = new Dictionary<string, HousekeepingTaskStatus>(StringComparer.Ordinal)
    {
        ["Open"] = HousekeepingTaskStatus.Pending,
        ["Closed"] = HousekeepingTaskStatus.Completed,
    };

    /// <summary>The last minute of a day, in which a block ends that is meant to last the day.</summary>
    private static readonly TimeOnly LastMinute = new(23, 59);

    /// <summary>Whether the block is maintenance; one of a type that is new to us is, rather than that a broken room looks sound.</summary>
    public static bool IsMaintenance(MewsResourceBlock block) => !Blocks.TryGetValue(block.Type ?? "", out var service) || service is not null;

    /// <param name="block">The block.</param>
    /// <param name="resource">What it blocks; null when it was not read.</param>
    /// <param name="hotel">The zone of its dates.</param>
    public static MaintenanceBlock Maintenance(MewsResourceBlock block, MewsResource? resource, HotelSettings hotel)
    {
        var id = Require.Text(block.Id, "$.Id");
        var room = Require.Text(block.AssignedResourceId, "$.AssignedResourceId");
        var start = UtcInstant.Require(block.StartUtc, "$.StartUtc");
        var end = UtcInstant.Require(block.EndUtc, "$.EndUtc");
        var (from, until) = (HotelTime.DateAt(start, hotel.TimeZone), HotelTime.DateAt(end, hotel.TimeZone));
        if (HotelTime.TimeAt(end, hotel.TimeZone) >= LastMinute)
            until = until.AddDays(1);
        if (end < start)
            throw new MappingException("$.EndUtc", "lies before the start");

        return new MaintenanceBlock
        {
            ExternalId = id,

            // A bed is no room of its own: its room is.
            RoomExternalId = Tidy.Text(resource?.ParentResourceId) ?? room,
            RoomNumber = Tidy.Text(resource?.Name),
            Service = Blocks.GetValueOrDefault(block.Type ?? "") ?? RoomService.Unknown,
            From = from,
            Until = until,
            StartsAt = start,
            EndsAt = end,
            Cancelled = block.IsActive == false || Tidy.Text(block.DeletedUtc) is not null,
            Reason = Tidy.Text(block.Name),
            Notes = Tidy.Text(block.Notes),
            VendorKind = Tidy.Text(block.Type),
            CreatedAt = UtcInstant.Find(block.CreatedUtc),
            ModifiedAt = UtcInstant.Find(block.UpdatedUtc),
        };
    }

    public static HousekeepingTask Task(MewsTask task)
    {
        var state = Require.Text(task.State, "$.State");
        var status = TaskStates.GetValueOrDefault(state, HousekeepingTaskStatus.Unknown);
        return new HousekeepingTask
        {
            ExternalId = Require.Text(task.Id, "$.Id"),
            BookingExternalId = Tidy.Text(task.ServiceOrderId),
            Kind = HousekeepingTaskKind.Unknown,
            Status = status,
            VendorStatus = state,
            Title = Require.Text(task.Name, "$.Name"),
            Notes = Tidy.Text(task.Description),
            DueAt = UtcInstant.Find(task.DeadlineUtc),
            CompletedAt = status == HousekeepingTaskStatus.Completed ? UtcInstant.Find(task.ClosedUtc) : null,
            CreatedAt = UtcInstant.Find(task.CreatedUtc),
            Extensions = ExtraFields.Of(("DepartmentId", task.DepartmentId)),
        };
    }
}
