using PmsPlatform.LocalRunner.Running;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task A_killed_project_comes_back_on_the_same_port()
    {
        await using var app = new TestApplication();
        app.AddWeb("front");
        await app.StartHealthyAsync();
        int before = (await app.HealthyAsync("front")).Snapshot.ProcessId!.Value;
        Uri address = app.Application.GetEndpoint("front");

        Posix.Signal(before, Posix.SigKill);

        ResourceEvent crashed = await app.WhenAsync("front", snapshot => snapshot.Message?.Contains("crashed", StringComparison.Ordinal) == true);
        Assert.Contains("exit code 137", crashed.Snapshot.Message, StringComparison.Ordinal);
        ResourceEvent again = await app.WhenAsync("front", snapshot => snapshot is { HealthStatus: not null, ProcessId: { } pid } && pid != before);
        Assert.Contains(again.Snapshot.Properties, property => property.Name == "executable.pid" && Equals(property.Value, again.Snapshot.ProcessId));
        await app.HealthyAsync("front");
        Assert.Equal(address, app.Application.GetEndpoint("front"));
        Assert.NotEmpty(await app.GetAsync("front", "/"));
    }

    [Fact]
    public async Task A_project_that_ends_well_is_not_started_again()
    {
        await using var app = new TestApplication();
        app.Builder.AddProject<Projects.TestWeb>("job").WithArgs("exit", "0");
        await app.StartAsync();

        ResourceEvent finished = await app.StateAsync("job", KnownResourceStates.Finished);

        Assert.Equal(0, finished.Snapshot.ExitCode);
    }

    [Fact]
    public async Task A_crash_at_the_start_is_tried_again_until_it_works()
    {
        await using var app = new TestApplication();
        string mended = app.In("mended");
        app.AddWeb("front").WithEnvironment("CRASH_UNLESS_EXISTS", mended);
        await app.StartAsync();
        await app.WhenAsync("front", snapshot => snapshot.Message?.Contains("exit code 3", StringComparison.Ordinal) == true);

        await File.WriteAllTextAsync(mended, "", TestContext.Current.CancellationToken);

        await app.HealthyAsync("front");
    }

    [Fact]
    public async Task Stop_start_and_restart_are_commands()
    {
        await using var app = new TestApplication();
        app.AddWeb("front");
        await app.StartHealthyAsync();
        int before = (await app.HealthyAsync("front")).Snapshot.ProcessId!.Value;

        Assert.True((await CommandAsync(app, "stop")).Success);
        await app.StateAsync("front", KnownResourceStates.Exited);
        Assert.Null(ProcessIdentity.Of(before));
        Assert.True((await CommandAsync(app, "start")).Success);
        int second = (await app.HealthyAsync("front")).Snapshot.ProcessId!.Value;
        Assert.True((await CommandAsync(app, "restart")).Success);
        await app.WhenAsync("front", snapshot => snapshot.ProcessId is { } pid && pid != second);
        Assert.False((await CommandAsync(app, "rebuild")).Success);
    }

    [Fact]
    public void Pauses_grow_to_half_a_minute_and_shrink_after_a_steady_time()
    {
        var backOff = new BackOff();
        TimeSpan brief = TimeSpan.FromSeconds(2);

        double?[] pauses = [.. Enumerable.Range(0, 7).Select(_ => backOff.Crashed(wasHealthy: true, brief)?.TotalSeconds)];

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], pauses);
        Assert.Equal(TimeSpan.FromSeconds(1), backOff.Crashed(wasHealthy: true, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void What_was_never_healthy_is_given_up_after_five_crashes()
    {
        var backOff = new BackOff();

        bool[] givenUp = [.. Enumerable.Range(0, 5).Select(_ => backOff.Crashed(wasHealthy: false, TimeSpan.Zero) is null)];

        Assert.Equal([false, false, false, false, true], givenUp);
    }

    private static Task<ExecuteCommandResult> CommandAsync(TestApplication app, string command) =>
        app.Application.ResourceCommands.ExecuteCommandAsync("front", command, TestContext.Current.CancellationToken);
}
