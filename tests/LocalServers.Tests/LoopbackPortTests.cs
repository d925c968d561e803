using System.Net;
using System.Net.Sockets;

namespace PmsPlatform.LocalServers.Tests;

public sealed class LoopbackPortTests
{
    [Fact]
    public void A_port_is_never_given_twice()
    {
        int[] ports = [.. Enumerable.Range(0, 200).Select(_ => LoopbackPort.Free())];

        Assert.Equal(ports.Length, ports.Distinct().Count());
    }

    [Fact]
    public void A_listener_on_all_addresses_holds_the_loopback_port_too()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.False(LoopbackPort.IsFree(port));
        Assert.Equal(Environment.ProcessId, LoopbackPort.Holder(port)?.Pid);
    }

    [Fact]
    public async Task A_port_whose_last_connection_lingers_is_free()
    {
        // None that the kernel gives to somebody else's connection as soon as it is let go.
        int port = LoopbackPort.Free();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);

            // The side that closes first keeps the connection in TIME_WAIT: here the server's.
            (await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken)).Dispose();
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        }

        listener.Stop();

        // A process that another test starts just now holds a copy of the listener until it runs its own program; the connection lingers for a minute.
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!LoopbackPort.IsFree(port))
            await Task.Delay(20, soon.Token);
    }
}
