using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using PmsPlatform.LocalRunner.Building;
using PmsPlatform.LocalRunner.Output;
using PmsPlatform.LocalServers;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>A project's process, started from its built assembly and started again when it crashes.</summary>
internal sealed partial class ProjectRun(ProjectResource resource, string id, RunContext context) : ResourceRun(resource, id, context)
{
    private static readonly TimeSpan s_stopTime = TimeSpan.FromSeconds(25);

    private readonly Dictionary<string, int> _ports = new(StringComparer.OrdinalIgnoreCase);

    protected override string TypeName => "Project";

    /// <summary>The port this instance itself listens on.</summary>
    public void Listen(EndpointFact endpoint, int port) => _ports[endpoint.Name] = port;

    /// <summary>Null while it does not run: no connection is forwarded to it then.</summary>
    public int? OpenPort(EndpointFact endpoint) =>
        Context.Notifications.TryGetCurrentState(Id, out ResourceEvent? now) && now.Snapshot.State?.Text == KnownResourceStates.Running ? _ports[endpoint.Name] : null;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        var backOff = new BackOff();
        while (true)
        {
            await new DependencyWait(Resource, Context, PublishWaiting).WaitAsync(stopping).ConfigureAwait(false);
            PublishStarting();
            long started = Context.Time.GetTimestamp();
            (int exitCode, bool wasHealthy) = await RunProcessAsync(stopping).ConfigureAwait(false);
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            if (exitCode == 0)
            {
                PublishEnded(KnownResourceStates.Finished, exitCode, message: null);
                return;
            }

            // Somebody waits for its exit code: it is a job, and its failure is an answer.
            if (Context.Instances.IsAwaited(Resource))
            {
                PublishEnded(KnownResourceStates.Finished, exitCode, $"It ended with exit code {exitCode}.");
                return;
            }

            if (backOff.Crashed(wasHealthy, Context.Time.GetElapsedTime(started)) is not { } pause)
            {
                string reason = $"It crashed again and again, last with exit code {exitCode}. Its log: {Context.Home.Log(Resource.Name)}";
                PublishEnded(KnownResourceStates.FailedToStart, exitCode, reason);
                Log.GivenUp(Context.Logger, Id, reason);
                return;
            }

            Log.Crashed(Context.Logger, Id, exitCode, pause.TotalSeconds);
            PublishStarting($"It crashed with exit code {exitCode} and is started again in {pause.TotalSeconds} s.");
            await Task.Delay(pause, Context.Time, stopping).ConfigureAwait(false);
        }
    }

    private void PublishWaiting(IReadOnlyList<string> open) => Publish(snapshot => snapshot with
    {
        State = State(KnownResourceStates.Waiting),
        HealthStatus = null,
        WaitingFor = [.. open],
        Message = null,
    });

    private async Task<(int ExitCode, bool WasHealthy)> RunProcessAsync(CancellationToken stopping)
    {
        foreach (int port in _ports.Values)
        {
            LoopbackPort.RequireFree(port);
        }

        ResourceLog log = Context.Logs.Of(Resource.Name);
        ChildProcessOptions command = await ProjectCommand
            .CreateAsync(Resource, Id, endpoint => _ports[endpoint.Name], Context, (line, _) => log.Write(Id, line), stopping).ConfigureAwait(false);
        await using ChildProcess process = await ChildProcess.StartAsync(command, stopping).ConfigureAwait(false);
        Context.Processes.Add(process.Identity);
        bool wasHealthy = false;
        try
        {
            HealthQuestion[] questions = [.. Resource.Annotations.OfType<HttpHealthFact>().Select(Question)];
            PublishRunning(process.Identity, hasChecks: questions.Length > 0);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var health = new HealthLoop(questions, Context.Time, (status, problem) =>
            {
                wasHealthy |= status == HealthStatus.Healthy;
                Publish(snapshot => snapshot with { HealthStatus = status, Message = problem });
            });
            Task asking = questions.Length > 0 ? health.RunAsync(ended.Token) : Task.CompletedTask;
            await Task.WhenAny(process.Exited, Task.Delay(Timeout.Infinite, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(false);
            await process.StopAsync(Posix.SigTerm, s_stopTime, Deadline).ConfigureAwait(false);
            int exitCode = await process.Exited.ConfigureAwait(false);
            return (exitCode, wasHealthy || questions.Length == 0);
        }
        finally
        {
            await process.KillAsync().ConfigureAwait(false);
            Context.Processes.Remove(process.Identity);
        }
    }

    private HealthQuestion Question(HttpHealthFact check)
    {
        // As in real Aspire an https endpoint is asked rather than an http one; this instance's own port, not its replicas' shared one.
        EndpointFact endpoint = Resource.Annotations.OfType<EndpointFact>()
            .Where(candidate => check.EndpointName is null ? candidate.Scheme is "http" or "https" : candidate.Name == check.EndpointName)
            .OrderByDescending(candidate => candidate.Scheme == Uri.UriSchemeHttps)
            .FirstOrDefault() ?? throw new InvalidOperationException($"Health check '{check.Key}' has no endpoint to ask.");
        var address = new UriBuilder(endpoint.Scheme, endpoint.Host, _ports[endpoint.Name]) { Path = check.Path }.Uri;
        return async cancellationToken =>
        {
            using HttpResponseMessage response = await Context.Http.GetAsync(address, cancellationToken).ConfigureAwait(false);
            return (int)response.StatusCode == check.StatusCode ? null : $"{check.Path} answers {(int)response.StatusCode}";
        };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Id} crashed with exit code {ExitCode}; started again in {Seconds} s.")]
        public static partial void Crashed(ILogger logger, string id, int exitCode, double seconds);

        [LoggerMessage(2, LogLevel.Error, "{Id} is given up. {Reason}")]
        public static partial void GivenUp(ILogger logger, string id, string reason);
    }
}
