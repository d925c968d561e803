using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>
/// Proven deliveries that are durable before they are answered 202, at the connector and through the gateway, against a database that does nothing but
/// commit as large rows one by one. What they lead to waits meanwhile.
/// </summary>
internal static class WebhookIngress
{
    private const int Connections = 64;
    private const double MostMilliseconds = 10;
    private const long PerRound = 1_000_000;
    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(8);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken)
    {
        var hotel = bed.Take("hostaway");
        await bed.OpenAsync(hotel, 200, cancellationToken);
        var address = await bed.ConnectionStringAsync("connectors", cancellationToken);
        await using var database = await bed.DatabaseAsync("connectors", cancellationToken);
        var inbox = new HostawayInbox(database, hotel);
        var doors = HostawayDeliveries.Doors(bed, hotel);
        var first = 100_000_000L;

        await inbox.HoldAsync(cancellationToken);
        foreach (var door in (Uri[])[doors.Connector, doors.Gateway])
            await PostAsync(door, Warmth);
        using var pgbench = await PgBench.PrepareAsync(database, address, await inbox.RowSizeAsync(cancellationToken), cancellationToken);
        await pgbench.MeasureAsync(Warmth, cancellationToken);

        var rounds = (Connector: new Rounds(), Gateway: new Rounds(), Slow: new Rounds());
        for (var round = 0; round < options.Rounds; round++)
        {
            var limit = await pgbench.MeasureAsync(options.Load, cancellationToken);
            var connector = await PostAsync(doors.Connector, options.Load);
            var gateway = await PostAsync(doors.Gateway, options.Load);
            rounds.Connector.Add(connector.PerSecond, limit);
            rounds.Gateway.Add(gateway.PerSecond, limit);
            rounds.Slow.Add(connector.P99.TotalMilliseconds, MostMilliseconds);
            Progress.Say($"  round {round + 1} of {options.Rounds}: {connector.PerSecond:0}/s, p99 {connector.P99.TotalMilliseconds:0.0} ms; by the gateway {gateway.PerSecond:0}/s; pgbench {limit:0}/s");
        }

        // Nobody waits for what these would lead to: the lane stays held.
        await inbox.EmptyAsync(cancellationToken);
        var with = $"against pgbench with one row of as many bytes per commit and {pgbench.Clients} clients, its best";
        return
        [
            rounds.Connector.ToRow("webhook-ingress", $"whole Hostaway reservations with HTTP Basic, committed before 202, at the connector, {with}; {Connections} connections, {HttpLoad.Name}", "1/s", aim: 2.5),
            rounds.Slow.ToRow("webhook-ingress-p99", "99 of 100 of those are answered within", "ms", aim: 1.0, lessIsBetter: true),
            rounds.Gateway.ToRow("webhook-ingress-gateway", $"the same through the gateway, {with}", "1/s", aim: 2.5),
        ];

        async Task<Posted> PostAsync(Uri door, TimeSpan time)
        {
            await inbox.EmptyAsync(cancellationToken);
            var posted = await PostLoad.MeasureAsync(door, HostawayDeliveries.Of(hotel, first), Connections, time, cancellationToken);
            first += PerRound;
            var kept = await inbox.CountWhenQuietAsync(cancellationToken);

            // wrk leaves while the last delivery of each connection is being kept.
            if (kept.All < posted.Accepted || kept.All > posted.Accepted + (HttpLoad.HasWrk ? Connections : 0))
                throw new InvalidMeasurementException($"{posted.Accepted} deliveries were answered 202, and {kept.All} are kept.");
            return kept.Bookings == kept.All ? posted : throw new InvalidMeasurementException($"{kept.All} deliveries are about {kept.Bookings} bookings.");
        }
    }
}
