using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PmsPlatform.Cli.Demo;

/// <summary><c>demo</c>: starts everything in a folder of its own, syncs every vendor, asks who is calling, says what happened, stops.</summary>
internal static class DemoCommand
{
    /// <summary>Short, so that the demo need not wait five minutes for an answer to be old.</summary>
    public static readonly TimeSpan BookingLifetime = TimeSpan.FromSeconds(1);

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
        };
        Say("Starting (about 20 s)");
        await using var host = AppHostProcess.Start(home, [], environment, Path.Combine(home.Folder, "logs", "apphost.log"));
        var states = await host.ReadyAsync(Say, TimeSpan.FromMinutes(3), stopping);

        var report = await ReportAsync(states, stopping);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, DemoJson.Default.DemoReport));
        else
            Print(report);

        if (!report.IsGood)
            Say($"The demo did not see all it should; logs are in {Path.Combine(home.Folder, "logs")}.");
        return report.IsGood ? 0 : 1;
    }

    private static async Task<DemoReport> ReportAsync(ResourceStates states, CancellationToken cancellationToken)
    {
        var settings = PlatformSettings.Read();
        using var gateway = new GatewayClient(Needed(states, "gateway"), settings.ApiKey);
        using var truth = new Truth(Needed(states, "vendor-sandbox"));
        var vendors = new List<VendorReport>();
        foreach (var connection in settings.Connections)
            vendors.Add(await new VendorDemo(gateway, truth, connection, Say).RunAsync(cancellationToken));

        var phone = await PhoneInHouseAsync(truth, settings.HotelSlug, cancellationToken);
        Say($"Asking who is calling from {phone}");
        var context = await ContextAsync(gateway, phone, cancellationToken);

        using var doors = new VendorDoors(Needed(states, "vendor-sandbox"));
        var live = new LiveDemo(gateway, Needed(states, "gateway"), truth, doors, Say);
        var lives = new List<LiveReport>();
        foreach (var connection in settings.Connections)
            lives.Add(await live.RunAsync(connection, cancellationToken));
        return new DemoReport(vendors, context, lives, await live.OutageAsync(settings.Connections[0], cancellationToken));
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

    private static void Print(DemoReport report)
    {
        Console.WriteLine();
        Console.WriteLine($"  {"vendor",-10}{"bookings",10}{"guests",8}{"rooms",7}{"calls",7}{"fewest",8}{"429",5}{"quarantined",13}{"seconds",9}  equals the sandbox");
        foreach (var vendor in report.Vendors)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {vendor.Vendor,-10}{vendor.Bookings,10}{vendor.Guests,8}{vendor.Rooms,7}{vendor.Calls,7}{vendor.FewestCalls,8}{vendor.Throttled,5}{vendor.Quarantined,13}{vendor.Seconds,9:0.0}  {(vendor.MatchesSandbox ? "yes" : "NO")}"));
            foreach (var difference in vendor.Differences)
                Console.WriteLine($"      {difference}");
        }

        Console.WriteLine();
        PrintContext(report);
        PrintLive(report);
    }

    private static void PrintLive(DemoReport report)
    {
        foreach (var live in report.Live)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {live.Vendor,-10}a change at the vendor was in the ledger by webhook after {live.WebhookMilliseconds:0} ms; note at the vendor: {YesNo(live.NoteInSandbox)}; charge at the vendor: {YesNo(live.ChargeInSandbox)}"));
        }

        var outage = report.Outage;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {outage.Vendor,-10}out of order: answered from {outage.AgeSeconds:0} s before (stale: {YesNo(outage.Stale)}), a note waited: {YesNo(outage.NoteWaited)}; back: it arrived: {YesNo(outage.NoteArrived)}"));
        Console.WriteLine();
    }

    private static string YesNo(bool seen) => seen ? "yes" : "NO";

    private static void PrintContext(DemoReport report)
    {
        if (report.Context is not { } context)
        {
            Console.WriteLine("  Nobody is known by that number.");
            return;
        }

        var guest = context.GetProperty("guest");
        Console.WriteLine($"  Calling: {Comparison.Member(guest, "firstName")} {Comparison.Member(guest, "lastName")}");
        if (context.TryGetProperty("booking", out var booking))
        {
            var phase = Comparison.Member(context, "phase");
            Console.WriteLine($"  Stay:    {Comparison.Member(booking, "arrival")} to {Comparison.Member(booking, "departure")}, {Comparison.Member(booking, "status")} ({phase})");
        }

        if (context.TryGetProperty("room", out var room))
            Console.WriteLine($"  Room:    {Comparison.Member(room, "number")}, {Comparison.Member(room, "type")}, {Comparison.Member(room, "housekeeping")}");
        Console.WriteLine($"  Age:     {Comparison.Member(context.GetProperty("source"), "ageSeconds")} s");
        Console.WriteLine();
    }
}
