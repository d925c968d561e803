using System.Collections.Frozen;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>What Mews keeps beside its availability, as far as it was read.</summary>
internal sealed record MewsNightJoins
{
    public IReadOnlyDictionary<string, MewsResourceCategory> Categories { get; init; } = FrozenDictionary<string, MewsResourceCategory>.Empty;

    /// <summary>Units there are, by category and night.</summary>
    public IReadOnlyDictionary<(string Category, DateOnly Night), int> Totals { get; init; } = FrozenDictionary<(string, DateOnly), int>.Empty;

    /// <summary>Prices by category and night, in the order of the rates' ids.</summary>
    public ILookup<(string Category, DateOnly Night), (MewsRate Rate, MewsPrice? Price)> Prices { get; init; } =
        Array.Empty<((string, DateOnly) Key, (MewsRate, MewsPrice?) Value)>().ToLookup(item => item.Key, item => item.Value);
}

/// <summary>Availability of categories to nights. One category of an answer is many nights, and one that is damaged is kept from sale as a whole.</summary>
internal static class MewsNights
{
    public static void Add(
        PageBuilder page, IReadOnlyList<ReadOnlyMemory<byte>> categories, IReadOnlyList<string?> starts, MewsNightJoins joins, TimeZoneInfo zone)
    {
        foreach (var record in page.Read(EntityKind.Availability, categories, MewsUpkeepJson.Default.MewsCategoryAvailability, "CategoryId"))
        {
            if (record.Value.CategoryId is not { } category || record.Value.Availabilities?.Count != starts.Count)
            {
                page.AddAvailability(record, wire => throw Unusable(wire, starts.Count), record.Value.CategoryId);
                continue;
            }

            foreach (var (index, start) in starts.Index())
            {
                var night = UtcInstant.Find(start) is { } at ? HotelTime.DateAt(at, zone) : (DateOnly?)null;
                var id = night is { } date ? AvailabilityDay.IdOf(category, date) : category;
                page.AddAvailability(record, wire => Night(wire, index, night, joins), id);
            }
        }
    }

    /// <summary>The time units that an answer is about, in its order.</summary>
    public static IReadOnlyList<string?> StartsOf(ReadOnlyMemory<byte> answer) =>
        [.. JsonList.Parse(answer, "TimeUnitStartsUtc").Records.Select(record => TextOf(record.Span))];

    /// <summary>Units of the categories, by night.</summary>
    public static IReadOnlyDictionary<(string Category, DateOnly Night), int> TotalsOf(ReadOnlyMemory<byte> answer, TimeZoneInfo zone)
    {
        var totals = new Dictionary<(string, DateOnly), int>();
        var starts = StartsOf(answer);
        foreach (var category in JsonList.Parse(answer, "ResourceCategoryAvailabilities").Records.Readable(MewsUpkeepJson.Default.MewsCategoryMetrics))
        {
            var counts = category.Metrics?.ActiveResources ?? [];
            for (var index = 0; index < Math.Min(starts.Count, counts.Count); index++)
            {
                if (category.ResourceCategoryId is { } id && UtcInstant.Find(starts[index]) is { } start && counts[index] is { } count)
                    totals[(id, HotelTime.DateAt(start, zone))] = count;
            }
        }

        return totals;
    }

    /// <summary>Prices by category and night.</summary>
    public static ILookup<(string Category, DateOnly Night), (MewsRate Rate, MewsPrice? Price)> PricesOf(
        IEnumerable<MewsPricing> pricings, IEnumerable<MewsRate> rates, TimeZoneInfo zone)
    {
        var byId = rates.Where(rate => rate.Id is not null).DistinctBy(rate => rate.Id).ToDictionary(rate => rate.Id!, StringComparer.Ordinal);
        var priced =
            from pricing in pricings
            where pricing.RateId is not null
            orderby pricing.RateId
            from category in pricing.CategoryPrices ?? []
            where category?.CategoryId is not null
            from price in (category.AmountPrices ?? []).Index()
            where price.Index < (pricing.TimeUnitStartsUtc?.Count ?? 0)
            let start = UtcInstant.Find(pricing.TimeUnitStartsUtc![price.Index])
            where start is not null
            select (Key: (category.CategoryId!, HotelTime.DateAt(start.Value, zone)),
                Value: (byId.GetValueOrDefault(pricing.RateId!) ?? new MewsRate { Id = pricing.RateId }, price.Item));
        return priced.ToLookup(item => item.Key, item => item.Value);
    }

    private static AvailabilityDay Night(MewsCategoryAvailability wire, int index, DateOnly? night, MewsNightJoins joins)
    {
        var category = Require.Text(wire.CategoryId, "$.CategoryId");
        var date = night ?? throw new MappingException($"$.TimeUnitStartsUtc[{index}]", "is not an instant of ISO 8601");
        return new AvailabilityDay
        {
            ExternalId = AvailabilityDay.IdOf(category, date),
            RoomTypeExternalId = category,
            RoomType = MewsCatalogue.NameOf(joins.Categories.GetValueOrDefault(category)),
            Date = date,
            Available = Require.Value(wire.Availabilities![index], $"$.Availabilities[{index}]"),
            Total = joins.Totals.TryGetValue((category, date), out var total) ? total : null,
            Rates = [.. joins.Prices[(category, date)].Where(priced => priced.Price is not null).Select(priced => Rate(priced.Rate, priced.Price!))],
        };
    }

    private static AvailabilityRate Rate(MewsRate rate, MewsPrice price) => new()
    {
        RatePlanExternalId = rate.Id,
        RatePlan = MewsCatalogue.NameOf(rate.Names) ?? Tidy.Text(rate.Name),
        GrossPrice = Require.Amount(Require.Value(price.GrossValue, "$.GrossValue"), price.Currency, "$.GrossValue", "$.Currency"),
        NetPrice = price.NetValue is { } net ? Require.Amount(net, price.Currency, "$.NetValue", "$.Currency") : null,
    };

    private static MappingException Unusable(MewsCategoryAvailability wire, int nights) => wire.CategoryId is null
        ? new MappingException("$.CategoryId", "is missing")
        : new MappingException("$.Availabilities", $"has not one value for each of {nights} time units");

    private static string? TextOf(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }
}
