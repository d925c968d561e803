using System.Net;
using System.Net.Sockets;

namespace PmsPlatform.ServiceDefaults.Outbound;

/// <summary>Answers the addresses of a host name.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>
/// Connects to public addresses only. The address that was looked at is the one connected to: a name that means another address a moment later (DNS
/// rebinding) changes nothing, and neither does one that means a public and a private address at once.
/// </summary>
/// <param name="resolve">How names are looked up: <see cref="Dns.GetHostAddressesAsync(string, CancellationToken)"/> but in tests.</param>
public sealed class PublicOnly(ResolveHost resolve)
{
    /// <summary>Looks names up as this machine does.</summary>
    public PublicOnly()
        : this(Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>A handler that connects through this, follows no redirects and uses no proxy: behind one, nobody knows what is connected to.</summary>
    public SocketsHttpHandler Guard(SocketsHttpHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        handler.AllowAutoRedirect = false;
        handler.UseProxy = false;
        handler.ConnectCallback = ConnectAsync;
        return handler;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await resolve(target.Host, cancellationToken);
        IPAddress[] open = [.. addresses.Where(PublicAddress.IsPublic)];
        if (open.Length == 0)
            throw new AddressNotPublicException(target.Host);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
