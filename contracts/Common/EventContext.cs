namespace PmsPlatform.Contracts.Common;

/// <summary>What every event says about itself. All items of one event belong to one connection and therefore to one hotel.</summary>
public sealed record EventContext
{
    /// <summary>The most items one event may hold.</summary>
    public const int MostItems = 200;

    /// <summary>The hotel the data belongs to.</summary>
    public required string HotelId { get; init; }

    /// <summary>The connection it was read through. External ids are unique within it.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The vendor's slug, as in <c>mews</c>.</summary>
    public required string Vendor { get; init; }

    /// <summary>The sync run that read it; null when a webhook did.</summary>
    public Guid? SyncRunId { get; init; }

    /// <summary>The inbox entry that caused it; null when a sync run did.</summary>
    public Guid? WebhookId { get; init; }

    /// <summary>Follows one cause through all services: the caller's x-correlation-id or the trace id.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>When the event was made, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }
}
