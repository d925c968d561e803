using Npgsql;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Tests;

public sealed class ServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_is_there_when_its_user_starts_and_survives_a_killed_server()
    {
        await using var app = new TestApplication();
        var postgres = app.Builder.AddPostgres("postgres").WithDataVolume();
        var database = postgres.AddDatabase("things", "the things");
        app.AddWeb("front").WithReference(database).WaitFor(database);
        await app.StartAsync();
        await app.HealthyAsync("front");

        string connectionString = (await app.VariablesAsync("front"))["ConnectionStrings__things"];
        Assert.Matches("^Host=127.0.0.1;Port=[0-9]+;Username=postgres;Password=[A-Za-z0-9]+;Database=the things$", connectionString);
        Assert.Equal("the things", await ScalarAsync(connectionString, "SELECT current_database()"));

        int before = (await app.HealthyAsync("postgres")).Snapshot.ProcessId!.Value;
        Posix.Signal(before, Posix.SigKill);
        await app.WhenAsync("postgres", snapshot => snapshot is { HealthStatus: not null, ProcessId: { } pid } && pid != before);
        await app.HealthyAsync("postgres");

        Assert.Equal("the things", await ScalarAsync(connectionString, "SELECT current_database()"));
        Assert.NotEmpty(Directory.GetDirectories(app.In(".pms/data/postgres-data")));
    }

    [Fact]
    public async Task A_broker_runs_with_its_management_page()
    {
        await using var app = new TestApplication();
        var messaging = app.Builder.AddRabbitMQ("messaging").WithManagementPlugin();
        app.AddWeb("front").WithReference(messaging).WaitFor(messaging);
        await app.StartAsync();
        await app.HealthyAsync("front");

        Assert.Matches("^amqp://guest:[A-Za-z0-9]+@127.0.0.1:[0-9]+$", (await app.VariablesAsync("front"))["ConnectionStrings__messaging"]);
        using HttpClient management = app.Application.CreateHttpClient("messaging", "management");
        Assert.Contains("RabbitMQ", await management.GetStringAsync(new Uri("/", UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
