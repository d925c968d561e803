using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.LocalServers;

namespace PmsPlatform.TestKit;

/// <summary>
/// One PostgreSQL and one RabbitMQ for all tests of an assembly, started when first asked for and ended with it. Declare it once in the test project:
/// <c>[assembly: AssemblyFixture(typeof(SharedServers))]</c>, and take it in test classes' constructors.
/// </summary>
/// <remarks>Tests that stop or kill a server start their own with <see cref="PostgresServer"/> and <see cref="RabbitMqServer"/>.</remarks>
public sealed class SharedServers : IAsyncDisposable
{
    /// <summary>Hardly more sessions than a service must have: to begin one costs more than what a test does with it.</summary>
    private const string FewSessions = ";Maximum Pool Size=4";

    private readonly TemporaryFolder _folder = new("servers");
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _models = new(StringComparer.Ordinal);
    private PostgresServer? _postgres;
    private RabbitMqServer? _rabbit;
    private HttpClient? _management;
    private int _count;

    /// <summary>The database server. Without fsync: what it holds is lost with the machine.</summary>
    public async Task<PostgresServer> PostgresAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _postgres ??= await PostgresServer.StartAsync(new() { DataFolder = _folder.Sub("postgres"), Durable = false }, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The broker, with its management interface.</summary>
    public async Task<RabbitMqServer> RabbitMqAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _rabbit ??= await RabbitMqServer.StartAsync(new() { DataFolder = _folder.Sub("rabbitmq"), Management = true }, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> FreshDatabaseAsync(CancellationToken cancellationToken)
    {
        var server = await PostgresAsync(cancellationToken);
        return await server.CreateDatabaseAsync(FreshName(), cancellationToken);
    }

    /// <summary>Makes a database with a service's schema in it: a copy of one that the service's own migrations have made once.</summary>
    /// <param name="schema">Tells these databases from others; the first who names it gives it its content.</param>
    /// <param name="connectionName">Under which the service knows the database.</param>
    /// <param name="register">Adds the database and its migrations as the service does.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> MigratedDatabaseAsync(
        string schema, string connectionName, Action<IHostApplicationBuilder> register, CancellationToken cancellationToken)
    {
        var server = await PostgresAsync(cancellationToken);
        var model = await _models.GetOrAdd(schema, _ => new(() => MigrateAsync($"model_{schema}", connectionName, register))).Value.WaitAsync(cancellationToken);
        return await server.CreateDatabaseAsync(FreshName(), cancellationToken, like: model) + FewSessions;
    }

    /// <summary>Makes an empty virtual host: own exchanges and queues.</summary>
    /// <returns>Its connection string: <c>amqp://user:password@127.0.0.1:port/name</c>.</returns>
    public async Task<string> FreshVirtualHostAsync(CancellationToken cancellationToken)
    {
        var server = await RabbitMqAsync(cancellationToken);
        var management = await ManagementAsync(cancellationToken);
        var name = FreshName();
        using var made = await management.PutAsJsonAsync($"api/vhosts/{name}", new { }, cancellationToken);
        made.EnsureSuccessStatusCode();
        using var allowed = await management.PutAsJsonAsync(
            $"api/permissions/{name}/{server.Uri.UserInfo.Split(':')[0]}", new { configure = ".*", write = ".*", read = ".*" }, cancellationToken);
        allowed.EnsureSuccessStatusCode();
        return $"{server.Uri.ToString().TrimEnd('/')}/{name}";
    }

    /// <summary>What the broker says about a virtual host: <c>queues</c>, <c>exchanges</c>, <c>bindings</c>.</summary>
    /// <param name="amqp">What <see cref="FreshVirtualHostAsync"/> gave.</param>
    /// <param name="what">A collection of the management interface.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<IReadOnlyList<JsonElement>> BrokerAsync(string amqp, string what, CancellationToken cancellationToken)
    {
        var management = await ManagementAsync(cancellationToken);
        var name = new Uri(amqp).AbsolutePath.Trim('/');
        return await management.GetFromJsonAsync<IReadOnlyList<JsonElement>>($"api/{what}/{name}", cancellationToken) ?? [];
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _management?.Dispose();
        if (_rabbit is not null)
            await _rabbit.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _gate.Dispose();
        _folder.Dispose();
    }

    private async Task<string> MigrateAsync(string name, string connectionName, Action<IHostApplicationBuilder> register)
    {
        var server = await PostgresAsync(CancellationToken.None);
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration[$"ConnectionStrings:{connectionName}"] = await server.CreateDatabaseAsync(name, CancellationToken.None) + ";Pooling=false";
        builder.Services.AddSingleton(TimeProvider.System);
        register(builder);
        using var service = builder.Build();
        await service.StartAsync();
        await service.StopAsync();
        return name;
    }

    private async Task<HttpClient> ManagementAsync(CancellationToken cancellationToken)
    {
        var server = await RabbitMqAsync(cancellationToken);
        if (_management is not null)
            return _management;

        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(server.Uri.UserInfo)));
        var client = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.ManagementPort}/")) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        return _management = client;
    }

    private string FreshName() => "t" + Interlocked.Increment(ref _count).ToString("00", CultureInfo.InvariantCulture);
}
