using System.Globalization;
using Npgsql;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalServers;

/// <summary>
/// A PostgreSQL server as a child process: own data folder, 127.0.0.1 only, no Unix socket, scram-sha-256 for everybody.
/// It stops with this process, also when this process is killed.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(30);

    private readonly PostgresServerOptions _options;
    private readonly PostgresFolder _folder;
    private readonly ChildProcess _process;
    private readonly ServerLog _log;

    private PostgresServer(PostgresServerOptions options, PostgresFolder folder, ChildProcess process, ServerLog log, int port)
    {
        _options = options;
        _folder = folder;
        _process = process;
        _log = log;
        Port = port;
    }

    /// <summary>TCP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Pid of the postmaster.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Completes with the exit code when the server has ended, for whatever reason.</summary>
    public Task<int> Exited => _process.Exited;

    internal ProcessIdentity Process => _process.Identity;

    /// <summary>Starts the server, after creating the data folder when it is empty, and returns when it answers a query.</summary>
    /// <remarks>A server left behind on this folder by a killed process is stopped first.</remarks>
    /// <exception cref="MissingProgramException">PostgreSQL is not installed, or not in the version that created the folder.</exception>
    /// <exception cref="PasswordChangedException">The folder was created with another user name or password.</exception>
    /// <exception cref="PortInUseException">The given port is taken.</exception>
    /// <exception cref="DataFolderInUseException">Another living process runs a server on this folder.</exception>
    /// <exception cref="ServerStartException">It ended, or did not answer in time.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = new PostgresFolder(options);
        await ProcessRecord.ReapAsync(folder.RecordFile, Posix.SigInt, options.StopTimeout, cancellationToken).ConfigureAwait(false);
        if (options.Port is { } wanted)
        {
            LoopbackPort.RequireFree(wanted);
        }

        int port = options.Port ?? LoopbackPort.Free();
        string programs = Programs.PostgresFolder(folder.MajorVersion);
        var log = new ServerLog(folder.LogFile, options.Output);
        ChildProcess? process = null;
        try
        {
            if (!folder.Exists)
            {
                await folder.CreateAsync(programs, log, cancellationToken).ConfigureAwait(false);
            }

            ChildProcessOptions command = folder.Command(Path.Combine(programs, "postgres"), Arguments(folder, options, port), log.Write);
            process = await ChildProcess.StartAsync(command, cancellationToken).ConfigureAwait(false);
            new ProcessRecord(ProcessIdentity.Current, [process.Identity]).Write(folder.RecordFile);
            var server = new PostgresServer(options, folder, process, log, port);
            await server.WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            if (process is not null)
            {
                await process.StopAsync(Posix.SigInt, options.StopTimeout, CancellationToken.None).ConfigureAwait(false);
                await process.DisposeAsync().ConfigureAwait(false);
                File.Delete(folder.RecordFile);
            }

            log.Dispose();
            throw;
        }
    }

    /// <summary>Connection string of a database, whether it exists or not.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = _options.UserName,
        Password = _options.Password,
        Database = database,
    }.ConnectionString;

    /// <summary>Creates the database if it does not exist and returns its connection string.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="like">The database it begins as a copy of, which nobody may be connected to; null for an empty one.</param>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken, string? like = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        await using NpgsqlConnection connection = new(Unpooled());
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlCommand command = connection.CreateCommand();

        // Copied as files it takes a quarter of the time; that writes all that is not on disk yet, which a server without fsync does not wait for.
        string strategy = !_options.Durable && connection.PostgreSqlVersion.Major >= 15 ? " STRATEGY file_copy" : "";

        string template = like is null ? "" : $" TEMPLATE {Quoted(like)}";

        // A database name cannot be a parameter.
#pragma warning disable CA2100
        command.CommandText = $"CREATE DATABASE {Quoted(name)}{template}{strategy}";
#pragma warning restore CA2100
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // Made earlier, or by somebody else at this moment: what the caller wants is there.
        }

        return ConnectionString(name);
    }

    /// <summary>Fast shutdown: running transactions are rolled back, data is flushed. Killed after the stop time-out.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _process.StopAsync(Posix.SigInt, _options.StopTimeout, cancellationToken).ConfigureAwait(false);
        File.Delete(_folder.RecordFile);
    }

    /// <summary>Ends the server as a power cut would (SIGKILL); the data folder can be started again.</summary>
    public async Task KillAsync()
    {
        await _process.KillAsync().ConfigureAwait(false);
        File.Delete(_folder.RecordFile);
    }

    /// <summary>Stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
        _log.Dispose();
    }

    /// <summary>Doubling the quotes is the whole escaping of an identifier.</summary>
    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<string> Arguments(PostgresFolder folder, PostgresServerOptions options, int port)
    {
        List<string> arguments = ["-D", folder.Cluster];
        void Set(string name, string value) => arguments.AddRange(["-c", $"{name}={value}"]);
        Set("listen_addresses", "127.0.0.1");
        Set("port", port.ToString(CultureInfo.InvariantCulture));
        Set("unix_socket_directories", "");
        Set("max_connections", "200");
        Set("shared_buffers", "256MB");
        Set("max_wal_size", "4GB");
        Set("timezone", "UTC");
        Set("log_timezone", "UTC");
        Set("logging_collector", "off");

        // Statements here take milliseconds; where the planner knows nothing of a table yet, compiling them would take longer than doing what they say.
        Set("jit", "off");
        if (!options.Durable)
        {
            Set("fsync", "off");
            Set("full_page_writes", "off");

            // Hundreds of databases that live for seconds: a worker for each in turn would have the processor for nothing.
            Set("autovacuum", "off");
        }

        return arguments;
    }

    private string Unpooled() => new NpgsqlConnectionStringBuilder(ConnectionString()) { Pooling = false, Timeout = 5 }.ConnectionString;

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
                throw new ServerStartException($"PostgreSQL ended with exit code {exitCode} while starting:{Environment.NewLine}{_log.Tail}", last);
            }

            try
            {
                await using NpgsqlConnection connection = new(Unpooled());
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (PostgresException exception)
                when (exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
            {
                throw new PasswordChangedException(_folder.Root, _options.UserName, exception);
            }
            catch (NpgsqlException exception)
            {
                last = exception;
            }

            await Task.Delay(s_poll, cancellationToken).ConfigureAwait(false);
        }

        throw new ServerStartException($"PostgreSQL did not answer within {_options.StartTimeout.TotalSeconds} s:{Environment.NewLine}{_log.Tail}", last);
    }
}
