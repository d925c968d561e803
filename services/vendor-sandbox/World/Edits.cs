namespace PmsPlatform.VendorSandbox.World;

/// <summary>What was written to a profile since the world was made; null = untouched.</summary>
internal sealed record GuestEdits
{
    public string? Title { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? SecondLastName { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? Notes { get; init; }

    public string? Diet { get; init; }

    public string? Nationality { get; init; }

    public string? Language { get; init; }

    public DateOnly? BirthDate { get; init; }

    public string? LoyaltyCode { get; init; }

    public IReadOnlyList<string>? Classifications { get; init; }
}

/// <summary>What was written to a booking since the world was made; null = untouched.</summary>
internal sealed record StayTexts
{
    public string? HostNote { get; init; }

    public string? GuestNote { get; init; }

    public string? Comment { get; init; }

    public int? CheckInHour { get; init; }

    public int? CheckOutHour { get; init; }

    public string? CancelledBy { get; init; }

    public uint NoShowReportedAt { get; init; }

    public bool? NoShowFeeWaived { get; init; }

    public long? Total { get; init; }

    /// <summary>Raw JSON of custom field values.</summary>
    public string? CustomFields { get; init; }

    /// <summary>The stay begins at this moment instead of the hotel's check-in time; 0 = it does not.</summary>
    public uint ScheduledStart { get; init; }

    /// <summary>The stay ends at this moment instead of the hotel's check-out time; 0 = it does not.</summary>
    public uint ScheduledEnd { get; init; }

    public IReadOnlyList<StayNote> Notes { get; init; } = [];
}

/// <summary>A note added to a stay from outside.</summary>
/// <param name="Number">Running number within the property.</param>
/// <param name="Text">Its text.</param>
/// <param name="At">When it was written.</param>
internal sealed record StayNote(int Number, string Text, uint At);
