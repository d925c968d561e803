using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using PmsPlatform.VendorSandbox.Properties;

namespace PmsPlatform.VendorSandbox.Vendors;

/// <summary>A documented limit.</summary>
/// <param name="Key">What is counted: a token, an account, an address.</param>
/// <param name="Calls">Calls within <paramref name="Span"/>.</param>
/// <param name="Span">Length of the window.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateLimit(string Key, int Calls, TimeSpan Span);

/// <summary>Counts calls against the documented limits. A call is admitted when every window has room for it, and counts only then.</summary>
internal sealed class RateLimits(IOptions<SandboxOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SlidingWindow> _windows = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Zero when the call is admitted, else how long the caller had to wait.</summary>
    public TimeSpan Enter(Property? property, params ReadOnlySpan<RateLimit> limits)
    {
        var scale = property?.Options.RateLimitScale ?? options.Value.RateLimitScale;
        if (scale <= 0)
            return TimeSpan.Zero;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var wait = TimeSpan.Zero;
            foreach (var limit in limits)
            {
                var longer = Window(limit).Wait(Math.Max(1, (int)(limit.Calls * scale)), now);
                wait = longer > wait ? longer : wait;
            }

            if (wait > TimeSpan.Zero)
                return wait;
            foreach (var limit in limits)
                Window(limit).Enter(now);
            return TimeSpan.Zero;
        }
    }

    private SlidingWindow Window(RateLimit limit) => _windows.GetOrAdd(limit.Key, static (_, span) => new SlidingWindow(span), limit.Span);
}
