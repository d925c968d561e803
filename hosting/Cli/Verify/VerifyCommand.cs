using System.Globalization;
using System.Text.Json;
using PmsPlatform.Cli.Demo;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Verifications;

namespace PmsPlatform.Cli.Verify;

/// <summary><c>verify</c>: compares what the vendors have with what the ledger holds, on the running platform, and lists what differs.</summary>
internal static class VerifyCommand
{
    private const int MostListed = 20;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var options = Options(args);
        var states = await ResourceStates.ReadAsync(new Home(), cancellationToken);
        var address = states.UrlOf("gateway") ?? throw new CommandFailedException("Nothing is running; start it with ./pms run.");
        var settings = PlatformSettings.Read();
        var vendors = settings.Connections
            .Select(connection => connection.Vendor).Distinct(StringComparer.Ordinal)
            .Where(vendor => options.Provider is null ? states.UrlOf("connector-" + vendor) is not null : vendor == options.Provider)
            .ToList();
        if (vendors.Count == 0)
            throw new CommandFailedException(options.Provider is null ? "No connector is running." : $"The key of this platform has no connection to {options.Provider}.");

        using var gateway = new GatewayClient(address, settings.ApiKey);
        var results = new List<VerificationResult>();
        foreach (var vendor in vendors)
            results.AddRange((await gateway.VerifyAsync(vendor, options.Entity, cancellationToken)).Results);

        if (options.Json)
            Console.WriteLine(JsonSerializer.Serialize(results, ContractsJson.Default.IReadOnlyListVerificationResult));
        else
            Print(results);
        return results.TrueForAll(result => result is { State: VerificationState.Completed, Differing: 0 }) ? 0 : 1;
    }

    /// <summary>One line of the table.</summary>
    internal static string Line(VerificationResult result)
    {
        var what = $"{result.Vendor,-10}{NameOf(result.Entity),-10}";
        if (result.State is not VerificationState.Completed)
            return $"{what}{result.Reason ?? "has not ended"}";

        var seconds = result is { StartedAt: { } began, CheckedAt: { } ended } ? (ended - began).TotalSeconds : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what}{result.Equal:#,0} of {result.Total:#,0} equal, {result.VendorCalls:#,0} {(result.VendorCalls == 1 ? "call" : "calls")}, {seconds:0.0} s");
    }

    /// <summary>What differs, in words.</summary>
    internal static string Line(VerificationDifference difference)
    {
        var what = difference.Kind switch
        {
            DifferenceKind.MissingInLedger => "is missing in the ledger",
            DifferenceKind.MissingAtVendor => "is missing at the vendor",
            DifferenceKind.Unmapped => "cannot be mapped and is in quarantine",
            _ => "differs",
        };
        return $"{difference.ExternalId ?? "(no id)"} {what}{Version(", vendor", difference.Vendor)}{Version(", ledger", difference.Ledger)}";

        static string Version(string side, EntityVersion? version) => version is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{side} {version.OrderedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} {version.ContentHash[..8]}");
    }

    private static void Print(List<VerificationResult> results)
    {
        foreach (var result in results)
        {
            Console.WriteLine(Line(result));
            foreach (var difference in result.Differences.Take(MostListed))
                Console.WriteLine($"    {Line(difference)}");
            if (result.Differing > MostListed)
                Console.WriteLine($"    and {(result.Differing - MostListed).ToString("#,0", CultureInfo.InvariantCulture)} more; --json lists up to 500");
        }
    }

    private static string NameOf(EntityKind entity) => entity switch
    {
        EntityKind.Booking => "bookings",
        EntityKind.Guest => "guests",
        _ => "rooms",
    };

    private static VerifyOptions Options(string[] args)
    {
        var options = new VerifyOptions(null, null, Json: false);
        for (var at = 0; at < args.Length; at++)
        {
            options = args[at] switch
            {
                "--json" => options with { Json = true },
                "--provider" when at + 1 < args.Length => options with { Provider = args[++at] },
                "--entity" when at + 1 < args.Length && args[at + 1] is "bookings" or "guests" or "rooms" => options with { Entity = args[++at] },
                _ => throw new UsageException($"verify takes --provider NAME, --entity bookings|guests|rooms and --json, not '{string.Join(' ', args)}'."),
            };
        }

        return options;
    }

    private sealed record VerifyOptions(string? Provider, string? Entity, bool Json);
}
