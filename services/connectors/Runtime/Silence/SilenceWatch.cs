using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Silence;

/// <summary>
/// Notices webhooks that stop coming: a vendor that dropped a subscription says nothing, which looks like a quiet hotel. What is a silence follows from the
/// connection's own rhythm. It raises an alert once and polls the connection's changes until a webhook comes again, so that nothing is missed meanwhile.
/// </summary>
internal sealed partial class SilenceWatch(
    ConnectionRegistry connections, SilenceStore store, SyncRunStore runs, RunSignals signals, ChangePublisher publisher, Replicas replicas,
    SilenceOptions options, TimeProvider time, ILogger<SilenceWatch> logger) : BackgroundService
{
    /// <summary>Kind of the alert.</summary>
    public const string AlertKind = "webhooks-silent";

    /// <summary>One look at all connections this process serves.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var mine = connections.All.Where(connection => connection.Connector is IReceivesWebhooks && replicas.Prefers(connection.Id)).ToDictionary(connection => connection.Id, StringComparer.Ordinal);
        if (mine.Count == 0)
            return;

        var now = time.GetUtcNow();
        string[] ids = [.. mine.Keys];
        var silent = await store.SilentAsync(ids, cancellationToken);
        foreach (var (id, lastHeardAt) in silent)
            await GoOnAsync(mine[id], lastHeardAt, cancellationToken);

        foreach (var (id, rhythm) in await store.RhythmsAsync(ids, now - options.Memory, options.FewestDeliveries, cancellationToken))
        {
            if (!silent.ContainsKey(id) && now - rhythm.LastHeardAt > LongestPause(rhythm))
                await BeginAsync(mine[id], rhythm, now, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.CheckInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await LookAsync(stoppingToken);
                failing = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    Log.Failing(logger, error);
                failing = true;
            }
        }
    }

    private TimeSpan LongestPause(Rhythm rhythm) =>
        TimeSpan.FromTicks(Math.Max(options.ShortestSilence.Ticks, (long)(rhythm.UsualPause.Ticks * options.Factor)));

    /// <summary>The alert first: dying in between says it twice rather than never.</summary>
    private async Task BeginAsync(BoundConnection connection, Rhythm rhythm, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Log.Silent(logger, connection.Id, rhythm.LastHeardAt, rhythm.UsualPause);
        await publisher.PublishAsync(
            new AlertRaised
            {
                Context = connection.EventContextOf(Guid.NewGuid().ToString("N"), now),
                Kind = AlertKind,
                Summary = $"No webhook of {connection.Descriptor.Name} has come on connection {connection.Id} since {rhythm.LastHeardAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC. "
                    + "Changes are polled meanwhile; see at the vendor whether the webhook is still set up.",
            },
            cancellationToken);
        await store.BeginAsync(connection.Id, connection.Hotel.Id, rhythm, now, cancellationToken);
        await PollAsync(connection, cancellationToken);
    }

    private async Task GoOnAsync(BoundConnection connection, DateTimeOffset lastHeardAt, CancellationToken cancellationToken)
    {
        if (await store.LastHeardAsync(connection.Id, cancellationToken) is { } heard && heard > lastHeardAt)
        {
            Log.Heard(logger, connection.Id);
            await store.EndAsync(connection.Id, cancellationToken);
            return;
        }

        await PollAsync(connection, cancellationToken);
    }

    private async Task PollAsync(BoundConnection connection, CancellationToken cancellationToken)
    {
        if (!connection.Syncs(EntityKind.Booking))
            return;
        var scope = new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.ModifiedSince };
        await runs.EnqueueAsync(connection.Id, connection.Hotel.Id, scope, Guid.NewGuid().ToString("N"), cancellationToken);
        signals.WorkArrived(connection.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Webhooks of {ConnectionId} have gone silent: the last one came at {LastHeardAt}, usual pauses are up to {UsualPause}; its changes are polled")]
        public static partial void Silent(ILogger logger, string connectionId, DateTimeOffset lastHeardAt, TimeSpan usualPause);

        [LoggerMessage(Level = LogLevel.Information, Message = "Webhooks of {ConnectionId} come again")]
        public static partial void Heard(ILogger logger, string connectionId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "It cannot be told whether webhooks are silent; it is looked again")]
        public static partial void Failing(ILogger logger, Exception error);
    }
}

/// <summary>Adds the alarm.</summary>
internal static class SilenceExtensions
{
    public static void AddSilenceAlarm(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(SilenceOptions.Read(builder.Configuration));
        builder.Services.AddSingleton<SilenceStore>();
        builder.Services.AddSingleton<SilenceWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SilenceWatch>());
    }
}
