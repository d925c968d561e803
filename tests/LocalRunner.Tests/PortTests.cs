using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PmsPlatform.LocalRunner.Tests;

public sealed class PortTests
{
    [Fact]
    public async Task A_taken_port_is_named_with_its_holder()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        int port = ((IPEndPoint)holder.LocalEndpoint).Port;
        await using var app = new TestApplication();
        app.Builder.AddProject<Projects.TestWeb>("front").WithHttpEndpoint(port: port);
        await app.StartAsync();

        ResourceEvent failed = await app.StateAsync("front", KnownResourceStates.FailedToStart);

        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), failed.Snapshot.Message, StringComparison.Ordinal);
        Assert.Contains($"(pid {Environment.ProcessId})", failed.Snapshot.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxied_endpoint_cannot_have_its_public_port_as_target()
    {
        await using var app = new TestApplication();
        var front = app.Builder.AddProject<Projects.TestWeb>("front");

        Assert.Throws<DistributedApplicationException>(() => front.WithHttpEndpoint(port: 17615, targetPort: 17615));
        front.WithHttpEndpoint(port: 17615, targetPort: 17615, isProxied: false);
    }
}
