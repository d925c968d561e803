using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Npgsql;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Live;

/// <summary>The registry as a process of its own, which can be killed and started again at the same address. One hotel of one organisation is in it.</summary>
internal sealed class RegistryProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _database;
    private readonly string _amqp;
    private readonly HttpClient _client;
    private Process? _process;

    private RegistryProcess(string database, string amqp, Uri address)
    {
        (_database, _amqp, Address) = (database, amqp, address);
        _client = new HttpClient { BaseAddress = address, Timeout = Patience };
        var owner = new CallerIdentity("an owner", ["htl_live"]) { Kind = CallerKind.User, OrganizationId = "org_live", OrganizationGrant = Permissions.All };
        _client.DefaultRequestHeaders.Add(IdentitySigner.HeaderName, Signer().Sign(owner, TimeSpan.FromHours(1)));
    }

    public Uri Address { get; }

    public static async Task<RegistryProcess> StartAsync(SharedServers servers, string amqp, CancellationToken cancellationToken)
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();

        var registry = new RegistryProcess(await servers.FreshDatabaseAsync(cancellationToken), amqp, address);
        await registry.StartAsync(cancellationToken);
        await registry.ExecuteAsync(
            "INSERT INTO connections.organization (organization_id, name, created_at, changed_at) VALUES ('org_live', 'Live', now(), now())", cancellationToken);
        using var made = await registry._client.PostAsJsonAsync(
            "/api/hotels", new { id = "htl_live", slug = "live", name = "Live", timeZone = "Europe/Budapest", currency = "EUR" }, cancellationToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return registry;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "PmsPlatform.Connections.dll"), "--urls", Address.ToString() },
            Environment =
            {
                ["ConnectionStrings__registry"] = _database, ["ConnectionStrings__messaging"] = _amqp, ["Logging__LogLevel__Default"] = "Warning",
                ["Connections__TrustedEndpoints__0"] = "http://127.0.0.1",
            },
        };
        foreach (var (key, value) in TestKeys.Configuration)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        _process = Process.Start(start)!;
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.False(_process.HasExited, "The registry ended instead of becoming healthy.");
                using var response = await _client.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
                return response.StatusCode is HttpStatusCode.OK;
            },
            Patience,
            "the registry is healthy",
            cancellationToken);
    }

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits until the connector has said what its vendor needs.</summary>
    public Task KnowsVendorAsync(CancellationToken cancellationToken) => Eventually.TrueAsync(
        async () =>
        {
            await using var connection = new NpgsqlConnection(_database);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT count(*) FROM connections.vendor WHERE vendor = 'script'", connection);
            return await command.ExecuteScalarAsync(cancellationToken) is 1L;
        },
        Patience,
        "the connector has reported its vendor",
        cancellationToken);

    /// <summary>Makes or changes the hotel's connection, con_live.</summary>
    public async Task<JsonElement> SaveAsync(object body, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync("/api/admin/pms/configuration", body, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public async Task DisconnectAsync(CancellationToken cancellationToken)
    {
        using var response = await _client.DeleteAsync(new Uri("/api/admin/pms/configuration/con_live", UriKind.Relative), cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public async Task<JsonElement> ConnectionAsync(CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync<JsonElement>("/api/admin/pms/configuration/con_live", cancellationToken);

    /// <summary>What somebody does at the database by hand.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is { HasExited: false })
            Kill();
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IdentitySigner Signer() =>
        new(new ConfigurationBuilder().AddInMemoryCollection(TestKeys.Configuration).Build(), TimeProvider.System);
}
