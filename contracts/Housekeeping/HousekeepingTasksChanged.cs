using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Housekeeping;

/// <summary>Tasks of one connection are new or different: complete snapshots, at most <see cref="EventContext.MostItems"/>.</summary>
[EventName("pms.housekeeping-tasks.changed")]
public sealed record HousekeepingTasksChanged
{
    /// <summary>Whose data this is and what caused it.</summary>
    public required EventContext Context { get; init; }

    /// <summary>The tasks, each once.</summary>
    public required IReadOnlyList<Versioned<HousekeepingTask>> Items { get; init; }
}
