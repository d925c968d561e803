using System.Text.Json.Serialization;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Mews;

/// <summary>The body of every write, and of the reads that look for one: each operation knows some of the members. Null members are left out.</summary>
internal sealed record MewsWriteBody
{
    public string? ClientToken { get; init; }
    public string? AccessToken { get; init; }
    public string? Client { get; init; }
    public IReadOnlyList<MewsNewNote>? ServiceOrderNotes { get; init; }
    public IReadOnlyList<string>? ServiceOrderIds { get; init; }
    public string? CustomerId { get; init; }
    public string? Notes { get; init; }
    public string? DietaryRequirements { get; init; }
    public string? ServiceId { get; init; }
    public string? AccountId { get; init; }
    public string? LinkedReservationId { get; init; }
    public IReadOnlyList<MewsNewItem>? Items { get; init; }
    public string? ReservationId { get; init; }
    public string? EndUtc { get; init; }
    public bool? ChargeCancellationFee { get; init; }
    public IReadOnlyList<MewsResourceUpdate>? ResourceUpdates { get; init; }
    public IReadOnlyList<string>? AccountingStates { get; init; }
    public MewsInterval? CreatedUtc { get; init; }
    public MewsLimitation? Limitation { get; init; }

    /// <summary>The name only: the credentials are among the members.</summary>
    public override string ToString() => nameof(MewsWriteBody);
}

internal sealed record MewsNewNote(string ServiceOrderId, string Text);

internal sealed record MewsNewItem(string Name, int UnitCount, MewsNewAmount UnitAmount, string ExternalIdentifier);

/// <summary>One of the values only, by the enterprise's pricing.</summary>
internal sealed record MewsNewAmount(string Currency, decimal? GrossValue, decimal? NetValue, IReadOnlyList<string> TaxCodes);

internal sealed record MewsResourceUpdate(string ResourceId, MewsValue State);

internal sealed record MewsValue(string Value);

internal sealed record MewsNote(string? Id, string? Text);

internal sealed record MewsOrdered(string? OrderId);

internal sealed record MewsChargedItem(string? ServiceOrderId, string? ExternalIdentifier);

[JsonSourceGenerationOptions(
    Converters = [typeof(LenientText)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(MewsWriteBody))]
[JsonSerializable(typeof(MewsNote))]
[JsonSerializable(typeof(MewsOrdered))]
[JsonSerializable(typeof(MewsChargedItem))]
internal sealed partial class MewsWritesJson : JsonSerializerContext;
