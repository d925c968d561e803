using System.Text.Json;
using System.Text.Json.Serialization;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Hostaway;

// Records as Hostaway writes them, everything optional. Numbers are read as the text they are written in: the API gives some of them now as number,
// now as text, and a count that cannot be understood must not cost the whole record. Objects that are read for one member only are raw JSON, because
// the API writes an empty object as an empty list.

/// <summary>https://api.hostaway.com/documentation#reservation-object</summary>
internal sealed record ReservationWire
{
    public string? Id { get; init; }
    public string? ListingMapId { get; init; }
    public string? ChannelId { get; init; }
    public string? ChannelName { get; init; }
    public string? Source { get; init; }
    public string? Status { get; init; }
    public string? ConfirmationCode { get; init; }
    public string? ChannelReservationId { get; init; }
    public string? ReservationId { get; init; }

    public string? ArrivalDate { get; init; }
    public string? DepartureDate { get; init; }

    [JsonConverter(typeof(FlagText))]
    public string? IsDatesUnspecified { get; init; }

    public string? CheckInTime { get; init; }
    public string? CheckOutTime { get; init; }
    public string? ReservationDate { get; init; }
    public string? InsertedOn { get; init; }
    public string? UpdatedOn { get; init; }
    public string? CancellationDate { get; init; }
    public string? CancelledBy { get; init; }

    public string? NumberOfGuests { get; init; }
    public string? Adults { get; init; }
    public string? Children { get; init; }
    public string? Infants { get; init; }
    public string? Pets { get; init; }

    public string? GuestExternalAccountId { get; init; }
    public string? CustomerUserId { get; init; }
    public string? GuestName { get; init; }
    public string? GuestFirstName { get; init; }
    public string? GuestLastName { get; init; }
    public string? GuestEmail { get; init; }
    public string? Phone { get; init; }
    public string? GuestLocale { get; init; }
    public string? GuestCountry { get; init; }
    public string? GuestCity { get; init; }
    public string? GuestAddress { get; init; }
    public string? GuestZipCode { get; init; }

    public string? TotalPrice { get; init; }
    public string? RemainingBalance { get; init; }
    public string? TaxAmount { get; init; }
    public string? CleaningFee { get; init; }
    public string? SecurityDepositFee { get; init; }
    public string? Currency { get; init; }

    [JsonConverter(typeof(FlagText))]
    public string? IsPaid { get; init; }

    public string? HostNote { get; init; }
    public string? Comment { get; init; }
    public string? GuestNote { get; init; }
    public string? HostProxyEmail { get; init; }

    public JsonElement BookingcomSpecialRequests { get; init; }
    public string? BookingcomBookerName { get; init; }
    public string? BookingcomNoShowReportedAt { get; init; }

    [JsonConverter(typeof(FlagText))]
    public string? BookingcomSmokingPreference { get; init; }

    [JsonConverter(typeof(FlagText))]
    public string? BookingcomIsGeniusMember { get; init; }

    public IReadOnlyList<ReservationUnitWire?>? ReservationUnit { get; init; }
    public IReadOnlyList<CustomFieldValueWire?>? CustomFieldValues { get; init; }
}

/// <summary>https://api.hostaway.com/documentation#reservation-unit-object</summary>
internal sealed record ReservationUnitWire
{
    public string? ListingUnitId { get; init; }
    public string? GuestName { get; init; }
    public string? NumberOfGuests { get; init; }
    public string? Adults { get; init; }
    public string? Children { get; init; }
    public string? Infants { get; init; }
}

/// <summary>A value of a field that the account has defined itself.</summary>
internal sealed record CustomFieldValueWire
{
    public string? CustomFieldId { get; init; }
    public JsonElement Value { get; init; }
}

/// <summary>https://api.hostaway.com/documentation#listing-object</summary>
internal sealed record ListingWire
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? InternalListingName { get; init; }
    public string? RoomType { get; init; }
    public string? PersonCapacity { get; init; }
    public string? Price { get; init; }
    public string? CurrencyCode { get; init; }
    public string? CheckInTimeStart { get; init; }
    public string? CheckOutTime { get; init; }

    [JsonConverter(typeof(FlagText))]
    public string? CleannessStatus { get; init; }

    public string? CleannessStatusUpdatedOn { get; init; }
    public string? SpecialStatus { get; init; }
    public string? BedroomsNumber { get; init; }
    public string? TimeZoneName { get; init; }

    /// <summary>Not in the vendor's documentation, seen in live answers. Null where the vendor leaves it out.</summary>
    public IReadOnlyList<ListingUnitWire?>? ListingUnits { get; init; }
}

/// <summary>https://api.hostaway.com/documentation#listingunit-object</summary>
internal sealed record ListingUnitWire
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? UnitNumber { get; init; }
    public string? Ground { get; init; }
    public string? ListingMapIdUnit { get; init; }
}

/// <summary>What paging must know of a reservation before, or without, reading all of it.</summary>
internal sealed record ReservationKeyWire
{
    public string? Id { get; init; }
    public string? UpdatedOn { get; init; }
}

/// <summary>https://api.hostaway.com/documentation#authentication</summary>
internal sealed record AccessTokenWire
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("expires_in")]
    public string? ExpiresIn { get; init; }
}

/// <summary>Reads flags, which are 0 and 1 by documentation and now and then false and true, as 0 and 1.</summary>
internal sealed class FlagText : JsonConverter<string>
{
    private static readonly LenientText Text = new();

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => "1",
        JsonTokenType.False => "0",
        _ => Text.Read(ref reader, typeToConvert, options),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => Text.Write(writer, value, options);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(LenientText)])]
[JsonSerializable(typeof(ReservationWire))]
[JsonSerializable(typeof(ReservationKeyWire))]
[JsonSerializable(typeof(ListingWire))]
[JsonSerializable(typeof(ListingUnitWire))]
[JsonSerializable(typeof(AccessTokenWire))]
internal sealed partial class HostawayJson : JsonSerializerContext;
