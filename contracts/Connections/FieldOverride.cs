namespace PmsPlatform.Contracts.Connections;

/// <summary>Where a hotel keeps something elsewhere than the vendor's connector looks for it: which field of the vendor's record fills a canonical member.</summary>
public sealed record FieldOverride
{
    /// <summary>JSON Pointer (RFC 6901) into the vendor's record, as in <c>/customFieldValues/0/value</c>.</summary>
    public required string From { get; init; }

    /// <summary>What a text of the vendor means here; empty to take every text as it is.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init => field = value ?? Nothing; } = Nothing;

    /// <summary>Taken where the vendor's field is missing, empty or not among <see cref="Values"/>. Null: then the member stays as the connector fills it.</summary>
    public string? Default { get; init; }

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>(StringComparer.Ordinal);
}
