using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PmsPlatform.LocalServers.Processes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PmsPlatform.LocalServers;

/// <summary>
/// A RabbitMQ broker as a child process: own data folder, node name, port mapper and ports, all on 127.0.0.1 only.
/// It stops with this process, also when this process is killed.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    private readonly RabbitMqServerOptions _options;
    private readonly RabbitMqFolder _folder;
    private readonly ChildProcess _portMapper;
    private readonly ChildProcess _process;
    private readonly ServerLog _log;

    private RabbitMqServer(
        RabbitMqServerOptions options, RabbitMqFolder folder, ChildProcess portMapper, ChildProcess process, ServerLog log, int port, int? managementPort)
    {
        _options = options;
        _folder = folder;
        _portMapper = portMapper;
        _process = process;
        _log = log;
        Port = port;
        ManagementPort = managementPort;
    }

    /// <summary>AMQP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Port of the management UI and HTTP API on 127.0.0.1; null without the plugin.</summary>
    public int? ManagementPort { get; }

    /// <summary>Pid of the broker's virtual machine.</summary>
    public int ProcessId => _process.Id;

    /// <summary>amqp://user:password@127.0.0.1:port, user and password escaped; the default virtual host.</summary>
    public Uri Uri => new(string.Create(
        CultureInfo.InvariantCulture,
        $"amqp://{Uri.EscapeDataString(_options.UserName)}:{Uri.EscapeDataString(_options.Password)}@127.0.0.1:{Port}"));

    /// <summary>Completes with the exit code when the broker has ended, for whatever reason.</summary>
    public Task<int> Exited => _process.Exited;

    internal ProcessIdentity Process => _process.Identity;

    /// <summary>Starts the broker and returns when it accepts the user's login.</summary>
    /// <remarks>A broker left behind on this folder by a killed process is stopped first.</remarks>
    /// <exception cref="MissingProgramException">RabbitMQ or Erlang is not installed.</exception>
    /// <exception cref="PasswordChangedException">The folder was created with another user name or password.</exception>
    /// <exception cref="PortInUseException">A given port is taken.</exception>
    /// <exception cref="DataFolderInUseException">Another living process runs a broker on this folder.</exception>
    /// <exception cref="ServerStartException">It ended, or did not answer in time.</exception>
    public static async Task<RabbitMqServer> StartAsync(RabbitMqServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = new RabbitMqFolder(options);
        await ProcessRecord.ReapAsync(folder.RecordFile, Posix.SigTerm, options.StopTimeout, cancellationToken).ConfigureAwait(false);
        int port = Choose(options.Port);
        int? managementPort = options.Management ? Choose(options.ManagementPort) : null;
        int portMapperPort = LoopbackPort.Free();
        folder.WriteConfiguration(port, managementPort);

        var log = new ServerLog(folder.LogFile, options.Output);
        var children = new List<ChildProcess>();
        try
        {
            // Started by the broker it would become a daemon that outlives everybody.
            children.Add(await ChildProcess.StartAsync(folder.PortMapper(portMapperPort, log.Write), cancellationToken).ConfigureAwait(false));
            children.Add(await ChildProcess
                .StartAsync(folder.Broker(LoopbackPort.Free(), portMapperPort, log.Write), cancellationToken).ConfigureAwait(false));

            // The broker comes first: it is the one to be stopped in peace, the port mapper goes after it.
            new ProcessRecord(ProcessIdentity.Current, [children[1].Identity, children[0].Identity]).Write(folder.RecordFile);
            var server = new RabbitMqServer(options, folder, children[0], children[1], log, port, managementPort);
            await server.WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            foreach (ChildProcess child in Enumerable.Reverse(children))
            {
                await child.StopAsync(Posix.SigTerm, options.StopTimeout, CancellationToken.None).ConfigureAwait(false);
                await child.DisposeAsync().ConfigureAwait(false);
            }

            File.Delete(folder.RecordFile);
            log.Dispose();
            throw;
        }
    }

    /// <summary>Stops the broker; durable queues and persistent messages stay in the data folder. Killed after the stop time-out.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _process.StopAsync(Posix.SigTerm, _options.StopTimeout, cancellationToken).ConfigureAwait(false);
        await _portMapper.KillAsync().ConfigureAwait(false);
        File.Delete(_folder.RecordFile);
    }

    /// <summary>Ends the broker as a power cut would (SIGKILL); the data folder can be started again.</summary>
    /// <remarks>
    /// RabbitMQ 3.10 flushes the Raft metadata of a new quorum queue only after some five seconds: killed earlier, that queue
    /// finds no leader afterwards. Messages of older queues are not affected.
    /// </remarks>
    public async Task KillAsync()
    {
        await _process.KillAsync().ConfigureAwait(false);
        await _portMapper.KillAsync().ConfigureAwait(false);
        File.Delete(_folder.RecordFile);
    }

    /// <summary>Stops the broker.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
        await _portMapper.DisposeAsync().ConfigureAwait(false);
        _log.Dispose();
    }

    private static int Choose(int? wanted)
    {
        if (wanted is { } port)
        {
            LoopbackPort.RequireFree(port);
            return port;
        }

        return LoopbackPort.Free();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        Exception? last = null;
        while (TimeProvider.System.GetElapsedTime(started) < _options.StartTimeout)
        {
            if (_process.Exited.IsCompleted)
            {
                await _process.FinishOutputAsync().ConfigureAwait(false);
                int exitCode = await _process.Exited.ConfigureAwait(false);
                throw new ServerStartException($"RabbitMQ ended with exit code {exitCode} while starting:{Environment.NewLine}{_log.Tail}", last);
            }

            try
            {
                await KnockAsync(Port, cancellationToken).ConfigureAwait(false);
                var factory = new ConnectionFactory { Uri = Uri, AutomaticRecoveryEnabled = false };
                await using (IConnection connection = await factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false))
                {
                    await connection.CloseAsync(cancellationToken).ConfigureAwait(false);
                }

                if (ManagementPort is { } management)
                {
                    await KnockAsync(management, cancellationToken).ConfigureAwait(false);
                }

                return;
            }
            catch (BrokerUnreachableException exception) when (exception.InnerException is AuthenticationFailureException)
            {
                throw new PasswordChangedException(_folder.Root, _options.UserName, exception);
            }
            catch (Exception exception) when (exception is SocketException or RabbitMQClientException or IOException)
            {
                last = exception;
            }

            await Task.Delay(s_poll, cancellationToken).ConfigureAwait(false);
        }

        throw new ServerStartException($"RabbitMQ did not answer within {_options.StartTimeout.TotalSeconds} s:{Environment.NewLine}{_log.Tail}", last);
    }

    /// <summary>Cheaper than a client's connection attempt while nobody listens yet.</summary>
    private static async Task KnockAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken).ConfigureAwait(false);
    }
}
