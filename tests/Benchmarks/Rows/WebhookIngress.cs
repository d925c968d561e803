using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>
/// Proven deliveries that are durable before they are answered 202, at the connector and through the gateway, against a database that does nothing but
/// commit as large rows one by one. What they lead to waits meanwhile.
/// </summary>
internal sealed class WebhookIngress
{
    private const int Connections = 64;
    private const double MostMilliseconds = 10;
    private const long PerRound = 1_000_000;

    private readonly BenchHotel _hotel;
    private readonly HostawayInbox _inbox;
    private long _first = 100_000_000;

    private WebhookIngress(BenchHotel hotel, HostawayInbox inbox) => (_hotel, _inbox) = (hotel, inbox);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(TestBed bed, BenchOptions options, CancellationToken cancellationToken)
    {
        var hotel = bed.Take("hostaway");
        await bed.OpenAsync(hotel, 200, cancellationToken);
        await using var database = await bed.DatabaseAsync("connectors", cancellationToken);
        var inbox = new HostawayInbox(database, hotel);
        var ingress = new WebhookIngress(hotel, inbox);
        var doors = HostawayDeliveries.Doors(bed, hotel);

        await inbox.HoldAsync(cancellationToken);
        foreach (var door in (Uri[])[doors.Connector, doors.Gateway])
            await Warmth.ReachAsync(async span => (await ingress.PostAsync(door, span, cancellationToken)).PerSecond);
        var address = await bed.ConnectionStringAsync("connectors", cancellationToken);
        using var pgbench = await PgBench.PrepareAsync(database, address, await inbox.RowSizeAsync(cancellationToken), cancellationToken);
        var rows = await ingress.CompareAsync(doors.Connector, doors.Gateway, pgbench, options, cancellationToken);

        // Nobody waits for what these would lead to: the lane stays held.
        await inbox.EmptyAsync(cancellationToken);
        return rows;
    }

    private async Task<IReadOnlyList<Row>> CompareAsync(Uri direct, Uri behind, PgBench pgbench, BenchOptions options, CancellationToken cancellationToken)
    {
        var rounds = (Connector: new Rounds(), Gateway: new Rounds(), Slow: new Rounds());
        for (var round = 0; round < options.Rounds; round++)
        {
            var limit = await pgbench.MeasureAsync(options.Load, cancellationToken);
            var connector = await PostAsync(direct, options.Load, cancellationToken);
            var gateway = await PostAsync(behind, options.Load, cancellationToken);
            rounds.Connector.Add(connector.PerSecond, limit);
            rounds.Gateway.Add(gateway.PerSecond, limit);
            rounds.Slow.Add(connector.P99.TotalMilliseconds, MostMilliseconds);
            Progress.Say($"  round {round + 1} of {options.Rounds}: {connector.PerSecond:0}/s, p99 {connector.P99.TotalMilliseconds:0.0} ms; by the gateway {gateway.PerSecond:0}/s; pgbench {limit:0}/s");
        }

        var with = $"against pgbench with one row of as many bytes per commit and {pgbench.Clients} clients, its best";
        return
        [
            rounds.Connector.ToRow("webhook-ingress", $"whole Hostaway reservations with HTTP Basic, committed before 202, at the connector, {with}; {Connections} connections, {HttpLoad.Name}", "1/s", aim: 2.5),
            rounds.Slow.ToRow("webhook-ingress-p99", "99 of 100 of those are answered within", "ms", aim: 1.0, lessIsBetter: true),
            rounds.Gateway.ToRow("webhook-ingress-gateway", $"the same through the gateway, {with}", "1/s", aim: 2.5),
        ];
    }

    private async Task<Posted> PostAsync(Uri door, TimeSpan time, CancellationToken cancellationToken)
    {
        await _inbox.EmptyAsync(cancellationToken);
        var posted = await PostLoad.MeasureAsync(door, HostawayDeliveries.Of(_hotel, _first), Connections, time, cancellationToken);
        _first += PerRound;
        var kept = await _inbox.CountWhenQuietAsync(cancellationToken);

        // wrk leaves while the last delivery of each connection is being kept.
        if (kept.All < posted.Accepted || kept.All > posted.Accepted + (HttpLoad.HasWrk ? Connections : 0))
            throw new InvalidMeasurementException($"{posted.Accepted} deliveries were answered 202, and {kept.All} are kept.");
        return kept.Bookings == kept.All ? posted : throw new InvalidMeasurementException($"{kept.All} deliveries are about {kept.Bookings} bookings.");
    }
}
