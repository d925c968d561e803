using Microsoft.Extensions.Configuration;
using PmsPlatform.Benchmarks.Bare;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;
using PmsPlatform.Cli.Demo;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>A read that the connector answers from what it keeps, against an endpoint that does nothing but answer as many bytes.</summary>
internal static class CachedRead
{
    private const int Bookings = 500;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken)
    {
        var hotel = bed.Take("mews");
        await bed.OpenAsync(hotel, Bookings, cancellationToken);
        using var truth = bed.Truth();
        var address = new Uri(bed.AddressOf("connector-mews"), $"read/guests?email={Uri.EscapeDataString(await KnownEmailAsync(truth, hotel, cancellationToken))}");
        var identity = (IdentitySigner.HeaderName, Signed(hotel));

        // The first one asks the vendor; all others must not.
        await ReadAsync(address, identity, "vendor", cancellationToken);
        var length = await ReadAsync(address, identity, "cache", cancellationToken);
        var calls = await CallsAsync(bed, hotel, cancellationToken);

        await using var bytes = await BareProcess.StartAsync(BareServers.Bytes, $"{length}", cancellationToken);
        var bare = new Uri(bytes.Address, "bytes");
        foreach (var each in (Uri[])[address, bare])
            await Warmth.ReachAsync(span => HttpLoad.MeasureAsync(each, identity, span, cancellationToken));

        Task<double> AskAsync(Uri each) => HttpLoad.MeasureAsync(each, identity, options.Load, cancellationToken);
        var rounds = await Rounds.RunAsync(options.Rounds, _ => AskAsync(address), _ => AskAsync(bare));

        await ReadAsync(address, identity, "cache", cancellationToken);
        if (await CallsAsync(bed, hotel, cancellationToken) is var after && after != calls)
            throw new InvalidMeasurementException($"Kept answers cost {after - calls} calls of the vendor.");
        return
        [
            rounds.ToRow("cached-read", $"GET /read/guests?email= at the connector within the lifetime, against a bare endpoint of as many bytes ({length}); 32 connections, {HttpLoad.Name}", "1/s", aim: 0.8),
        ];
    }

    private static async Task<string> KnownEmailAsync(Truth truth, BenchHotel hotel, CancellationToken cancellationToken)
    {
        await foreach (var guest in truth.RecordsAsync(hotel.Slug, "guests", cancellationToken))
        {
            if (Comparison.Member(guest, "email") is { Length: > 3 } email)
                return email;
        }

        throw new InvalidMeasurementException("No guest of the sandbox has an e-mail address.");
    }

    private static string Signed(BenchHotel hotel)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>("Pms:InternalKey", TestBed.InternalKey)])
            .Build();
        return new IdentitySigner(settings, TimeProvider.System).Sign(new CallerIdentity("benchmark", [hotel.Id]), TimeSpan.FromHours(6));
    }

    /// <summary>Length of an answer that came from where it should.</summary>
    private static async Task<int> ReadAsync(Uri address, (string Name, string Value) header, string source, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add(header.Name, header.Value);
        using var response = await client.GetAsync(address, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode || !answer.EndsWith($"\"source\":\"{source}\"}}", StringComparison.Ordinal) || !answer.StartsWith("{\"data\":[{", StringComparison.Ordinal))
            throw new InvalidMeasurementException($"A read was answered {(int)response.StatusCode}, not with a guest from {source}.");
        return answer.Length;
    }

    private static async Task<long> CallsAsync(TestBed bed, BenchHotel hotel, CancellationToken cancellationToken)
    {
        using var sandbox = new HttpClient { BaseAddress = bed.AddressOf("vendor-sandbox") };
        using var calls = System.Text.Json.JsonDocument.Parse(await sandbox.GetByteArrayAsync($"/admin/calls?property={hotel.Slug}", cancellationToken));
        return calls.RootElement.GetProperty("operations").EnumerateObject().Sum(operation => operation.Value.GetInt64());
    }
}
