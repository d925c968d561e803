using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace PmsPlatform.Benchmarks.Measuring;

/// <summary>What came of posting.</summary>
/// <param name="Accepted">How many were answered 2xx.</param>
/// <param name="PerSecond">The same a second.</param>
/// <param name="P99">Of a hundred answers the slowest but one took this long.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Posted(long Accepted, double PerSecond, TimeSpan P99);

/// <summary>
/// Posts bodies of which no two are alike, as fast as some connections can: each asks again when it was answered. By wrk where it is installed, whose
/// connections leave when time is over without waiting for their last answer; else by HttpClient, which waits.
/// </summary>
internal static partial class PostLoad
{
    /// <summary>Digits of the number that stands in a body for <see cref="Hole"/>.</summary>
    public const int Digits = 9;

    /// <summary>What is replaced by a number in every body, wherever it stands.</summary>
    public const string Hole = "#########";

    /// <exception cref="InvalidMeasurementException">An answer was not 2xx, or none came.</exception>
    public static Task<Posted> MeasureAsync(Uri address, PostedBody body, int connections, TimeSpan time, CancellationToken cancellationToken) =>
        HttpLoad.HasWrk ? WrkAsync(address, body, connections, time, cancellationToken) : ClientAsync(address, body, connections, time, cancellationToken);

    private static async Task<Posted> WrkAsync(Uri address, PostedBody body, int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script(body), cancellationToken);
            var seconds = ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            var output = await HttpLoad.WrkAsync(
                address, ["-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "30s", "--latency", "-s", script, address.AbsoluteUri], cancellationToken);
            if (Count().Match(output) is not { Success: true } count || Slow().Match(output) is not { Success: true } slow)
                throw new InvalidMeasurementException($"wrk said: {output}");
            var unit = slow.Groups["unit"].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };
            return new Posted(
                long.Parse(count.Groups["count"].ValueSpan, CultureInfo.InvariantCulture),
                HttpLoad.RateOf(output),
                TimeSpan.FromMilliseconds(double.Parse(slow.Groups["value"].ValueSpan, CultureInfo.InvariantCulture) * unit));
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>The body in pieces, with the next number between them.</summary>
    private static string Script(PostedBody body)
    {
        var headers = string.Concat(body.Headers.Select(header => $"wrk.headers[{Quoted(header.Name)}] = {Quoted(header.Value)}\n"));
        var pieces = string.Join(",", body.Text.Split(Hole).Select(Quoted));
        return $$"""
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            {{headers}}
            local pieces = { {{pieces}} }
            local number = {{body.First.ToString(CultureInfo.InvariantCulture)}} - 1
            function request()
                number = number + 1
                return wrk.format(nil, nil, nil, table.concat(pieces, tostring(number)))
            end
            """;
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static async Task<Posted> ClientAsync(Uri address, PostedBody body, int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        using var client = body.Client(connections);
        var next = body.First - 1;
        var clock = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            var own = new List<TimeSpan>();
            while (clock.Elapsed < time)
            {
                var begun = clock.Elapsed;
                await body.PostAsync(client, address, Interlocked.Increment(ref next), cancellationToken);
                own.Add(clock.Elapsed - begun);
            }

            return own;
        }));
        var all = times.SelectMany(own => own).Order().ToList();
        return new Posted(all.Count, all.Count / clock.Elapsed.TotalSeconds, all[(int)(all.Count * 0.99)]);
    }

    [GeneratedRegex(@"(?<count>[0-9]+) requests in", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Count();

    [GeneratedRegex(@"99%\s+(?<value>[0-9.]+)(?<unit>us|ms|s)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slow();
}

/// <summary>A JSON body with a number in it, and the headers it is posted with.</summary>
/// <param name="Text">The body; <see cref="PostLoad.Hole"/> stands where the number comes.</param>
/// <param name="Headers">Without the content type.</param>
/// <param name="First">The first number, of <see cref="PostLoad.Digits"/> digits; every body has the next one.</param>
internal sealed record PostedBody(string Text, IReadOnlyList<(string Name, string Value)> Headers, long First)
{
    /// <summary>A client that sends the headers.</summary>
    public HttpClient Client(int connections)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections });
        foreach (var (name, value) in Headers)
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        return client;
    }

    /// <summary>Posts one of them.</summary>
    /// <exception cref="InvalidMeasurementException">It was not answered 2xx.</exception>
    public async Task PostAsync(HttpClient client, Uri address, long number, CancellationToken cancellationToken)
    {
        var text = Text.Replace(PostLoad.Hole, number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.PostAsync(address, content, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidMeasurementException($"A delivery was answered {(int)response.StatusCode}.");
    }
}
