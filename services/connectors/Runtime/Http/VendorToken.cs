using PmsPlatform.Connectors.Runtime.Connections;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>An access token of one connection.</summary>
/// <param name="Value">The token.</param>
/// <param name="ExpiresAt">When the vendor stops accepting it, UTC.</param>
/// <param name="UsableAt">When the vendor begins to accept it, UTC; some need a moment after issue.</param>
public sealed record VendorToken(Secret Value, DateTimeOffset ExpiresAt, DateTimeOffset? UsableAt = null);

/// <summary>Asks the vendor for a new token. Called by one caller at a time per connection.</summary>
public delegate Task<VendorToken> FetchToken(CancellationToken cancellationToken);
