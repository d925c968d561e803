using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>
/// services/getAvailability with and without a date in its name, rates/getAll, rates/getPricing (connector-api/operations/services.md, rates.md). Time
/// units are the hotel's days.
/// </summary>
internal static class MewsAvailability
{
    private const int MostDays = 367;
    private static readonly JsonEncodedText Rates = JsonEncodedText.Encode("Rates");

    public static void Get(MewsContext context)
    {
        var (first, last) = Units(context);
        var service = Service(context);
        var use = context.World.Upkeep.Use(first, last + 1);
        var json = context.Json;
        json.WriteStartObject();
        json.WriteStartArray("CategoryAvailabilities"u8);
        foreach (var category in Categories(context, service))
        {
            var broken = context.Broken(BrokenEntity.Availability, category);
            json.WriteStartObject();
            if (broken != BrokenHow.MissingId)
                json.WriteString("CategoryId"u8, context.Ids.Of(MewsKind.Category, category));
            if (broken == BrokenHow.WrongType)
                json.WriteBoolean("Availabilities"u8, true);
            else
                WriteNumbers(json, "Availabilities", first, last, day => MewsHouse.Units(context.State, category) - MewsHouse.UseOf(use, category, day - first).All);
            WriteNumbers(json, "Adjustments", first, last, static _ => 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteUnits(context, first, last);
        json.WriteEndObject();
    }

    public static void GetMetrics(MewsContext context)
    {
        var (first, last) = Units(context);
        var service = Service(context);
        var metrics = context.Request.Texts("Metrics") ?? throw MewsRequest.Invalid("Metrics", "is required");
        var use = context.World.Upkeep.Use(first, last + 1);
        var json = context.Json;
        json.WriteStartObject();
        WriteUnits(context, first, last);
        json.WriteStartArray("ResourceCategoryAvailabilities"u8);
        foreach (var category in Categories(context, service))
        {
            json.WriteStartObject();
            json.WriteString("ResourceCategoryId"u8, context.Ids.Of(MewsKind.Category, category));
            json.WriteStartObject("Metrics"u8);
            foreach (var metric in metrics)
                WriteNumbers(json, metric, first, last, day => Metric(metric, MewsHouse.Units(context.State, category), MewsHouse.UseOf(use, category, day - first)));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void GetRates(MewsContext context)
    {
        var services = context.Request.Ids("ServiceIds") ?? throw MewsRequest.Invalid("ServiceIds", "is required");
        var (count, cursor) = context.Request.Limitation();
        var before = context.Before(cursor, MewsKind.Rate, MewsHouse.Rates.Count);
        var named = context.NumberSet("RateIds", MewsKind.Rate);
        var wanted = context.IsAsked && services.Contains(context.State.StayService) && (context.Request.Texts("ActivityStates")?.Contains("Active") ?? true);
        var page = Enumerable.Range(0, before).Reverse().Where(rate => wanted && (named?.Contains(rate) ?? true)).Take(count).ToList();
        context.WritePage(Rates, page, MewsKind.Rate, rate => WriteRate(context, rate));
    }

    public static void GetPricing(MewsContext context)
    {
        if (!context.Ids.TryRead(context.Request.RequiredId("RateId"), MewsKind.Rate, out var rate) || rate >= MewsHouse.Rates.Count)
            throw MewsRequest.Invalid("RateId", "is unknown");
        var (first, last) = Units(context);
        var json = context.Json;
        json.WriteStartObject();
        json.WriteString("Currency"u8, context.World.Order.Currency);
        WriteUnits(context, first, last);
        WritePrices(context, "BaseAmountPrices", 0, (int)rate, first, last);
        json.WriteStartArray("CategoryPrices"u8);
        foreach (var category in Categories(context, context.State.StayService))
        {
            json.WriteStartObject();
            json.WriteString("CategoryId"u8, context.Ids.Of(MewsKind.Category, category));
            WritePrices(context, "AmountPrices", category, (int)rate, first, last);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePrices(MewsContext context, string name, int category, int rate, int first, int last)
    {
        context.Json.WriteStartArray(name);
        for (var day = first; day <= last; day++)
            MewsAmounts.WriteValue(context, MewsHouse.Price(context.World, category, rate, day), taxed: true, context.World.Order.Currency);
        context.Json.WriteEndArray();
    }

    private static void WriteRate(MewsContext context, int rate)
    {
        var (name, isPublic, _) = MewsHouse.Rates[rate];
        var json = context.Json;
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Rate, rate));
        json.WriteNull("BaseRateId"u8);
        json.WriteString(MewsNames.ServiceId, context.State.StayService);
        json.WriteBoolean(MewsNames.IsActive, true);
        json.WriteBoolean("IsEnabled"u8, true);
        json.WriteBoolean("IsPublic"u8, isPublic);
        json.WriteString(MewsNames.Type, isPublic ? "Public"u8 : "Private"u8);
        MewsCategories.WriteTexts(json, "Names", name);
        json.WriteEndObject();
    }

    private static int Metric(string metric, int units, NightUse use) => metric switch
    {
        "OutOfOrderBlocks" => use.Broken,
        "Occupied" => use.Sold,
        "ConfirmedReservations" => use.Sold - use.Pending,
        "OptionalReservations" => use.Pending,
        "UsableResources" => units - use.Broken,
        "ActiveResources" => units,
        "HouseUse" => use.Held,
        "PublicAvailabilityAdjustment" or "OtherServiceReservationCount" or "BlockAvailability" or "AllocatedBlockAvailability" => 0,
        _ => throw MewsRequest.Invalid("Metrics", "holds an unknown value"),
    };

    private static Guid Service(MewsContext context) =>
        context.Request.RequiredId("ServiceId") is var id && (id == context.State.StayService || id == context.State.ParkingService)
            ? id : throw MewsRequest.Invalid("ServiceId", "is no bookable service");

    private static IEnumerable<int> Categories(MewsContext context, Guid service) =>
        Enumerable.Range(0, context.State.Categories.Count).Where(category => context.State.ServiceOf(context.State.Categories[category]) == service);

    /// <summary>The days asked for. An instant that is not the start of one is refused, as documented.</summary>
    private static (int First, int Last) Units(MewsContext context)
    {
        var (first, last) = (Day(context, "FirstTimeUnitStartUtc"), Day(context, "LastTimeUnitStartUtc"));
        if (last < first || last - first >= MostDays)
            throw MewsRequest.Invalid("LastTimeUnitStartUtc", $"must be at most {MostDays} time units after the first");
        return (first, last);
    }

    private static int Day(MewsContext context, string name)
    {
        var moment = context.Request.Instant(name) ?? throw MewsRequest.Invalid(name, "is required");
        var day = context.World.Days.DayOf(moment);
        return context.World.Days.Start(day) == moment ? day : throw MewsRequest.Invalid(name, "is not the start of a time unit");
    }

    private static void WriteUnits(MewsContext context, int first, int last)
    {
        context.Json.WriteStartArray("TimeUnitStartsUtc"u8);
        for (var day = first; day <= last; day++)
            context.Json.WriteStringValue(Moment.IsoText(context.World.Days.Start(day)));
        context.Json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, int first, int last, Func<int, int> number)
    {
        json.WriteStartArray(name);
        for (var day = first; day <= last; day++)
            json.WriteNumberValue(number(day));
        json.WriteEndArray();
    }
}
