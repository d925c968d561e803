using System.Text.Json.Serialization;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Mews;

internal sealed record MewsCategoryAvailability(string? CategoryId, IReadOnlyList<int?>? Availabilities);

internal sealed record MewsCategoryMetrics(string? ResourceCategoryId, MewsMetrics? Metrics);

internal sealed record MewsMetrics(IReadOnlyList<int?>? ActiveResources);

internal sealed record MewsRate
{
    public string? Id { get; init; }
    public string? ServiceId { get; init; }
    public bool? IsActive { get; init; }
    public bool? IsEnabled { get; init; }
    public bool? IsPublic { get; init; }
    public string? Name { get; init; }
    public IReadOnlyDictionary<string, string?>? Names { get; init; }
}

/// <summary>The answer about one rate. The answer itself does not name it; <see cref="RateId"/> is written in by whoever joins several answers in one payload.</summary>
internal sealed record MewsPricing
{
    public string? RateId { get; init; }
    public IReadOnlyList<string?>? TimeUnitStartsUtc { get; init; }
    public IReadOnlyList<MewsCategoryPrices?>? CategoryPrices { get; init; }
}

internal sealed record MewsCategoryPrices(string? CategoryId, IReadOnlyList<MewsPrice?>? AmountPrices);

internal sealed record MewsPrice(string? Currency, decimal? GrossValue, decimal? NetValue);

internal sealed record MewsResourceBlock
{
    public string? Id { get; init; }
    public string? AssignedResourceId { get; init; }
    public bool? IsActive { get; init; }
    public string? Type { get; init; }
    public string? StartUtc { get; init; }
    public string? EndUtc { get; init; }
    public string? CreatedUtc { get; init; }
    public string? UpdatedUtc { get; init; }
    public string? DeletedUtc { get; init; }
    public string? Name { get; init; }
    public string? Notes { get; init; }
}

internal sealed record MewsTask
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? State { get; init; }
    public string? Description { get; init; }
    public string? DepartmentId { get; init; }
    public string? ServiceOrderId { get; init; }
    public string? CreatedUtc { get; init; }
    public string? DeadlineUtc { get; init; }
    public string? ClosedUtc { get; init; }
}

[JsonSourceGenerationOptions(Converters = [typeof(LenientText)], NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(MewsCategoryAvailability))]
[JsonSerializable(typeof(MewsCategoryMetrics))]
[JsonSerializable(typeof(MewsRate))]
[JsonSerializable(typeof(MewsPricing))]
[JsonSerializable(typeof(MewsResourceBlock))]
[JsonSerializable(typeof(MewsTask))]
internal sealed partial class MewsUpkeepJson : JsonSerializerContext;
