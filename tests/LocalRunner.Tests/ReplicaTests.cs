using System.Globalization;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Tests;

public sealed class ReplicaTests
{
    [Fact]
    public async Task Replicas_share_one_public_port_and_a_dead_one_is_passed_over()
    {
        await using var app = new TestApplication();
        app.AddWeb("front").WithReplicas(3);
        await app.StartAsync();
        await Eventually.TrueAsync(() => app.States.All().Count(ResourceNotificationService.IsHealthy) == 3, TimeSpan.FromSeconds(30), "three healthy replicas");

        string[] answers = new string[9];
        for (int request = 0; request < answers.Length; request++)
        {
            answers[request] = await app.GetAsync("front", "/");
        }

        Assert.Equal(3, answers.Distinct().Count());
        Assert.All(answers.CountBy(answer => answer), turns => Assert.Equal(3, turns.Value));

        Posix.Signal(int.Parse(answers[0], CultureInfo.InvariantCulture), Posix.SigKill);
        await app.WhenAsync("front", snapshot => snapshot.Message?.Contains("crashed", StringComparison.Ordinal) == true);
        for (int request = 0; request < 6; request++)
        {
            Assert.NotEqual(answers[0], await app.GetAsync("front", "/"));
        }
    }

    [Fact]
    public async Task A_target_port_cannot_be_shared_by_replicas()
    {
        await using var app = new TestApplication();
        app.Builder.AddProject<Projects.TestWeb>("front").WithHttpEndpoint(targetPort: 17614).WithReplicas(2);

        DistributedApplicationException refused = await Assert.ThrowsAsync<DistributedApplicationException>(app.StartAsync);

        Assert.Contains("target port", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_port_is_reached_through_the_public_one()
    {
        await using var app = new TestApplication();
        int target = LocalServers.LoopbackPort.Free();
        app.Builder.AddProject<Projects.TestWeb>("front").WithHttpEndpoint(targetPort: target, env: "MY_PORT").WithHttpHealthCheck("/health");
        await app.StartHealthyAsync();

        Dictionary<string, string> variables = await app.VariablesAsync("front");

        Assert.Equal(target.ToString(CultureInfo.InvariantCulture), variables["MY_PORT"]);
        Assert.NotEqual(target, app.Application.GetEndpoint("front").Port);
    }
}
