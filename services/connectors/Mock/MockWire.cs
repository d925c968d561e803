using System.Text.Json.Serialization;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Mock;

/// <summary>A booking, docs/mock-pms.md, Resources.</summary>
internal sealed record BookingWire
{
    public string? Id { get; init; }
    public string? ConfirmationNumber { get; init; }
    public string? Status { get; init; }
    public string? Arrival { get; init; }
    public string? Departure { get; init; }
    public string? ExpectedArrivalTime { get; init; }
    public string? CheckoutTime { get; init; }
    public int? Adults { get; init; }
    public int? Children { get; init; }
    public string? Channel { get; init; }
    public string? ChannelName { get; init; }
    public string? Booker { get; init; }
    public IReadOnlyList<GuestWire?>? Guests { get; init; }
    public IReadOnlyList<StayWire?>? Rooms { get; init; }
    public decimal? Total { get; init; }
    public decimal? Paid { get; init; }
    public decimal? Balance { get; init; }
    public string? Currency { get; init; }
    public string? SpecialRequests { get; init; }
    public IReadOnlyList<NoteWire?>? Notes { get; init; }
    public IReadOnlyList<ChargeWire?>? Charges { get; init; }
    public string? CreatedAt { get; init; }
    public string? UpdatedAt { get; init; }
}

internal sealed record StayWire
{
    public string? RoomId { get; init; }
    public string? RoomNumber { get; init; }
    public string? RoomType { get; init; }
    public int? Adults { get; init; }
    public int? Children { get; init; }
    public string? CheckedInAt { get; init; }
    public string? CheckedOutAt { get; init; }
}

internal sealed record NoteWire
{
    public string? Id { get; init; }
    public string? Text { get; init; }
    public string? IdempotencyKey { get; init; }
}

internal sealed record ChargeWire
{
    public string? Id { get; init; }
    public string? IdempotencyKey { get; init; }
}

internal sealed record GuestWire
{
    public string? Id { get; init; }
    public string? Title { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Email { get; init; }
    public bool? EmailIsRelay { get; init; }
    public string? Phone { get; init; }
    public string? Language { get; init; }
    public string? Nationality { get; init; }
    public string? BirthDate { get; init; }
    public bool? Vip { get; init; }
    public LoyaltyWire? Loyalty { get; init; }
    public int? TotalStays { get; init; }
    public bool? DoNotContact { get; init; }
    public string? Notes { get; init; }
    public string? MergedInto { get; init; }
    public IReadOnlyList<PreferenceWire?>? Preferences { get; init; }
    public string? UpdatedAt { get; init; }
}

internal sealed record LoyaltyWire(string? Programme, string? Tier, string? Number);

internal sealed record PreferenceWire(string? Category, string? Value);

internal sealed record RoomWire
{
    public string? Id { get; init; }
    public string? Number { get; init; }
    public string? Type { get; init; }
    public string? Floor { get; init; }
    public int? Capacity { get; init; }
    public decimal? NightlyRate { get; init; }
    public string? Currency { get; init; }
    public string? Housekeeping { get; init; }
    public string? Service { get; init; }
    public bool? Occupied { get; init; }
    public string? UpdatedAt { get; init; }
}

/// <summary>A webhook's body, docs/mock-pms.md, Webhooks. Records are read by themselves, so that a broken one leaves the others alone.</summary>
internal sealed record EventWire(string? Type, string? Id);

internal sealed record NewNoteWire(string Text, string IdempotencyKey);

internal sealed record NewChargeWire(string Title, decimal Amount, string Currency, string IdempotencyKey);

internal sealed record NewPreferencesWire(IReadOnlyList<PreferenceWire> Preferences);

internal sealed record CheckoutWire(string CheckoutTime);

internal sealed record HousekeepingWire(string Housekeeping);

internal sealed record ProblemWire(string? Detail);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(LenientText)])]
[JsonSerializable(typeof(BookingWire))]
[JsonSerializable(typeof(GuestWire))]
[JsonSerializable(typeof(RoomWire))]
[JsonSerializable(typeof(EventWire))]
[JsonSerializable(typeof(NewNoteWire))]
[JsonSerializable(typeof(NewChargeWire))]
[JsonSerializable(typeof(NewPreferencesWire))]
[JsonSerializable(typeof(CheckoutWire))]
[JsonSerializable(typeof(HousekeepingWire))]
[JsonSerializable(typeof(ProblemWire))]
internal sealed partial class MockJson : JsonSerializerContext;
