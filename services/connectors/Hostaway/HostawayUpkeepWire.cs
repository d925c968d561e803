using System.Text.Json;
using System.Text.Json.Serialization;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>https://api.hostaway.com/documentation#calendar-day-object, without its reservations: they hold guests, and bookings are read elsewhere.</summary>
internal sealed record CalendarDayWire
{
    public string? Id { get; init; }
    public string? Date { get; init; }

    [JsonConverter(typeof(FlagText))]
    public string? IsAvailable { get; init; }

    public string? Status { get; init; }
    public string? Price { get; init; }
    public string? MinimumStay { get; init; }
    public string? MaximumStay { get; init; }

    [JsonConverter(typeof(FlagText))]
    public string? ClosedOnArrival { get; init; }

    [JsonConverter(typeof(FlagText))]
    public string? ClosedOnDeparture { get; init; }

    public string? CountAvailableUnits { get; init; }
    public string? AvailableUnitsToSell { get; init; }
}

/// <summary>https://api.hostaway.com/documentation#task-object</summary>
internal sealed record TaskWire
{
    public string? Id { get; init; }
    public string? ListingMapId { get; init; }
    public string? ReservationId { get; init; }
    public string? ReservationUnitId { get; init; }
    public string? AssigneeUserId { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
    public string? CanStartFrom { get; init; }
    public string? ShouldEndBy { get; init; }
    public string? Status { get; init; }
    public string? StartedAt { get; init; }
    public string? CompletedAt { get; init; }
    public string? Priority { get; init; }

    /// <summary>Numbers of categories, by documentation a list.</summary>
    public JsonElement CategoriesMap { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(LenientText)])]
[JsonSerializable(typeof(CalendarDayWire))]
[JsonSerializable(typeof(TaskWire))]
internal sealed partial class HostawayUpkeepJson : JsonSerializerContext;
