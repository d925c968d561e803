using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Guests;

/// <summary>Guest profiles of one connection are new or different: complete snapshots, at most <see cref="EventContext.MostItems"/>.</summary>
[EventName("pms.guests.changed")]
public sealed record GuestsChanged
{
    /// <summary>Whose data this is and what caused it.</summary>
    public required EventContext Context { get; init; }

    /// <summary>The guests, each once.</summary>
    public required IReadOnlyList<Versioned<Guest>> Items { get; init; }
}
