using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>
/// Shows which vendors answer: for each connection in the health data, as numbers by state in the metric <c>pms.vendor.circuit</c>. A vendor that is gone
/// does not make the connector unhealthy: it still answers with what it keeps, and would not be asked any more.
/// </summary>
internal sealed class CircuitReport : IHealthCheck, IDisposable
{
    private readonly ConnectionRegistry _connections;
    private readonly Meter _meter = new(RuntimeMetrics.Name);

    public CircuitReport(ConnectionRegistry connections, ConnectorDescriptor descriptor)
    {
        _connections = connections;
        _meter.CreateObservableGauge("pms.vendor.circuit", () => Count(descriptor.Slug), "{connection}", "Connections by the state of their circuit breaker.");
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HealthCheckResult.Healthy(data: _connections.All.ToDictionary(
            connection => connection.Id, object (connection) => NameOf(connection.Account.Circuit.State), StringComparer.Ordinal)));

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Count(string vendor)
    {
        var states = _connections.All.CountBy(connection => connection.Account.Circuit.State).ToDictionary();
        return Enum.GetValues<CircuitState>().Select(state =>
            new Measurement<int>(states.GetValueOrDefault(state), new KeyValuePair<string, object?>("vendor", vendor), new KeyValuePair<string, object?>("state", NameOf(state))));
    }

    private static string NameOf(CircuitState state) => state switch
    {
        CircuitState.Closed => "closed",
        CircuitState.HalfOpen => "half-open",
        _ => "open",
    };
}
