using System.ComponentModel.DataAnnotations;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Vendors.Hostaway;
using PmsPlatform.VendorSandbox.Vendors.Mews;

namespace PmsPlatform.VendorSandbox;

/// <summary>Settings of the sandbox, section <c>Sandbox</c>.</summary>
internal sealed record SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary>The properties that exist from the start. Default: none (appsettings.json names the three of the demo).</summary>
    public IReadOnlyList<PropertyOptions> Properties { get; init; } = [];

    /// <summary>Every documented rate limit is multiplied by this; 0 = no limits. Default 1. A property may have its own.</summary>
    [Range(0, 1_000_000)]
    public double RateLimitScale { get; init; } = 1;

    /// <summary>Time every vendor call takes at least. Default none.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The waits before a webhook is sent again are multiplied by this. Default 1: minutes, as documented.</summary>
    [Range(0, 1000)]
    public double WebhookWaitScale { get; init; } = 1;

    public MewsOptions Mews { get; init; } = new();

    public HostawayOptions Hostaway { get; init; } = new();
}
