namespace PmsPlatform.Contracts.Access;

/// <summary>Whom a credential stands for and what it opens now. Good for a few seconds: a revoked key must not.</summary>
public sealed record AccessGrant
{
    /// <summary><c>ApiKey</c> or <c>User</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the key or the user.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the key, or the user's id: for logs and audit, never an e-mail address.</summary>
    public required string Subject { get; init; }

    /// <summary>The organisation the key or the user belongs to.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>Names of what is allowed in the whole organisation, also at hotels that are yet to come; empty for whoever is bound to single hotels. Unknown names mean nothing to a reader.</summary>
    public IReadOnlyList<string> OrganizationPermissions { get; init => field = value ?? []; } = [];

    /// <summary>The hotels it opens. May be empty.</summary>
    public required IReadOnlyList<HotelGrant> Hotels { get; init; }

    /// <summary>When it ends by itself, UTC; null when it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>What a credential allows at one hotel.</summary>
public sealed record HotelGrant
{
    /// <summary>The hotel.</summary>
    public required string HotelId { get; init; }

    /// <summary>Its slug, by which callers name it.</summary>
    public required string Slug { get; init; }

    /// <summary>Names of what is allowed, as <c>ViewData</c>. Unknown names mean nothing to a reader.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }
}
