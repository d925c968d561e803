using System.ComponentModel.DataAnnotations;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>Whether a 429 tells how long to wait: documented as usual, and documented as sometimes missing.</summary>
internal enum RetryAfterHeader
{
    Always,
    Never,

    /// <summary>On every other 429.</summary>
    Sometimes,
}

/// <summary>How the simulated Mews behaves where its documentation leaves room.</summary>
internal sealed record MewsOptions
{
    public RetryAfterHeader RetryAfter { get; init; } = RetryAfterHeader.Always;

    /// <summary>Pages of reservations, order items and customers with more records than this are answered 408 (too heavy). Default: none.</summary>
    [Range(1, 1000)]
    public int? HeavyAbove { get; init; }

    /// <summary>Longer requests are answered 413. Default 1 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int LongestRequest { get; init; } = 1024 * 1024;
}
