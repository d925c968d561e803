using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Maintenance;

/// <summary>Maintenance of rooms of one connection is new or different: complete snapshots, at most <see cref="EventContext.MostItems"/>.</summary>
[EventName("pms.maintenance.changed")]
public sealed record MaintenanceChanged
{
    /// <summary>Whose data this is and what caused it.</summary>
    public required EventContext Context { get; init; }

    /// <summary>The spans, each once.</summary>
    public required IReadOnlyList<Versioned<MaintenanceBlock>> Items { get; init; }
}
