using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Availability;

/// <summary>Nights of one connection are new or different: complete snapshots, at most <see cref="EventContext.MostItems"/>.</summary>
[EventName("pms.availability.changed")]
public sealed record AvailabilityChanged
{
    /// <summary>Whose data this is and what caused it.</summary>
    public required EventContext Context { get; init; }

    /// <summary>The nights, each once.</summary>
    public required IReadOnlyList<Versioned<AvailabilityDay>> Items { get; init; }
}
