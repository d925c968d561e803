using System.Text.Json;

namespace PmsPlatform.Cli;

/// <summary><c>run</c>: everything up with the demo hotels on the sandbox, until Ctrl+C.</summary>
internal static class RunCommand
{
    /// <summary>The demo hotels are settings of this environment, whatever the terminal's own is.</summary>
    private static readonly Dictionary<string, string> Development = new(StringComparer.Ordinal) { ["DOTNET_ENVIRONMENT"] = "Development" };

    public static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        var home = new Home();
        await using var host = AppHostProcess.Start(home, args, Development, log: null);
        var states = await host.ReadyAsync(progress => Console.Error.WriteLine($"  {progress}"), TimeSpan.FromMinutes(3), stopping);

        var settings = PlatformSettings.Read();
        var gateway = states.UrlOf("gateway") ?? throw new CommandFailedException("The gateway has no address.");
        await WriteStateAsync(home, settings, gateway, states, stopping);
        PrintTable(settings, gateway, states, home);

        await host.Exited.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(home.StateFile);
        return stopping.IsCancellationRequested ? 0 : host.ExitCode;
    }

    private static async Task WriteStateAsync(Home home, PlatformSettings settings, string gateway, ResourceStates states, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("gateway", gateway);
            json.WriteString("apiKey", settings.ApiKey);
            json.WriteString("hotel", settings.HotelSlug);
            json.WriteStartObject("resources");
            foreach (var resource in states.Resources.Where(resource => resource.Urls.Count > 0))
                json.WriteString(resource.Name, resource.Urls[0].Url.TrimEnd('/'));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        // Replaced in one step, readable by its owner only: it holds a key.
        var next = home.StateFile + ".next";
        await File.WriteAllBytesAsync(next, buffer.ToArray(), cancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(next, home.StateFile, overwrite: true);
    }

    private static void PrintTable(PlatformSettings settings, string gateway, ResourceStates states, Home home)
    {
        var rows = new List<(string Name, string Value)>
        {
            ("gateway", gateway),
            ("console", states.UrlOf("console") ?? "(not part of this build)"),
            ("RabbitMQ management", states.UrlOf("messaging", "management") ?? "(off)"),
            ("vendor sandbox", states.UrlOf("vendor-sandbox") ?? "(off)"),
            ("demo API key", settings.ApiKey),
            ("state, logs, data", home.Folder),
        };
        Console.WriteLine();
        foreach (var (name, value) in rows)
            Console.WriteLine($"  {name,-22}{value}");
        Console.WriteLine();
        Console.WriteLine("  Sync a hotel, then look at what was synced:");
        Console.WriteLine($"""    curl -s -X POST {gateway}/api/pms/sync/bookings -H 'x-api-key: {settings.ApiKey}' -H 'content-type: application/json' -d '{"{\"provider\":\"mews\"}"}'""");
        Console.WriteLine($"    curl -s '{gateway}/api/ledger/bookings?limit=3' -H 'x-api-key: {settings.ApiKey}'");
        Console.WriteLine();
        Console.WriteLine("  A hotel to write to and to reset, provider mock: docs/mock-pms.md.");
        Console.WriteLine();
        Console.WriteLine("  Ctrl+C stops everything.");
    }
}
