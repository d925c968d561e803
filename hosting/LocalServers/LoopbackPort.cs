using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalServers;

/// <summary>Free ports of 127.0.0.1, and who holds the ones that are taken.</summary>
internal static class LoopbackPort
{
    // Below the kernel's range for outgoing connections, so that no client socket takes the port between choosing and listening.
    private const int First = 10_000;
    private const int Last = 32_000;
    private const int ListenState = 0x0A;

    private static readonly string[] s_socketTables = ["/proc/net/tcp", "/proc/net/tcp6"];
    private static readonly HashSet<int> s_handedOut = [];

    /// <summary>A port nobody listens on; never given twice by this process.</summary>
    public static int Free()
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            int port = RandomNumberGenerator.GetInt32(First, Last);
            lock (s_handedOut)
            {
                if (s_handedOut.Contains(port) || !IsFree(port))
                {
                    continue;
                }

                s_handedOut.Add(port);
                return port;
            }
        }

        throw new InvalidOperationException($"No free port found between {First} and {Last}.");
    }

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As servers do: a port in TIME_WAIT is free, a listener is not.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <exception cref="PortInUseException">Somebody listens on it; the message names them.</exception>
    public static void RequireFree(int port)
    {
        if (!IsFree(port))
        {
            ProcessStat? holder = Holder(port);
            throw new PortInUseException(port, holder?.Pid, holder?.Program);
        }
    }

    /// <summary>The process that listens on the port; null when nobody does or it cannot be seen from here.</summary>
    public static ProcessStat? Holder(int port)
    {
        HashSet<string> sockets = [.. ListeningInodes(port).Select(inode => $"socket:[{inode}]")];
        return sockets.Count == 0 ? null : ProcessStat.All().FirstOrDefault(stat => HoldsOneOf(stat.Pid, sockets));
    }

    private static IEnumerable<string> ListeningInodes(int port)
    {
        foreach (string table in s_socketTables.Where(File.Exists))
        {
            foreach (string line in File.ReadLines(table).Skip(1))
            {
                // "sl local_address rem_address st ... inode": addresses are hex "IP:PORT".
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                int local = int.Parse(fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                if (local == port && int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture) == ListenState)
                {
                    yield return fields[9];
                }
            }
        }
    }

    private static bool HoldsOneOf(int pid, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd"))
                .Any(descriptor => LinkTarget(descriptor) is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    private static string? LinkTarget(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
