using Microsoft.Extensions.Configuration;
using Npgsql;
using PmsPlatform.Benchmarks.Bare;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;
using PmsPlatform.Cli.Demo;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>Who is calling: the service against the least that could answer, and the gateway against YARP alone in front of the same service.</summary>
internal static class ContextQuery
{
    private const int Bookings = 5000;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken)
    {
        var hotel = bed.Take("mews");
        await bed.OpenAsync(hotel, Bookings, cancellationToken);
        using var gateway = bed.GatewayFor(hotel);
        using var truth = bed.Truth();
        foreach (var entity in (string[])["rooms", "bookings"])
            Checks.Complete(await gateway.SyncAsync(entity, "mews", _ => { }, cancellationToken));
        await using var stores = await Stores.OpenAsync(bed, hotel, cancellationToken);
        await stores.CaughtUpAsync((await truth.SummaryAsync(hotel.Slug, cancellationToken)).GetProperty("bookings").GetInt64(), cancellationToken);

        var question = $"api/context?phone={Uri.EscapeDataString(await KnownPhoneAsync(truth, gateway, hotel, cancellationToken))}";
        var identity = (IdentitySigner.HeaderName, Signed(hotel));
        var service = new Uri(bed.AddressOf("guest-context"), question);
        var length = await LengthAsync(service, identity, cancellationToken);
        var database = await bed.ConnectionStringAsync("context", cancellationToken);
        await PrepareAnswerAsync(stores.Context, length, cancellationToken);

        await using var select = await BareProcess.StartAsync(BareServers.Select, database, cancellationToken);
        await using var proxy = await BareProcess.StartAsync(BareServers.Proxy, bed.AddressOf("guest-context").ToString(), cancellationToken);
        var bareRow = new Uri(select.Address, "row?key=one");
        var bareProxy = new Uri(proxy.Address, question);
        var front = new Uri(bed.AddressOf("gateway"), question);
        var key = ("x-api-key", hotel.ApiKey);
        foreach (var (address, header) in ((Uri, (string, string))[])[(service, identity), (bareRow, identity), (bareProxy, identity), (front, key)])
            await Warmth.ReachAsync(span => HttpLoad.MeasureAsync(address, header, span, cancellationToken));

        Task<double> AskAsync(Uri address, (string, string) header) => HttpLoad.MeasureAsync(address, header, options.Load, cancellationToken);
        var direct = await Rounds.RunAsync(options.Rounds, _ => AskAsync(service, identity), _ => AskAsync(bareRow, identity));
        var behind = await Rounds.RunAsync(options.Rounds, _ => AskAsync(front, key), _ => AskAsync(bareProxy, identity));
        return
        [
            direct.ToRow("context", $"GET /api/context?phone= at the service, against one prepared select of as many bytes ({length}); 32 connections, {HttpLoad.Name}", "1/s", aim: 0.8),
            behind.ToRow("gateway", $"the same through the gateway with an API key, against bare YARP before the same service; 32 connections, {HttpLoad.Name}", "1/s", aim: 1.0),
        ];
    }

    /// <summary>A number that the platform answers; the sandbox tells which guests have one.</summary>
    private static async Task<string> KnownPhoneAsync(Truth truth, GatewayClient gateway, BenchHotel hotel, CancellationToken cancellationToken)
    {
        await foreach (var guest in truth.RecordsAsync(hotel.Slug, "guests", cancellationToken))
        {
            if (Comparison.Member(guest, "phone") is { Length: > 8 } phone && phone[0] == '+'
                && await gateway.ContextAsync(phone, cancellationToken) is { } answer && answer.TryGetProperty("booking", out _))
                return phone;
        }

        throw new InvalidMeasurementException("No guest of the sandbox is known to guest-context.");
    }

    private static string Signed(BenchHotel hotel)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>("Pms:InternalKey", TestBed.InternalKey)])
            .Build();
        return new IdentitySigner(settings, TimeProvider.System).Sign(new CallerIdentity("benchmark", [hotel.Id]), TimeSpan.FromHours(6));
    }

    private static async Task<int> LengthAsync(Uri address, (string Name, string Value) header, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add(header.Name, header.Value);
        return (await client.GetByteArrayAsync(address, cancellationToken)).Length;
    }

    private static async Task PrepareAnswerAsync(NpgsqlDataSource database, int length, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            CREATE SCHEMA IF NOT EXISTS bench;
            CREATE TABLE IF NOT EXISTS bench.answer (id text PRIMARY KEY, payload bytea NOT NULL);
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await using var insert = database.CreateCommand("INSERT INTO bench.answer VALUES ('one', $1) ON CONFLICT (id) DO UPDATE SET payload = excluded.payload");
        insert.Parameters.AddWithValue(new byte[length]);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
