using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace PmsPlatform.ServiceDefaults;

/// <summary>
/// Where services are, from the configuration <c>services:{name}:{scheme or endpoint}:{0..n}</c> (in the environment
/// <c>services__sync-ledger__http__0</c>), as an Aspire app host hands it out. Safe for use from many threads; follows configuration reloads.
/// </summary>
/// <remarks>
/// Understood addresses: <c>http://name</c>, <c>https://name</c>, <c>https+http://name</c> (https if there is one), <c>http://_endpoint.name</c>.
/// A name without configuration, and an address with a port, are left to DNS.
/// </remarks>
public sealed class ServiceEndpoints : IDisposable
{
    private const string AnyName = "default";

    private readonly IConfiguration _configuration;
    private readonly ConcurrentDictionary<(string Scheme, string Host), Known> _known = new();
    private readonly IDisposable _reload;

    /// <summary>Reads from the host's configuration, when asked.</summary>
    public ServiceEndpoints(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _configuration = configuration;
        _reload = ChangeToken.OnChange(configuration.GetReloadToken, _known.Clear);
    }

    /// <summary>Every address of the service that <paramref name="address"/> names, in the order of configuration; empty when it names none.</summary>
    public IReadOnlyList<Uri> All(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Look(address).Endpoints;
    }

    /// <summary>
    /// The address to send the next request to: the service's addresses in turn, with the path and query of <paramref name="address"/>.
    /// What names no known service comes back as it is, <c>https+http</c> as <c>https</c>.
    /// </summary>
    public Uri Next(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (Look(address).Next() is { } endpoint)
            return new Uri(endpoint, string.Concat(endpoint.AbsolutePath.TrimEnd('/'), address.PathAndQuery));

        return IsEither(address.Scheme)
            ? new UriBuilder(address) { Scheme = Uri.UriSchemeHttps, Port = address.IsDefaultPort ? -1 : address.Port }.Uri
            : address;
    }

    /// <inheritdoc />
    public void Dispose() => _reload.Dispose();

    private Known Look(Uri address) => address.IsAbsoluteUri && address.IsDefaultPort
        ? _known.GetOrAdd((address.Scheme, address.Host), static (name, self) => self.Find(name.Scheme, name.Host), this)
        : Known.None;

    private Known Find(string scheme, string host)
    {
        if (host.StartsWith('_') && host.IndexOf('.', StringComparison.Ordinal) is > 1 and var dot)
            return Known.Of(Read(host[(dot + 1)..], host[1..dot]));

        string[] wanted = IsEither(scheme) ? [Uri.UriSchemeHttps, Uri.UriSchemeHttp] : [scheme];
        foreach (var name in wanted)
        {
            if (Read(host, name) is { Count: > 0 } found)
                return Known.Of(found);
        }

        return Known.Of(Read(host, AnyName));
    }

    private List<Uri> Read(string service, string endpoint) =>
    [
        .. _configuration.GetSection($"services:{service}:{endpoint}").GetChildren()
            .OrderBy(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : int.MaxValue)
            .Select(child => Uri.TryCreate(child.Value, UriKind.Absolute, out var uri) ? uri : null)
            .OfType<Uri>(),
    ];

    private static bool IsEither(string scheme) => scheme is "https+http" or "http+https";

    private sealed class Known(IReadOnlyList<Uri> endpoints)
    {
        public static readonly Known None = new([]);

        private uint _turn = uint.MaxValue;

        public IReadOnlyList<Uri> Endpoints { get; } = endpoints;

        public static Known Of(List<Uri> endpoints) => endpoints.Count == 0 ? None : new Known(endpoints);

        public Uri? Next() => Endpoints.Count == 0 ? null : Endpoints[(int)(Interlocked.Increment(ref _turn) % (uint)Endpoints.Count)];
    }
}
