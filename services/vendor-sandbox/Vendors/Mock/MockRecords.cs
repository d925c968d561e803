using System.Text.Json.Serialization;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>What every record has. Records never change: a change is another record with the same id.</summary>
internal abstract record MockRecord
{
    [JsonPropertyOrder(-1)]
    public required string Id { get; init; }

    [JsonPropertyOrder(100)]
    public DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyOrder(101)]
    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed record MockRoom : MockRecord
{
    public required string Number { get; init; }

    public string? Type { get; init; }

    public string? Floor { get; init; }

    public int? Capacity { get; init; }

    public decimal? NightlyRate { get; init; }

    public required string Currency { get; init; }

    public required string Housekeeping { get; init; }

    public required string Service { get; init; }

    public bool Occupied { get; init; }
}

internal sealed record MockGuest : MockRecord
{
    public string? Title { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Email { get; init; }

    public bool EmailIsRelay { get; init; }

    public string? Phone { get; init; }

    public string? Language { get; init; }

    public string? Nationality { get; init; }

    public DateOnly? BirthDate { get; init; }

    public bool Vip { get; init; }

    public MockLoyalty? Loyalty { get; init; }

    public int? TotalStays { get; init; }

    public bool DoNotContact { get; init; }

    public string? Notes { get; init; }

    public string? MergedInto { get; init; }

    public IReadOnlyList<MockPreference> Preferences { get; init; } = [];
}

internal sealed record MockLoyalty(string? Programme, string? Tier, string? Number);

internal sealed record MockPreference(string Category, string Value);

internal sealed record MockBooking : MockRecord
{
    public string? ConfirmationNumber { get; init; }

    public required string Status { get; init; }

    public required DateOnly Arrival { get; init; }

    public required DateOnly Departure { get; init; }

    public TimeOnly? ExpectedArrivalTime { get; init; }

    public TimeOnly? CheckoutTime { get; init; }

    public int? Adults => Sum(stay => stay.Adults);

    public int? Children => Sum(stay => stay.Children);

    public string? Channel { get; init; }

    public string? ChannelName { get; init; }

    public string? Booker { get; init; }

    /// <summary>Who stays, the holder first.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> GuestIds { get; init; } = [];

    /// <summary>The same, whole: only where the booking is shown.</summary>
    public IReadOnlyList<MockGuest>? Guests { get; init; }

    public IReadOnlyList<MockStay> Rooms { get; init; } = [];

    public decimal? Total { get; init; }

    public decimal Paid { get; init; }

    public required string Currency { get; init; }

    /// <summary>What is owed now. Who does not come owes what was charged, not the stay.</summary>
    public decimal? Balance => Total is not { } total ? null : (Status is "cancelled" or "noShow" ? 0 : total) + Charges.Sum(charge => charge.Amount) - Paid;

    public string? SpecialRequests { get; init; }

    public IReadOnlyList<MockNote> Notes { get; init; } = [];

    public IReadOnlyList<MockCharge> Charges { get; init; } = [];

    private int? Sum(Func<MockStay, int?> count) => Rooms.Any(stay => count(stay) is not null) ? Rooms.Sum(count) : null;
}

/// <summary>One room of a booking. Without an id no room is assigned yet.</summary>
internal sealed record MockStay
{
    public string? RoomId { get; init; }

    /// <summary>Only where the booking is shown.</summary>
    public string? RoomNumber { get; init; }

    public string? RoomType { get; init; }

    public int? Adults { get; init; }

    public int? Children { get; init; }

    public DateTimeOffset? CheckedInAt { get; init; }

    public DateTimeOffset? CheckedOutAt { get; init; }
}

internal sealed record MockNote(string Id, string Text, string? IdempotencyKey, DateTimeOffset CreatedAt);

internal sealed record MockCharge(string Id, string Title, decimal Amount, string Currency, string? IdempotencyKey, DateTimeOffset CreatedAt);

/// <summary>Where changes are told. The secret is shown by the answer that made it and by no other.</summary>
internal sealed record MockWebhook(string Id, string Url, string? Secret, DateTimeOffset CreatedAt);
