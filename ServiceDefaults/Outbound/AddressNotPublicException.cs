namespace PmsPlatform.ServiceDefaults.Outbound;

/// <summary>A host name that a tenant gave means no public address. What it means is not said: it would tell of the network inside.</summary>
/// <param name="host">The name.</param>
public sealed class AddressNotPublicException(string host) : IOException($"{host} does not resolve to a public address.")
{
    /// <summary>The name.</summary>
    public string Host { get; } = host;
}
