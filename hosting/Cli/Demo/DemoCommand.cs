using System.Diagnostics;
using System.Text.Json;
using PmsPlatform.Cli.Demo.Founding;

namespace PmsPlatform.Cli.Demo;

/// <summary>
/// <c>demo</c>: starts everything in a folder of its own with nothing configured, becomes the owner, makes hotels, people, key and connections by the API, syncs
/// every vendor, asks who is calling, says what happened, stops.
/// </summary>
internal static class DemoCommand
{
    /// <summary>Short, so that the demo need not wait five minutes for an answer to be old.</summary>
    public static readonly TimeSpan BookingLifetime = TimeSpan.FromSeconds(1);

    /// <summary>One hotel of each.</summary>
    private static readonly string[] Vendors = ["mews", "hostaway", "mock"];

    public static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        var json = args is ["--json"];
        if (!json && args.Length > 0)
            throw new UsageException($"demo takes --json or nothing, not '{string.Join(' ', args)}'.");

        var home = new Home("demo");
        if (Directory.Exists(Path.Combine(home.Folder, "data")))
            await StopCommand.ClearAsync(home, stopping);

        // Runs are asked for one by one, so that the sandbox's call log shows what a sync costs.
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Pms__Schedules__Enabled"] = "false",
            ["DcpPublisher__RandomizePorts"] = "true",
            ["LocalRunner__Console"] = "merged",
            ["Pms__Reads__BookingLifetime"] = BookingLifetime.ToString(),
            ["Pms__WriteBacks__LookAfter"] = "00:00:02",

            // Hotels, keys and connections are configured for Development alone: as on a new installation there are none.
            ["DOTNET_ENVIRONMENT"] = "Production",
        };
        Say("Starting (about 20 s)");
        await using var host = AppHostProcess.Start(home, [], environment, Path.Combine(home.Folder, "logs", "apphost.log"));
        var states = await host.ReadyAsync(Say, TimeSpan.FromMinutes(3), stopping);

        var report = await ReportAsync(home, states, stopping);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, DemoJson.Default.DemoReport));
        else
            DemoTable.Print(report);

        if (!report.IsGood)
            Say($"The demo did not see all it should; logs are in {Path.Combine(home.Folder, "logs")}.");
        return report.IsGood ? 0 : 1;
    }

    private static async Task<DemoReport> ReportAsync(Home home, ResourceStates states, CancellationToken cancellationToken)
    {
        using var truth = new Truth(Needed(states, "vendor-sandbox"));
        var founded = await new Founder(Needed(states, "gateway"), truth, Say).FoundAsync(
            await OwnerLink.TokenAsync(home, cancellationToken), await VendorAccount.ReadAsync(truth, Vendors, cancellationToken), cancellationToken);

        using var gateway = new GatewayClient(Needed(states, "gateway"), founded.ApiKey);
        var vendors = new List<VendorReport>();
        foreach (var connection in founded.Connections)
            vendors.Add(await new VendorDemo(gateway, truth, connection, Say).RunAsync(cancellationToken));

        var phone = await PhoneInHouseAsync(truth, founded.Connections[0].HotelSlug, cancellationToken);
        Say($"Asking who is calling from {phone}");
        var context = await ContextAsync(gateway, phone, cancellationToken);

        using var doors = new VendorDoors(Needed(states, "vendor-sandbox"));
        var live = new LiveDemo(gateway, Needed(states, "gateway"), truth, doors, Say);
        var lives = new List<LiveReport>();
        foreach (var connection in founded.Connections)
            lives.Add(await live.RunAsync(connection, cancellationToken));
        return new DemoReport(founded.Report, vendors, context, lives, await live.OutageAsync(founded.Connections[0], cancellationToken));
    }

    /// <summary>The answer once the guest's stay is in it: the context follows the ledger, which was compared, by moments. After 15 s whatever it is.</summary>
    private static async Task<JsonElement?> ContextAsync(GatewayClient gateway, string phone, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100, cancellationToken))
        {
            var context = await gateway.ContextAsync(phone, cancellationToken);
            if (context?.TryGetProperty("phase", out _) is true || waited.Elapsed > TimeSpan.FromSeconds(15))
                return context;
        }
    }

    /// <summary>The number of somebody who is in the house now, as the sandbox knows it: the platform must find the rest.</summary>
    private static async Task<string> PhoneInHouseAsync(Truth truth, string property, CancellationToken cancellationToken)
    {
        var inHouse = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var booking in truth.RecordsAsync(property, "bookings", cancellationToken))
        {
            if (Comparison.Member(booking, "status") is "InHouse" && booking.GetProperty("guestExternalIds").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } id)
                inHouse.Add(id.GetString()!);
        }

        await foreach (var guest in truth.RecordsAsync(property, "guests", cancellationToken))
        {
            if (inHouse.Contains(Comparison.Member(guest, "externalId")!) && Comparison.Member(guest, "phone") is { } phone && phone.StartsWith('+'))
                return phone;
        }

        throw new CommandFailedException("Nobody with a telephone is in the sandbox's house today.");
    }

    private static string Needed(ResourceStates states, string name) => states.UrlOf(name) ?? throw new CommandFailedException($"{name} has no address.");

    private static void Say(string text) => Console.Error.WriteLine($"  {text}");
}
