using System.Text.Json;
using PmsPlatform.LocalRunner.Running;
using PmsPlatform.LocalServers;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Tests;

/// <summary>The AppHost as users run it: a process of its own.</summary>
public sealed class AppHostProcessTests : IAsyncDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("pms-apphost-").FullName;
    private readonly List<ChildProcess> _started = [];
    private readonly List<string> _output = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SIGTERM_stops_everything_and_leaves_a_state_file_that_says_so()
    {
        ChildProcess appHost = await StartAsync("--postgres", "yes");
        RunState running = await HealthyAsync(appHost);
        int[] pids = [.. running.Resources.Where(resource => resource.Pid is not null).Select(resource => resource.Pid!.Value)];
        Assert.Equal(3, pids.Length);
        Assert.Equal("http://localhost:17613", Assert.Single(running.Resources.Single(resource => resource.Name == "front").Urls).Url);
        long started = TimeProvider.System.GetTimestamp();

        Posix.Signal(appHost.Id, Posix.SigTerm);
        Assert.Equal(0, await appHost.Exited.WaitAsync(TimeSpan.FromSeconds(20), Cancel));

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.All(pids, pid => Assert.Null(ProcessIdentity.Of(pid)));
        Assert.All(Read()!.Resources, resource => Assert.Equal(KnownResourceStates.Exited, resource.State));
        Assert.Contains(Output(), line => line.StartsWith("front", StringComparison.Ordinal) && line.Contains(" | ", StringComparison.Ordinal));
        Assert.Contains("Now listening", await File.ReadAllTextAsync(Path.Combine(_home, "logs", "front.log"), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_AppHost_leaves_is_ended_by_the_next_one()
    {
        ChildProcess first = await StartAsync("--stubborn", "yes", "--postgres", "yes");
        RunState before = await HealthyAsync(first);
        ProcessIdentity stubborn = IdentityOf(before, "back");
        ProcessIdentity front = IdentityOf(before, "front");
        ProcessIdentity postgres = IdentityOf(before, "postgres");

        Posix.Signal(first.Id, Posix.SigKill);
        await first.Exited.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        // What listens to the signal it gets on its parent's death goes at once; the stubborn one stays.
        await Eventually.TrueAsync(() => !front.IsAlive && !postgres.IsAlive, TimeSpan.FromSeconds(30), "well-behaved children end with their parent");
        Assert.True(stubborn.IsAlive);

        ChildProcess second = await StartAsync("--postgres", "yes");
        RunState after = await HealthyAsync(second);

        Assert.False(stubborn.IsAlive);
        Assert.NotEqual(stubborn, IdentityOf(after, "back"));
        Assert.Contains(Output(), line => line.Contains($"left behind: pid {stubborn.Pid}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_AppHost_on_the_same_folder_is_refused_and_named_the_first()
    {
        ChildProcess first = await StartAsync();
        await HealthyAsync(first);

        ChildProcess second = await StartAsync();

        Assert.Equal(1, await second.Exited.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
        await second.FinishOutputAsync();
        Assert.Contains(Output(), line => line.Contains($"Another AppHost (pid {first.Id}) is running", StringComparison.Ordinal));
        await HealthyAsync(first);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess process in _started)
        {
            Posix.Signal(process.Id, Posix.SigTerm);
            await Task.WhenAny(process.Exited, Task.Delay(TimeSpan.FromSeconds(12), CancellationToken.None));
            await process.DisposeAsync();
        }

        Directory.Delete(_home, recursive: true);
    }

    private static ProcessIdentity IdentityOf(RunState state, string name)
    {
        ResourceState resource = state.Resources.Single(candidate => candidate.Name == name);
        return new ProcessIdentity(resource.Pid!.Value, resource.StartTicks!.Value);
    }

    private async Task<ChildProcess> StartAsync(params string[] args)
    {
        Dictionary<string, string> environment = InheritedVariables.Read();
        environment["PMS_HOME"] = _home;
        ChildProcess process = await ChildProcess.StartAsync(
            new ChildProcessOptions
            {
                FileName = Programs.FindOnPath("dotnet")!,
                Arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "PmsPlatform.TestAppHost.dll"), .. args],
                WorkingDirectory = _home,
                Environment = environment,
                Output = (line, _) =>
                {
                    lock (_output)
                    {
                        _output.Add(line);
                    }
                },
            },
            Cancel);
        _started.Add(process);
        return process;
    }

    private async Task<RunState> HealthyAsync(ChildProcess appHost)
    {
        RunState? state = null;
        await Eventually.TrueAsync(
            () => (state = Read())?.AppHost == appHost.Identity && state.Resources.All(resource => resource.Health == "Healthy"),
            TimeSpan.FromSeconds(90),
            "every resource healthy");
        return state!;
    }

    private List<string> Output()
    {
        lock (_output)
        {
            return [.. _output];
        }
    }

    private RunState? Read()
    {
        string file = Path.Combine(_home, "run", "resources.json");
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllText(file), RunStateJson.Default.RunState) : null;
    }
}
