namespace PmsPlatform.Contracts.Access;

/// <summary>The gateway asks connections whose credential this is: <c>POST /internal/access/resolve</c>. Answered by <see cref="AccessGrant"/> or 404.</summary>
public sealed record AccessQuestion
{
    /// <summary>SHA-256 of the credential's UTF-8 text, base64. An API key itself never leaves the gateway.</summary>
    public required string CredentialHash { get; init; }

    /// <summary>The credential itself when it came as a bearer token, which its maker has to open; null otherwise.</summary>
    public string? Bearer { get; init; }

    /// <summary>IP address of the client, for the key's record of use; null when unknown.</summary>
    public string? Address { get; init; }

    // A record prints its members, and one of these is a secret.
    /// <inheritdoc />
    public override string ToString() => nameof(AccessQuestion);
}
