using System.Net;
using System.Net.Sockets;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>Listens on a public port and hands each connection to the next open instance behind it.</summary>
internal sealed class PortForwarder(int publicPort, IReadOnlyList<Func<int?>> targets) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _accepting = [];
    private readonly List<Socket> _listeners = [];
    private int _next = -1;

    /// <exception cref="SocketException">The port is taken.</exception>
    public void Start()
    {
        _listeners.Add(Listen(IPAddress.Loopback));
        if (Socket.OSSupportsIPv6)
        {
            // What asks for "localhost" may try this one first.
            _listeners.Add(Listen(IPAddress.IPv6Loopback));
        }

        _accepting.AddRange(_listeners.Select(AcceptAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (Socket listener in _listeners)
        {
            listener.Dispose();
        }

        await Task.WhenAll(_accepting).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private Socket Listen(IPAddress address)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, publicPort));
        listener.Listen(512);
        return listener;
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Socket client = await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                _ = ForwardAsync(client, _stopping.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // Either the end of the run, or a client that was gone before it was accepted.
            }
        }
    }

    private async Task ForwardAsync(Socket client, CancellationToken cancellationToken)
    {
        using Socket clientSocket = client;
        try
        {
            using Socket? target = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (target is null)
            {
                return;
            }

            clientSocket.NoDelay = true;
            Task[] pumps = [PumpAsync(clientSocket, target, cancellationToken), PumpAsync(target, clientSocket, cancellationToken)];

            // A direction that ended well leaves the other one open (half-closed connections are legal); one that broke ends both.
            await (await Task.WhenAny(pumps).ConfigureAwait(false)).ConfigureAwait(false);
            await Task.WhenAll(pumps).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A cut connection is the business of its two ends; both sockets close here.
        }
    }

    private async Task<Socket?> ConnectAsync(CancellationToken cancellationToken)
    {
        int first = Interlocked.Increment(ref _next);
        for (int attempt = 0; attempt < targets.Count; attempt++)
        {
            if (targets[(int)((uint)(first + attempt) % targets.Count)]() is not { } port)
            {
                continue;
            }

            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException)
            {
                // Running, but not listening yet or any more: the next one.
                socket.Dispose();
            }
        }

        return null;
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            int count = await from.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            for (int sent = 0; sent < count;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
