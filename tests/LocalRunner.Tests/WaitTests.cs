namespace PmsPlatform.LocalRunner.Tests;

public sealed class WaitTests
{
    [Fact]
    public async Task A_waiting_project_starts_when_its_dependency_is_healthy_and_says_so_meanwhile()
    {
        await using var app = new TestApplication();
        string healthy = app.In("healthy");
        var back = app.AddWeb("back").WithEnvironment("HEALTHY_WHEN_EXISTS", healthy);
        app.AddWeb("front").WaitFor(back);
        await app.StartAsync();

        ResourceEvent waiting = await app.StateAsync("front", KnownResourceStates.Waiting);
        ResourceEvent unhealthy = await app.WhenAsync("back", snapshot => snapshot.Message == "/health answers 503");
        Assert.Equal(["back"], waiting.Snapshot.WaitingFor);
        Assert.Equal("Unhealthy", unhealthy.Snapshot.HealthStatus.ToString());
        Assert.True(app.States.TryGetCurrentState("front", out ResourceEvent? still));
        Assert.Equal(KnownResourceStates.Waiting, still.Snapshot.State?.Text);

        await File.WriteAllTextAsync(healthy, "", TestContext.Current.CancellationToken);

        await app.HealthyAsync("front");
    }

    [Fact]
    public async Task WaitForStart_does_not_ask_for_health()
    {
        await using var app = new TestApplication();
        var back = app.AddWeb("back").WithEnvironment("HEALTHY_WHEN_EXISTS", app.In("never"));
        app.AddWeb("front").WaitForStart(back);
        await app.StartAsync();

        await app.HealthyAsync("front");
    }

    [Fact]
    public async Task WaitForCompletion_starts_after_the_expected_exit_code()
    {
        await using var app = new TestApplication();
        var job = app.Builder.AddProject<Projects.TestWeb>("job").WithArgs("exit", "7");
        app.AddWeb("front").WaitForCompletion(job, exitCode: 7);
        await app.StartAsync();

        await app.HealthyAsync("front");

        ResourceEvent finished = await app.StateAsync("job", KnownResourceStates.Finished);
        Assert.Equal(7, finished.Snapshot.ExitCode);
        Assert.Contains("leaving with 7", app.Log("job"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitForCompletion_fails_on_another_exit_code()
    {
        await using var app = new TestApplication();
        var job = app.Builder.AddProject<Projects.TestWeb>("job").WithArgs("exit", "1");
        app.AddWeb("front").WaitForCompletion(job);
        await app.StartAsync();

        ResourceEvent failed = await app.StateAsync("front", KnownResourceStates.FailedToStart);

        Assert.Contains("exit code 1", failed.Snapshot.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WaitBehavior.StopOnResourceUnavailable, "FailedToStart")]
    [InlineData(WaitBehavior.WaitOnResourceUnavailable, "Waiting")]
    public async Task What_becomes_of_a_waiter_when_its_dependency_ends_is_its_own_choice(WaitBehavior behavior, string state)
    {
        await using var app = new TestApplication();
        var back = app.AddWeb("back").WithArgs("exit", "0");
        app.AddWeb("front").WaitFor(back, behavior);
        await app.StartAsync();
        await app.StateAsync("back", KnownResourceStates.Finished);

        ResourceEvent waiter = await app.StateAsync("front", state);

        Assert.Equal(state, waiter.Snapshot.State?.Text);
    }

    [Fact]
    public async Task Nothing_waits_for_itself_or_its_parent()
    {
        await using var app = new TestApplication();
        var front = app.AddWeb("front");

        Assert.Throws<DistributedApplicationException>(() => front.WaitFor(front));
    }
}
