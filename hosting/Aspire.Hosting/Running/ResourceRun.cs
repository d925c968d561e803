using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using PmsPlatform.LocalRunner.Building;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>One instance of a resource and its life: waiting, starting, running, ended; started again on demand.</summary>
internal abstract partial class ResourceRun(IResource resource, string id, RunContext context)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private CancellationTokenSource? _stopping;
    private Task _life = Task.CompletedTask;

    public IResource Resource => resource;

    /// <summary>The resource's name, with a suffix when there are replicas.</summary>
    public string Id => id;

    protected RunContext Context => context;

    /// <summary>Cancelled when the instance must be gone: what still runs then is killed.</summary>
    protected CancellationToken Deadline { get; private set; }

    protected abstract string TypeName { get; }

    /// <summary>Tells the world that the instance exists, before anything is started.</summary>
    public void Announce() => Publish(snapshot => snapshot with { ResourceType = TypeName, State = State(KnownResourceStates.NotStarted), Urls = Urls() });

    /// <summary>Without effect while it runs.</summary>
    public void Start()
    {
        _gate.Wait();
        try
        {
            if (_life.IsCompleted)
            {
                _stopping?.Dispose();
                _stopping = new CancellationTokenSource();
                CancellationToken stopping = _stopping.Token;
                Deadline = CancellationToken.None;
                PublishStarting();
                _life = Task.Run(() => LiveAsync(stopping), CancellationToken.None);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Returns when it has ended; what has not by the deadline is killed.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!_life.IsCompleted)
            {
                Deadline = deadline;
                Publish(snapshot => snapshot with { State = State(KnownResourceStates.Stopping), HealthStatus = null });
                await _stopping!.CancelAsync().ConfigureAwait(false);
                await _life.ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Lives until it ends by itself or is told to stop; whoever is told to stop returns or throws the cancellation.</summary>
    protected abstract Task RunAsync(CancellationToken stopping);

    protected static ResourceStateSnapshot State(string text) => new(text, Style: null);

    protected void Publish(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => context.Notifications.Publish(resource, id, change);

    protected void PublishStarting(string? message = null) => Publish(snapshot => snapshot with
    {
        State = State(KnownResourceStates.Starting),
        HealthStatus = null,
        WaitingFor = [],
        Message = message,
        ProcessId = null,
        ProcessStartTicks = null,
        Properties = [],
    });

    protected void PublishRunning(LocalServers.Processes.ProcessIdentity? process, bool hasChecks)
    {
        Publish(snapshot => snapshot with
        {
            State = State(KnownResourceStates.Running),
            HealthStatus = hasChecks ? HealthStatus.Unhealthy : HealthStatus.Healthy,
            WaitingFor = [],
            Message = null,
            StartTimeStamp = context.Time.GetUtcNow().UtcDateTime,
            StopTimeStamp = null,
            ExitCode = null,
            ProcessId = process?.Pid,
            ProcessStartTicks = process?.StartTicks,
            Properties = process is null ? [] : [new ResourcePropertySnapshot("executable.pid", process.Pid)],
            Urls = Urls(),
        });
        if (process is not null)
        {
            Log.Running(context.Logger, id, process.Pid);
        }
    }

    protected void PublishEnded(string state, int? exitCode, string? message)
    {
        Publish(snapshot => snapshot with
        {
            State = State(state),
            HealthStatus = null,
            WaitingFor = [],
            Message = message,
            StopTimeStamp = context.Time.GetUtcNow().UtcDateTime,
            ExitCode = exitCode,
            ProcessId = null,
            ProcessStartTicks = null,
            Properties = [],
        });
    }

    private async Task LiveAsync(CancellationToken stopping)
    {
        try
        {
            await RunAsync(stopping).ConfigureAwait(false);
            if (stopping.IsCancellationRequested)
            {
                PublishEnded(KnownResourceStates.Exited, exitCode: null, message: null);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            PublishEnded(KnownResourceStates.Exited, exitCode: null, message: null);
        }
        catch (MissingValueException exception)
        {
            PublishEnded(KnownResourceStates.ValueMissing, exitCode: null, exception.Message);
            Log.Failed(context.Logger, id, exception.Message);
        }
        catch (Exception exception)
        {
            // Whatever keeps one resource from starting is that resource's state; the others go on.
            PublishEnded(KnownResourceStates.FailedToStart, exitCode: null, exception.Message);
            Log.Failed(context.Logger, id, exception.Message);
        }
    }

    private System.Collections.Immutable.ImmutableArray<UrlSnapshot> Urls() =>
    [
        .. resource.Annotations.OfType<EndpointFact>()
            .Where(endpoint => endpoint.PublicPort is not null)
            .OrderByDescending(endpoint => endpoint.IsExternal)
            .Select(endpoint => new UrlSnapshot(
                endpoint.Name, new EndpointReference((IResourceWithEndpoints)resource, endpoint.Name).Url, IsInternal: !endpoint.IsExternal)),
    ];

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Id} is running (pid {ProcessId}).")]
        public static partial void Running(ILogger logger, string id, int processId);

        [LoggerMessage(2, LogLevel.Error, "{Id} did not start: {Reason}")]
        public static partial void Failed(ILogger logger, string id, string reason);
    }
}
