using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Where a delivery stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InboxState>))]
public enum InboxState
{
    /// <summary>Kept, not worked off yet, or waiting for its next try.</summary>
    Received,

    /// <summary>Everything that follows from it is done.</summary>
    Processed,

    /// <summary>Nothing follows from it.</summary>
    Ignored,

    /// <summary>It, or a record of it, could not be mapped.</summary>
    Quarantined,

    /// <summary>It was given up.</summary>
    Failed,
}

/// <summary>One delivery without its payload.</summary>
public sealed record InboxEntry
{
    /// <summary>Its id, which events that follow from it carry as <c>webhookId</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The vendor's slug.</summary>
    public required string Vendor { get; init; }

    /// <summary><c>Vendor</c> for the vendor's own form, <c>Neutral</c> for the vendor-neutral one.</summary>
    public required string Form { get; init; }

    /// <summary>Where it stands.</summary>
    public required InboxState State { get; init; }

    /// <summary>Why; the last failure while it waits. Null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>External ids of the bookings it is about.</summary>
    public required IReadOnlyList<string> Bookings { get; init; }

    /// <summary>Size of the payload in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>How often it was taken up since it was received or replayed.</summary>
    public required int Attempts { get; init; }

    /// <summary>How often it was replayed.</summary>
    public required int Replays { get; init; }

    /// <summary>How many of its records were news when it was worked off last; none means that all were known in this or a newer version.</summary>
    public required int Changed { get; init; }

    /// <summary>Follows it through all services.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>When it came, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it is taken up next, UTC; null once it has ended.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it ended, UTC; null before.</summary>
    public DateTimeOffset? SettledAt { get; init; }
}

/// <summary>Body of <c>POST /inbox/replay</c>: which deliveries. At least one member but the limit is given, and all that are given must fit.</summary>
public sealed record ReplayRequest
{
    /// <summary>External id of a booking.</summary>
    public string? Booking { get; init; }

    /// <summary>The connection.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>Where they stand; those not worked off yet are never replayed.</summary>
    public InboxState? State { get; init; }

    /// <summary>Received at or after this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Most deliveries, oldest first, 1 to 10,000. Default 1,000.</summary>
    public int? Limit { get; init; }
}

/// <summary>Answer of a replay.</summary>
/// <param name="Replayed">How many deliveries are worked off again.</param>
public sealed record ReplayAnswer(int Replayed);

/// <summary>Answer of <c>POST /api/pms/{vendor}/bookings</c>.</summary>
/// <param name="Id">The delivery in the inbox; of a duplicate one that was not kept.</param>
/// <param name="Duplicate">Whether the same was received before and nothing more follows.</param>
public sealed record NeutralAnswer(Guid Id, bool Duplicate);

/// <summary>JSON of the inbox.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Page<InboxEntry>))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(NeutralAnswer))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(NeutralDelivery))]
internal sealed partial class InboxJson : JsonSerializerContext;
