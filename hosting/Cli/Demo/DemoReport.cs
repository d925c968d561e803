using System.Text.Json;
using System.Text.Json.Serialization;
using PmsPlatform.Cli.Demo.Founding;

namespace PmsPlatform.Cli.Demo;

/// <summary>What the demo did, for people as a table and for programs as JSON.</summary>
internal sealed record DemoReport(FoundingReport Founded, IReadOnlyList<VendorReport> Vendors, JsonElement? Context, IReadOnlyList<LiveReport> Live, OutageReport Outage)
{
    /// <summary>Everything that was to be shown was seen.</summary>
    [JsonIgnore]
    public bool IsGood => Founded.Invited.MakesNoKeys && Vendors.All(vendor => vendor.MatchesSandbox && vendor.Throttled == 0) && Context is not null
        && Live.All(live => live.NoteInSandbox && live.ChargeInSandbox) && Outage is { Stale: true, NoteWaited: true, NoteArrived: true };
}

/// <summary>What travelled between the platform and one vendor beside syncs.</summary>
internal sealed record LiveReport
{
    public required string Vendor { get; init; }

    /// <summary>The booking it was shown on.</summary>
    public required string Booking { get; init; }

    /// <summary>From the change at the vendor until the ledger had it, told by the vendor's webhook.</summary>
    public required double WebhookMilliseconds { get; init; }

    /// <summary>The note that was written stands in the vendor's own data.</summary>
    public required bool NoteInSandbox { get; init; }

    /// <summary>The charge that was posted stands in the vendor's own data.</summary>
    public required bool ChargeInSandbox { get; init; }
}

/// <summary>What was seen while a vendor failed every call, and after.</summary>
internal sealed record OutageReport
{
    public required string Vendor { get; init; }

    /// <summary>The read was answered from what was known, and said so.</summary>
    public required bool Stale { get; init; }

    /// <summary>How old that was.</summary>
    public required double AgeSeconds { get; init; }

    /// <summary>A note that was written meanwhile was kept.</summary>
    public required bool NoteWaited { get; init; }

    /// <summary>It stands in the vendor's own data since the vendor is back.</summary>
    public required bool NoteArrived { get; init; }
}

/// <summary>One vendor's sync.</summary>
internal sealed record VendorReport
{
    public required string Vendor { get; init; }

    public required long Bookings { get; init; }

    public required long Guests { get; init; }

    public required long Rooms { get; init; }

    /// <summary>Requests the vendor received.</summary>
    public required long Calls { get; init; }

    /// <summary>The fewest requests that could have read the same.</summary>
    public required long FewestCalls { get; init; }

    /// <summary>Requests the vendor refused as too many.</summary>
    public required long Throttled { get; init; }

    public required long Quarantined { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Every record in the ledger equals the sandbox's, and none is missing.</summary>
    public required bool MatchesSandbox { get; init; }

    /// <summary>The first few differences; empty when there are none.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DemoReport))]
[JsonSerializable(typeof(DemoAddress))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DemoJson : JsonSerializerContext;
