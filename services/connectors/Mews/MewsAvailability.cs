using System.Globalization;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Mews;

/// <summary>
/// Reads the nights of the services that sell them, a service after the other: two calls for all categories of a service, and one for each rate whose
/// prices are wanted.
/// </summary>
internal sealed class MewsAvailability
{
    /// <summary>Bounds what is held in memory; Mews would answer for 367.</summary>
    private const int DaysOfPage = 100;

    private const int RatesTogether = 4;

    private static readonly TimeSpan RatesLifetime = TimeSpan.FromMinutes(15);

    private readonly MewsApi _api;
    private readonly MewsReference _reference;
    private readonly HotelSettings _hotel;
    private readonly IReadOnlyList<string> _namedRates;
    private readonly ReferenceData<IReadOnlyList<MewsRate>> _rates;

    /// <param name="api">The calls.</param>
    /// <param name="reference">Services and categories.</param>
    /// <param name="time">The clock.</param>
    /// <param name="hotel">The zone in which Mews' days begin.</param>
    /// <param name="namedRates">Ids of the rates wanted; empty for all that guests can book.</param>
    public MewsAvailability(MewsApi api, MewsReference reference, TimeProvider time, HotelSettings hotel, IReadOnlyList<string> namedRates)
    {
        (_api, _reference, _hotel, _namedRates) = (api, reference, hotel, namedRates);
        _rates = new(time, RatesLifetime, ReadRatesAsync);
    }

    public async Task<VendorPage> ReadAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        if (feed is not { From: { } from, Until: { } until })
            throw new ArgumentException("A feed of availability needs its first and its last night.", nameof(feed));

        var stay = await _reference.StayAsync(cancellationToken);
        var services = stay.ServiceIds.Where(id => !stay.SoldByMonth.Contains(id)).Order(StringComparer.Ordinal).ToList();
        var (after, day) = Parse(cursor);
        var at = services.FindIndex(id => after is null || string.CompareOrdinal(id, after) >= 0);
        if (at < 0)
            return new PageBuilder(_hotel).Build();

        var service = services[at];
        var first = string.Equals(service, after, StringComparison.Ordinal) && day is { } begun ? begun : from;
        var last = first.AddDays(DaysOfPage - 1) is var end && end < until ? end : until;
        var page = await ReadAsync(stay, service, first, last, cancellationToken);
        return page.Build(
            last < until ? Written(service, last.AddDays(1))
            : at + 1 < services.Count ? Written(services[at + 1], from)
            : null);
    }

    private async Task<PageBuilder> ReadAsync(MewsStay stay, string service, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var units = new MewsQuery { ServiceId = service, FirstTimeUnitStartUtc = StartOf(first), LastTimeUnitStartUtc = StartOf(last) };
        var metrics = _api.AvailabilityMetricsAsync(units, cancellationToken);
        var availability = await _api.AvailabilityAsync(units, cancellationToken);
        var prices = new List<MewsPricing>();
        var rates = (await _rates.GetAsync(cancellationToken)).Where(rate => rate.ServiceId is null || rate.ServiceId == service).ToList();
        foreach (var some in rates.Chunk(RatesTogether))
            prices.AddRange(await Task.WhenAll(some.Select(rate => PricingAsync(rate.Id!, units, cancellationToken))));

        var page = new PageBuilder(_hotel);
        MewsNights.Add(
            page,
            JsonList.Parse(availability, "CategoryAvailabilities").Records,
            MewsNights.StartsOf(availability),
            new MewsNightJoins
            {
                Categories = stay.Categories,
                Totals = MewsNights.TotalsOf(await metrics, _hotel.TimeZone),
                Prices = MewsNights.PricesOf(prices, rates, _hotel.TimeZone),
            },
            _hotel.TimeZone);
        return page;
    }

    private async Task<MewsPricing> PricingAsync(string rateId, MewsQuery units, CancellationToken cancellationToken)
    {
        var body = await _api.PricingAsync(rateId, units, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body.Span, MewsUpkeepJson.Default.MewsPricing)! with { RateId = rateId };
        }
        catch (JsonException)
        {
            throw new VendorException(VendorErrorKind.Malformed, "rates/getPricing", "the answer is not the documented JSON");
        }
    }

    private async Task<IReadOnlyList<MewsRate>> ReadRatesAsync(CancellationToken cancellationToken)
    {
        var stay = await _reference.StayAsync(cancellationToken);
        var rates = (await _api.RatesAsync(stay.ServiceIds, cancellationToken)).Records.Readable(MewsUpkeepJson.Default.MewsRate);
        return
        [
            .. rates.Where(rate => rate.Id is not null
                && (_namedRates.Count > 0 ? _namedRates.Contains(rate.Id, StringComparer.OrdinalIgnoreCase) : rate is { IsPublic: true, IsEnabled: not false })),
        ];
    }

    /// <summary>A day begins at the hotel's midnight (https://mews-systems.gitbook.io/connector-api/concepts/time-units).</summary>
    private string StartOf(DateOnly day) => UtcInstant.Format(HotelTime.InstantOf(day, TimeOnly.MinValue, _hotel.TimeZone));

    private static string Written(string service, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}|{service}");

    /// <summary>The service a read goes on with, and the first day wanted of it.</summary>
    private static (string? Service, DateOnly? Day) Parse(string? cursor) =>
        cursor?.Split('|', 2) is [var day, var service] && Tidy.Date(day) is { } date ? (service, date) : (null, null);
}
