using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Database;

public sealed class DataSourceTests(SharedServers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_database_is_asked_by_the_health_check()
    {
        await using var good = await StartAsync([new("ConnectionStrings:ledger", await servers.FreshDatabaseAsync(Cancel))]);
        await using var bad = await StartAsync([new("ConnectionStrings:ledger", "Host=127.0.0.1;Port=1;Username=u;Password=hunter2")]);
        using var healthy = await good.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancel);
        using var unhealthy = await bad.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (healthy.StatusCode, unhealthy.StatusCode));
        Assert.DoesNotContain("hunter2", await unhealthy.Content.ReadAsStringAsync(Cancel) + bad.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_come_from_the_sections_then_the_connection_string_then_the_delegate()
    {
        await using var service = await StartAsync(
        [
            new("Aspire:Npgsql:ConnectionString", "Host=first"),
            new("Aspire:Npgsql:DisableHealthChecks", "true"),
            new("Aspire:Npgsql:ledger:ConnectionString", "Host=second"),
        ]);
        Assert.Contains("Host=second", service.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString, StringComparison.Ordinal);
        Assert.DoesNotContain("PostgreSql", await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancel), StringComparison.Ordinal);

        await using var named = await StartAsync([new("Aspire:Npgsql:ConnectionString", "Host=first"), new("ConnectionStrings:ledger", "Host=third")]);
        Assert.Contains("Host=third", named.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defaults_fill_in_where_the_connection_string_is_silent()
    {
        await using var silent = await StartAsync([new("ConnectionStrings:ledger", "Host=h;Multiplexing=true")]);
        await using var explicitly = await StartAsync([new("ConnectionStrings:ledger", "Host=h;Maximum Pool Size=7;Max Auto Prepare=9;Application Name=me")]);
        var defaults = new NpgsqlConnectionStringBuilder(silent.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
        var given = new NpgsqlConnectionStringBuilder(explicitly.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);

        Assert.Equal(
            (20, 0, 30, "test-service", false),
            (defaults.MaxPoolSize, defaults.MaxAutoPrepare, defaults.KeepAlive, defaults.ApplicationName, defaults.Multiplexing));
        Assert.Equal((7, 9, "me"), (given.MaxPoolSize, given.MaxAutoPrepare, given.ApplicationName));
    }

    // https://github.com/npgsql/npgsql/issues/6391
    [Fact]
    public async Task A_value_refused_at_a_statements_second_use_does_not_harm_its_third()
    {
        await using var service = await StartAsync([new("ConnectionStrings:ledger", await servers.FreshDatabaseAsync(Cancel) + ";Maximum Pool Size=1")]);
        var database = service.Services.GetRequiredService<NpgsqlDataSource>();
        await using (var create = database.CreateCommand("CREATE TABLE short (id integer, name varchar(5))"))
            await create.ExecuteNonQueryAsync(Cancel);

        Assert.Equal(1, await InsertAsync(1, "one"));
        await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(2, "too long"));
        Assert.Equal(3, await InsertAsync(3, "three"));

        async Task<object?> InsertAsync(int id, string name)
        {
            await using var insert = database.CreateCommand("INSERT INTO short (id, name) VALUES ($1, $2) RETURNING id");
            insert.Parameters.Add(new() { Value = id });
            insert.Parameters.Add(new() { Value = name });
            return await insert.ExecuteScalarAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_missing_connection_string_is_told_at_the_first_use()
    {
        await using var service = await StartAsync([new("Aspire:Npgsql:DisableHealthChecks", "true")]);

        var exception = Assert.Throws<InvalidOperationException>(() => service.Services.GetRequiredService<NpgsqlDataSource>());
        Assert.Contains("ConnectionStrings:ledger", exception.Message, StringComparison.Ordinal);
    }

    private static Task<TestService> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings) =>
        TestService.StartAsync(builder => builder.AddNpgsqlDataSource("ledger"), settings: settings, cancellationToken: Cancel);
}
