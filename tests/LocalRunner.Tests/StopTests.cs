using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Tests;

public sealed class StopTests
{
    [Fact]
    public async Task Users_stop_before_what_they_use()
    {
        await using var app = new TestApplication();
        string trace = app.In("trace");
        var bottom = app.AddWeb("bottom").WithEnvironment("TRACE_FILE", trace);
        var middle = app.AddWeb("middle").WithEnvironment("TRACE_FILE", trace).WithReference(bottom);
        app.AddWeb("top").WithEnvironment("TRACE_FILE", trace).WaitFor(middle);
        await app.StartHealthyAsync();
        ResourceEvent[] all = [await app.HealthyAsync("top"), await app.HealthyAsync("middle"), await app.HealthyAsync("bottom")];

        await app.Application.StopAsync(TestContext.Current.CancellationToken);

        string[] lines = await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken);
        Assert.Equal(["top stopped", "middle stopped", "bottom stopped"], lines.Where(line => line.EndsWith("stopped", StringComparison.Ordinal)));
        Assert.All(all, running => Assert.Null(ProcessIdentity.Of(running.Snapshot.ProcessId!.Value)));
        Assert.True(app.States.TryGetCurrentState("top", out ResourceEvent? top));
        Assert.Equal(KnownResourceStates.Exited, top.Snapshot.State?.Text);
    }

    [Fact]
    public async Task What_does_not_stop_is_killed_within_ten_seconds()
    {
        await using var app = new TestApplication();
        app.AddWeb("stubborn").WithEnvironment("STUBBORN", "1");
        await app.StartHealthyAsync();
        int pid = (await app.HealthyAsync("stubborn")).Snapshot.ProcessId!.Value;
        long started = TimeProvider.System.GetTimestamp();

        await app.Application.StopAsync(TestContext.Current.CancellationToken);

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Null(ProcessIdentity.Of(pid));
    }

    [Fact]
    public async Task Two_services_that_refer_to_each_other_stop_all_the_same()
    {
        await using var app = new TestApplication();
        var one = app.AddWeb("one");
        var two = app.AddWeb("two").WithReference(one);
        one.WithReference(two);
        await app.StartHealthyAsync();

        await app.Application.StopAsync(TestContext.Current.CancellationToken);
    }
}
