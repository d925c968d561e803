using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using PmsPlatform.LocalRunner.Building;
using PmsPlatform.LocalRunner.Output;
using PmsPlatform.LocalServers;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>A server run from this machine's programs on a data folder, or an outside one that is only watched.</summary>
internal abstract partial class ServerRun(ContainerResource resource, string id, RunContext context) : ResourceRun(resource, id, context)
{
    private bool _emptied;

    protected override string TypeName => "Container";

    protected abstract bool IsOutside { get; }

    protected abstract Task<StartedServer> StartServerAsync(string dataFolder, Action<string> output, CancellationToken stopping);

    /// <summary>Null when the server answers.</summary>
    protected abstract Task<string?> AskAsync(CancellationToken cancellationToken);

    /// <summary>The server's own check, which its databases inherit.</summary>
    public HealthQuestion Question => AskAsync;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        if (IsOutside)
        {
            PublishRunning(process: null, hasChecks: true);
            await WatchAsync(stopping).ConfigureAwait(false);
            return;
        }

        var backOff = new BackOff();
        bool hasRun = false;
        while (true)
        {
            PublishStarting();
            long started = Context.Time.GetTimestamp();
            string ending;
            try
            {
                ending = $"It ended with exit code {await RunServerAsync(stopping).ConfigureAwait(false)}";
                hasRun = true;
            }
            catch (LocalServerException exception) when (hasRun)
            {
                // What worked once may work again: a port or a lock that a killed server has not quite given back.
                ending = exception.Message;
            }

            if (stopping.IsCancellationRequested)
            {
                return;
            }

            TimeSpan pause = backOff.Crashed(wasHealthy: true, Context.Time.GetElapsedTime(started)) ?? TimeSpan.Zero;
            Log.Ended(Context.Logger, Id, ending, pause.TotalSeconds);
            PublishStarting($"{ending}; started again in {pause.TotalSeconds} s.");
            await Task.Delay(pause, Context.Time, stopping).ConfigureAwait(false);
        }
    }

    private async Task<int> RunServerAsync(CancellationToken stopping)
    {
        ResourceLog log = Context.Logs.Of(Resource.Name);
        StartedServer server = await StartServerAsync(DataFolder(), line => log.Write(Id, line), stopping).ConfigureAwait(false);
        try
        {
            PublishRunning(server.Process, hasChecks: true);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            Task watching = WatchAsync(ended.Token);
            await Task.WhenAny(server.Exited, watching).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
            await server.StopAsync(Deadline).ConfigureAwait(false);
            return await server.Exited.ConfigureAwait(false);
        }
        finally
        {
            await server.Owner.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task WatchAsync(CancellationToken cancellationToken) => new HealthLoop(
        [AskAsync],
        Context.Time,
        (status, problem) => Publish(snapshot => snapshot with { HealthStatus = status, Message = problem })).RunAsync(cancellationToken);

    private string DataFolder()
    {
        if (Resource.Annotations.OfType<DataFolderFact>().LastOrDefault() is { } kept)
        {
            return Context.Home.Data(kept.Name);
        }

        // Without a volume real Aspire's container begins empty in every run; a restart within the run keeps what it had.
        string folder = Context.Home.Data(Resource.Name + ".session");
        if (!_emptied && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        _emptied = true;
        return folder;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Id}: {Ending}; started again in {Seconds} s.")]
        public static partial void Ended(ILogger logger, string id, string ending, double seconds);
    }
}
