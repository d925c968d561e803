using System.Net;
using System.Net.Sockets;
using Npgsql;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalServers.Tests;

public sealed class PostgresServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_server_leaves_no_process_and_keeps_its_data()
    {
        int pid;
        await using (PostgresServer server = await StartAsync())
        {
            pid = server.ProcessId;
            string database = await server.CreateDatabaseAsync("hotel-\"one\"", Cancel);
            Assert.Equal(database, await server.CreateDatabaseAsync("hotel-\"one\"", Cancel));
            await ExecuteAsync(database, "CREATE TABLE rooms (number text); INSERT INTO rooms VALUES ('101');");
        }

        Assert.Null(ProcessIdentity.Of(pid));
        Assert.False(File.Exists(_folder.In("process.json")));

        await using PostgresServer again = await StartAsync();
        Assert.Equal("101", await ScalarAsync(again.ConnectionString("hotel-\"one\""), "SELECT number FROM rooms"));
    }

    [Fact]
    public async Task A_killed_server_leaves_no_process_and_starts_again_on_its_folder()
    {
        await using PostgresServer server = await StartAsync();
        await ExecuteAsync(server.ConnectionString(), "CREATE TABLE kept (id int)");
        IReadOnlyList<ProcessIdentity> family = [server.Process, .. ProcessTree.Descendants(server.ProcessId)];
        Assert.True(family.Count > 3);

        await server.KillAsync();

        Assert.DoesNotContain(family, process => process.IsAlive);
        await using PostgresServer again = await StartAsync();
        Assert.Equal(0L, await ScalarAsync(again.ConnectionString(), "SELECT count(*) FROM kept"));
    }

    [Fact]
    public async Task Another_password_on_an_old_data_folder_is_named()
    {
        await (await StartAsync()).DisposeAsync();

        PasswordChangedException refused = await Assert.ThrowsAsync<PasswordChangedException>(() => StartAsync(password: "another"));

        Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("process.json")));
    }

    [Fact]
    public async Task Only_loopback_with_a_password_is_accepted()
    {
        await using PostgresServer server = await StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString()) { Password = "wrong", Pooling = false };

        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(wrong.ConnectionString, "SELECT 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        Assert.Equal("127.0.0.1", await ScalarAsync(server.ConnectionString(), "SHOW listen_addresses"));
        Assert.Equal("", await ScalarAsync(server.ConnectionString(), "SHOW unix_socket_directories"));
    }

    [Fact]
    public async Task A_taken_port_is_named_with_its_holder()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        int port = ((IPEndPoint)holder.LocalEndpoint).Port;

        PortInUseException refused = await Assert.ThrowsAsync<PortInUseException>(
            () => PostgresServer.StartAsync(new PostgresServerOptions { DataFolder = _folder.Path, Port = port }, Cancel));

        Assert.Equal(Environment.ProcessId, refused.HolderProcessId);
        Assert.Contains(refused.HolderProgram!, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leftover_of_a_dead_owner_is_reaped()
    {
        await using PostgresServer left = await StartAsync();
        string record = _folder.In("process.json");
        (ProcessRecord.Read(record)! with { Owner = new ProcessIdentity(int.MaxValue, 1) }).Write(record);

        await using PostgresServer next = await StartAsync();

        Assert.False(left.Process.IsAlive);
        Assert.NotEqual(left.ProcessId, next.ProcessId);
    }

    [Fact]
    public async Task A_folder_served_by_a_living_owner_is_refused()
    {
        await using PostgresServer server = await StartAsync();

        DataFolderInUseException refused = await Assert.ThrowsAsync<DataFolderInUseException>(() => StartAsync());

        Assert.Equal(Environment.ProcessId, refused.OwnerProcessId);
        Assert.True(server.Process.IsAlive);
    }

    public void Dispose() => _folder.Dispose();

    private Task<PostgresServer> StartAsync(string password = "s3cret 'quoted; word") =>
        PostgresServer.StartAsync(new PostgresServerOptions { DataFolder = _folder.Path, Password = password, Durable = false }, Cancel);

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
