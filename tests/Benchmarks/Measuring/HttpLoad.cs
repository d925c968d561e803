using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PmsPlatform.Benchmarks.Measuring;

/// <summary>
/// Asks one address as fast as 32 connections can. By wrk where it is installed; else by HttpClient, which takes so much of a small machine that ratios
/// come out nearer to one. Either way both sides of a ratio are asked by the same.
/// </summary>
internal static partial class HttpLoad
{
    private const int Connections = 32;

    public static bool HasWrk { get; } = FindWrk();

    public static string Name => HasWrk ? "wrk" : "HttpClient";

    /// <summary>Answers a second.</summary>
    /// <exception cref="InvalidMeasurementException">An answer was not 2xx, or none came.</exception>
    public static Task<double> MeasureAsync(Uri address, (string Name, string Value) header, TimeSpan time, CancellationToken cancellationToken) =>
        HasWrk ? WrkAsync(address, header, time, cancellationToken) : ClientAsync(address, header, time, cancellationToken);

    /// <summary>Runs wrk and gives what it says.</summary>
    /// <exception cref="InvalidMeasurementException">An answer was not 2xx, or none came.</exception>
    public static async Task<string> WrkAsync(Uri address, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("wrk", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        using var wrk = Process.Start(start) ?? throw new InvalidOperationException("wrk does not start.");
        try
        {
            var output = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
            return Bad().Match(output) is { Success: true } bad ? throw new InvalidMeasurementException($"{address.AbsolutePath}: {bad.Value}") : output;
        }
        finally
        {
            if (!wrk.HasExited)
                wrk.Kill();
        }
    }

    /// <summary>Answers a second, as wrk says it.</summary>
    public static double RateOf(string output) => Rate().Match(output) is { Success: true } rate
        ? double.Parse(rate.Groups["rate"].ValueSpan, CultureInfo.InvariantCulture)
        : throw new InvalidMeasurementException($"wrk said: {output}");

    private static async Task<double> WrkAsync(Uri address, (string Name, string Value) header, TimeSpan time, CancellationToken cancellationToken)
    {
        var seconds = ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return RateOf(await WrkAsync(address, ["-t1", $"-c{Connections}", $"-d{seconds}s", "-H", $"{header.Name}: {header.Value}", address.AbsoluteUri], cancellationToken));
    }

    private static async Task<double> ClientAsync(Uri address, (string Name, string Value) header, TimeSpan time, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.Add(header.Name, header.Value);
        var answers = 0L;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (clock.Elapsed < time)
            {
                using var response = await client.GetAsync(address, cancellationToken);
                if (!response.IsSuccessStatusCode)
                    throw new InvalidMeasurementException($"{address.AbsolutePath} was answered {(int)response.StatusCode}.");
                Interlocked.Increment(ref answers);
            }
        }));
        return answers / clock.Elapsed.TotalSeconds;
    }

    private static bool FindWrk()
    {
        try
        {
            using var wrk = Process.Start(new ProcessStartInfo("wrk", "--version") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
            return wrk is not null;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[0-9.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(@"Non-2xx or 3xx responses: \d+|Socket errors:.*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bad();
}
