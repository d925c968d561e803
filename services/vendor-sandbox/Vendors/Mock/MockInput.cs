using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>A room as it is sent. Members that are only read may come along and mean nothing.</summary>
internal sealed record MockRoomInput
{
    public string? Id { get; init; }

    public string? Number { get; init; }

    public string? Type { get; init; }

    public string? Floor { get; init; }

    public int? Capacity { get; init; }

    public decimal? NightlyRate { get; init; }

    public string? Housekeeping { get; init; }

    public string? Service { get; init; }

    public JsonElement? Occupied { get; init; }

    public JsonElement? Currency { get; init; }

    public JsonElement? CreatedAt { get; init; }

    public JsonElement? UpdatedAt { get; init; }
}

internal sealed record MockGuestInput
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

    public DateOnly? BirthDate { get; init; }

    public bool? Vip { get; init; }

    public MockLoyalty? Loyalty { get; init; }

    public int? TotalStays { get; init; }

    public bool? DoNotContact { get; init; }

    public string? Notes { get; init; }

    public string? MergedInto { get; init; }

    public IReadOnlyList<MockPreferenceInput?>? Preferences { get; init; }

    public JsonElement? CreatedAt { get; init; }

    public JsonElement? UpdatedAt { get; init; }
}

internal sealed record MockPreferenceInput(string? Category, string? Value);

internal sealed record MockPreferencesInput(IReadOnlyList<MockPreferenceInput?>? Preferences);

internal sealed record MockBookingInput
{
    public string? Id { get; init; }

    public string? ConfirmationNumber { get; init; }

    public string? Status { get; init; }

    public DateOnly? Arrival { get; init; }

    public DateOnly? Departure { get; init; }

    public string? ExpectedArrivalTime { get; init; }

    public string? CheckoutTime { get; init; }

    public string? Channel { get; init; }

    public string? ChannelName { get; init; }

    public string? Booker { get; init; }

    /// <summary>Ids, or whole guests.</summary>
    public IReadOnlyList<JsonElement>? Guests { get; init; }

    public IReadOnlyList<MockStayInput?>? Rooms { get; init; }

    public decimal? Total { get; init; }

    public decimal? Paid { get; init; }

    public string? Currency { get; init; }

    public string? SpecialRequests { get; init; }

    /// <summary>Read when the booking is new.</summary>
    public IReadOnlyList<MockNoteInput?>? Notes { get; init; }

    /// <summary>Read when the booking is new.</summary>
    public IReadOnlyList<MockChargeInput?>? Charges { get; init; }

    public JsonElement? Adults { get; init; }

    public JsonElement? Children { get; init; }

    public JsonElement? Balance { get; init; }

    public JsonElement? CreatedAt { get; init; }

    public JsonElement? UpdatedAt { get; init; }
}

internal sealed record MockStayInput
{
    public string? RoomId { get; init; }

    public string? RoomType { get; init; }

    public int? Adults { get; init; }

    public int? Children { get; init; }

    public JsonElement? RoomNumber { get; init; }

    public JsonElement? CheckedInAt { get; init; }

    public JsonElement? CheckedOutAt { get; init; }
}

internal sealed record MockNoteInput
{
    public string? Text { get; init; }

    public string? IdempotencyKey { get; init; }

    public JsonElement? Id { get; init; }

    public JsonElement? CreatedAt { get; init; }
}

internal sealed record MockChargeInput
{
    public string? Title { get; init; }

    public decimal? Amount { get; init; }

    public string? Currency { get; init; }

    public string? IdempotencyKey { get; init; }

    public JsonElement? Id { get; init; }

    public JsonElement? CreatedAt { get; init; }
}

internal sealed record MockWebhookInput(string? Url, string? Secret);

internal sealed record MockSeedInput
{
    public IReadOnlyList<MockRoomInput?>? Rooms { get; init; }

    public IReadOnlyList<MockGuestInput?>? Guests { get; init; }

    public IReadOnlyList<MockBookingInput?>? Bookings { get; init; }

    public MockGenerateInput? Generate { get; init; }
}

internal sealed record MockGenerateInput(int? Bookings, int? Seed);
