using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace PmsPlatform.EndToEnd.Secrecy;

/// <summary>One thing that was kept or sent: a log, a dump, a message.</summary>
/// <param name="Where">Its name, for a failure's text.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record Exhibit(string Where, byte[] Content);

/// <summary>Everything of one kind.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Exhibits">All there is.</param>
internal sealed record Collection(string Name, IReadOnlyList<Exhibit> Exhibits)
{
    /// <summary>Whether a text is somewhere in it, as it stands.</summary>
    public bool Holds(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Exhibits.Any(exhibit => exhibit.Content.AsSpan().IndexOf(bytes) >= 0);
    }
}

/// <summary>Collects what the platform has written and told.</summary>
internal static partial class Evidence
{
    private static readonly string[] Databases = ["registry", "connectors", "ledger", "context"];

    /// <summary>Logs of every resource, of PostgreSQL and of the broker.</summary>
    public static async Task<Collection> LogsAsync(Platform platform, CancellationToken cancellationToken)
    {
        List<Exhibit> logs = [];
        foreach (var path in platform.Logs)
        {
            // Its writer has it open.
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            var text = await reader.ReadToEndAsync(cancellationToken);
            logs.Add(new Exhibit(Path.GetFileName(path), Encoding.UTF8.GetBytes(Path.GetFileName(path) is "connections.log" ? WithoutLinks(text) : text)));
        }

        return new Collection("logs", logs);
    }

    /// <summary>What came over OTLP: traces, metrics, logs.</summary>
    public static Collection Telemetry(Platform platform) =>
        new("telemetry", [.. platform.Telemetry.Received.Select(received => new Exhibit(received.Signal, received.Body))]);

    /// <summary>A dump of every database; bytes are in it in hexadecimal.</summary>
    public static async Task<Collection> DumpsAsync(Platform platform, CancellationToken cancellationToken) => new(
        "dumps", await Task.WhenAll(Databases.Select(async database => new Exhibit(database, await DumpAsync(platform, database, cancellationToken)))));

    private static async Task<byte[]> DumpAsync(Platform platform, string database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(await platform.ConnectionStringAsync(database, cancellationToken));
        var start = new ProcessStartInfo(Program()) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, StandardOutputEncoding = Encoding.Latin1 };
        foreach (var argument in (string[])["--no-password", "-h", connection.Host!, "-p", connection.Port.ToString(CultureInfo.InvariantCulture), "-U", connection.Username!, connection.Database!])
            start.ArgumentList.Add(argument);
        start.Environment["PGPASSWORD"] = connection.Password;

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var dump = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"pg_dump of {database}: {await errors}");
        return Encoding.Latin1.GetBytes(dump);
    }

    /// <summary>Of the server's own folder where there is one: on PATH stands a wrapper.</summary>
    private static string Program() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateFiles("/usr/lib/postgresql", "pg_dump", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault() ?? "pg_dump"
        : "pg_dump";

    /// <summary>The owner's link is printed there on purpose, once and to nobody else; it is looked for in the rest of the log.</summary>
    private static string WithoutLinks(string log) => Link().Replace(log, "(the owner's link)");

    [GeneratedRegex(@"the first owner sets up at \S+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Link();
}
