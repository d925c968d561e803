using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.LocalRunner.Building;
using PmsPlatform.LocalRunner.Output;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>Starts all resources, keeps them running, and stops them in reverse order of use.</summary>
internal sealed partial class Orchestrator : IHostedService, IAsyncDisposable
{
    private readonly IResourceCollection _resources;
    private readonly RunContext _context;
    private readonly Dictionary<string, List<ResourceRun>> _runs = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<PortForwarder> _forwarders = [];
    private RunFolder? _folder;
    private StateFile? _stateFile;

    public Orchestrator(
        IResourceCollection resources,
        ResourceNotificationService notifications,
        RunSettings settings,
        HomeFolder home,
        RunnerLogs logs,
        IConfiguration configuration,
        IHostEnvironment environment,
        ILoggerFactory loggers)
    {
        _resources = resources;
        _context = new RunContext(
            notifications,
            settings,
            home,
            logs,
            configuration,
            environment,
            new ProcessLedger(home.ProcessesFile),
            new InstanceIds(resources),
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) }),
            loggers.CreateLogger("PmsPlatform.LocalRunner"));
    }

    /// <summary>The instance of that id, or all of the resource of that name.</summary>
    public IReadOnlyList<ResourceRun> Find(string idOrName) => _runs.TryGetValue(idOrName, out List<ResourceRun>? all)
        ? all
        : [.. _runs.Values.SelectMany(runs => runs).Where(run => string.Equals(run.Id, idOrName, StringComparison.OrdinalIgnoreCase))];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        (_folder, IReadOnlyList<int> reaped) = await RunFolder.TakeAsync(_context.Home, cancellationToken).ConfigureAwait(false);
        if (reaped.Count > 0)
        {
            Log.Reaped(_context.Logger, string.Join(", ", reaped));
        }

        _context.Processes.Write();
        _context.Logs.Open(_resources);
        PortAllocation.Allocate(_resources, _context.Settings.RandomPorts);
        foreach (IResource resource in _resources)
        {
            List<ResourceRun> runs = RunFactory.Create(resource, _context);
            _runs[resource.Name] = runs;
            _forwarders.AddRange(PortAllocation.Instances(resource, runs));
        }

        ResourceRun[] all = [.. _runs.Values.SelectMany(runs => runs)];
        foreach (ResourceRun run in all)
        {
            run.Announce();
        }

        _stateFile = new StateFile(_context.Home.ResourcesFile, _context.Notifications, _context.Time);
        foreach (PortForwarder forwarder in _forwarders)
        {
            forwarder.Start();
        }

        foreach (ResourceRun run in all)
        {
            run.Start();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var projects = new CancellationTokenSource(_context.Settings.ProjectStopTime);
        using var everything = new CancellationTokenSource(_context.Settings.StopTime);
        foreach (IReadOnlyList<IResource> group in StopOrder.Of([.. _resources]))
        {
            await Task.WhenAll(group
                .SelectMany(resource => _runs.TryGetValue(resource.Name, out List<ResourceRun>? runs) ? runs : [])
                .Select(run => run.StopAsync(run is ProjectRun ? projects.Token : everything.Token))).ConfigureAwait(false);
        }

        foreach (PortForwarder forwarder in _forwarders)
        {
            await forwarder.DisposeAsync().ConfigureAwait(false);
        }

        _forwarders.Clear();
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Gives the folder back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stateFile is not null)
        {
            await _stateFile.DisposeAsync().ConfigureAwait(false);
            _stateFile = null;
        }

        if (_folder is not null)
        {
            _context.Processes.Delete();
            _context.Logs.Dispose();
            _folder.Dispose();
            _folder = null;
        }

        _context.Http.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Ended what an earlier run had left behind: pid {ProcessIds}.")]
        public static partial void Reaped(ILogger logger, string processIds);
    }
}
