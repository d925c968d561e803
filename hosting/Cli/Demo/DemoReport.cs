using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmsPlatform.Cli.Demo;

/// <summary>What the demo did, for people as a table and for programs as JSON.</summary>
internal sealed record DemoReport(IReadOnlyList<VendorReport> Vendors, JsonElement? Context);

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
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DemoJson : JsonSerializerContext;
