using System.Diagnostics;
using System.Globalization;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.Cli;

/// <summary>The AppHost as a child of this command: started, watched until everything is ready, and ended by the signal it knows.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan MostStopTime = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Home _home;

    private AppHostProcess(Process process, Home home)
    {
        _process = process;
        _home = home;
    }

    public Task Exited => _process.WaitForExitAsync();

    public int ExitCode => _process.ExitCode;

    /// <param name="home">Where its state is kept.</param>
    /// <param name="arguments">For the AppHost.</param>
    /// <param name="environment">Over this process's own.</param>
    /// <param name="log">Where its output goes; null for the terminal.</param>
    public static AppHostProcess Start(Home home, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? log)
    {
        Directory.CreateDirectory(Path.Combine(home.Folder, "logs"));
        if (File.Exists(home.ResourcesFile))
            File.Delete(home.ResourcesFile);
        var assembly = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "AppHost", "release", "PmsPlatform.AppHost.dll"));
        if (!File.Exists(assembly))
            throw new CommandFailedException("The AppHost is not built; ./pms run builds it.");

        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Environment.CurrentDirectory, RedirectStandardOutput = log is not null, RedirectStandardError = log is not null };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["PMS_HOME"] = home.Folder;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = Process.Start(start) ?? throw new CommandFailedException("The AppHost could not be started.");
        if (log is not null)
            Keep(process, log);
        return new AppHostProcess(process, home);
    }

    /// <summary>Returns when every resource is ready.</summary>
    /// <param name="progress">Told how many are ready and what is waited for, whenever that changes.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<ResourceStates> ReadyAsync(Action<string> progress, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        var said = "";
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_process.HasExited)
                throw new CommandFailedException($"The AppHost ended with code {_process.ExitCode} before everything was ready; logs are in {Path.Combine(_home.Folder, "logs")}.");

            var states = await ResourceStates.ReadAsync(_home, cancellationToken);
            var ready = states.Resources.Count(resource => resource.Ready);
            if (ready > 0 && ready == states.Resources.Count)
                return states;
            if (states.Resources.FirstOrDefault(resource => resource.State is "FailedToStart") is { } failed)
                throw new CommandFailedException($"{failed.Name} failed to start; its log is {_home.Log(failed.Name)}.");

            var waiting = string.Join(", ", states.Resources.Where(resource => !resource.Ready).Select(resource => resource.Name));
            var now = string.Create(CultureInfo.InvariantCulture, $"{ready} of {states.Resources.Count} ready{(waiting.Length > 0 ? $", waiting for {waiting}" : "")}");
            if (!string.Equals(now, said, StringComparison.Ordinal))
                progress(said = now);
            if (waited.Elapsed > deadline)
                throw new CommandFailedException($"Not everything was ready within {deadline.TotalSeconds:0} s: {waiting} missing; logs are in {Path.Combine(_home.Folder, "logs")}.");
            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>Asks it to stop everything, and returns when it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Posix.Signal(_process.Id, Posix.SigTerm);
            using var patience = new CancellationTokenSource(MostStopTime);
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static void Keep(Process process, string log)
    {
        var writer = TextWriter.Synchronized(new StreamWriter(log, append: false) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => writer.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => writer.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }
}
