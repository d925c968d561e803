using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Links;

/// <summary>A connection as it is shown. Of a secret only that it is set, and how it ends.</summary>
internal sealed record ConnectionView
{
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    public required string HotelId { get; init; }

    public required string PmsType { get; init; }

    public required ConnectionState State { get; init; }

    public required bool IsPmsOfRecord { get; init; }

    public string? Endpoint { get; init; }

    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Secrets that are set, by name.</summary>
    public required IReadOnlyDictionary<string, SecretView> Credentials { get; init; }

    public IReadOnlyList<string>? Entities { get; init; }

    public required IReadOnlyDictionary<string, string> Reads { get; init; }

    public required IReadOnlyDictionary<string, string> Retries { get; init; }

    /// <summary>Members filled from another field of the vendor, by name.</summary>
    public required IReadOnlyDictionary<string, FieldOverride> FieldOverrides { get; init; }

    /// <summary>End of the last run that succeeded.</summary>
    public DateTimeOffset? LastSyncedAt { get; init; }

    /// <summary>Why the last run failed, or why a human is needed; null when neither is so.</summary>
    public string? LastError { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Shown once, when it was drawn.</summary>
    public WebhookView? Webhook { get; init; }
}

/// <summary>A secret that is set.</summary>
/// <param name="IsSet">Always true.</param>
/// <param name="Last4">Its last four characters; null for one that is too short to show any, or that cannot be opened now.</param>
internal sealed record SecretView(bool IsSet, string? Last4);

/// <summary>Where the vendor is to send its webhooks. Whoever knows the address can send: it is shown once.</summary>
/// <param name="Path">Below the platform's public address.</param>
/// <param name="Token">The secret in it.</param>
internal sealed record WebhookView(string Path, string Token);
