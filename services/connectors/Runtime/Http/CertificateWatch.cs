using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>
/// Raises an alert when the certificate of a connection's PMS ends soon: a system that stands in the hotel has nobody else who looks. Once for each certificate
/// and connection, by the replica that serves it.
/// </summary>
internal sealed partial class CertificateWatch(
    SeenCertificates certificates, ConnectionRegistry connections, Replicas replicas, ChangePublisher publisher, TimeProvider time, ILogger<CertificateWatch> logger) : BackgroundService
{
    /// <summary>Kind of the alert.</summary>
    public const string AlertKind = "certificate-expiring";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _told = new(StringComparer.Ordinal);

    /// <summary>One look at all connections this process serves.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var connection in connections.All.Where(connection => replicas.Prefers(connection.Id)))
        {
            if (!certificates.Ends.TryGetValue(connection.Account.Endpoint.Host, out var end) || end - now > Soon || (_told.TryGetValue(connection.Id, out var told) && told == end))
                continue;

            await publisher.PublishAsync(
                new AlertRaised
                {
                    Context = connection.EventContextOf(Guid.NewGuid().ToString("N"), now),
                    Kind = AlertKind,
                    Summary = FormattableString.Invariant($"The certificate of {connection.Account.Endpoint.Host} {(end > now ? "ends" : "ended")} on {end:yyyy-MM-dd HH:mm} UTC. From then on nothing is read from there."),
                },
                cancellationToken);
            _told[connection.Id] = end;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failing(logger, error);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "That a certificate ends soon cannot be told now; it is tried again")]
        public static partial void Failing(ILogger logger, Exception error);
    }
}
