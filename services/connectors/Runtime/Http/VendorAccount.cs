using Microsoft.Extensions.Logging;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>What all calls of one connection share.</summary>
internal sealed class VendorAccount
{
    private long _calls;
    private VendorCircuit? _circuit;

    public required string Vendor { get; init; }

    public required Uri Endpoint { get; init; }

    public required HttpClient Client { get; init; }

    /// <summary>Whether calls go to the endpoint's scheme, host and port only, whatever an answer or a setting says.</summary>
    public bool StaysAtEndpoint { get; init; }

    public required TimeSpan RequestTimeout { get; init; }

    public required IRateBudget Budget { get; init; }

    public required VendorAvailability Availability { get; init; }

    /// <summary>Says whether a read should wait for the vendor at all.</summary>
    public VendorCircuit Circuit => LazyInitializer.EnsureInitialized(ref _circuit, () => new VendorCircuit(Time));

    /// <summary>How often a call that came too soon is waited for and sent again, unless said otherwise.</summary>
    public const int UsualWaits = 20;

    /// <summary>How often a call that came too soon is waited for and sent again.</summary>
    public int MostWaits { get; init; } = UsualWaits;

    /// <summary>How often a read that failed is tried again.</summary>
    public int MostRetries { get; init; } = 3;

    public required Func<FetchToken, TokenCache> Tokens { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Requests sent since the process started.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public void CountCall() => Interlocked.Increment(ref _calls);
}
