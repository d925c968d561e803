using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connections.Credentials;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Keys;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Secrets;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests.Credentials;

/// <summary>One replica of what the service does with keys: real PostgreSQL, real Kestrel, a clock that tests move. Several may share a database and a clock.</summary>
internal sealed class KeyHost : IAsyncDisposable
{
    private const string InternalKey = "k3Jx8vQm2Zr7Wt5Yb9Nc4Lp6Hd1Fs0Ga";

    private readonly WebApplication _app;

    private KeyHost(WebApplication app, ManualTime time, CapturedLogs logs)
    {
        (_app, Time, Logs) = (app, time, logs);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var identity = app.Services.GetRequiredService<IdentitySigner>().Sign(new CallerIdentity("key-tests", ["htl_a"]), TimeSpan.FromDays(3650));
        Client.DefaultRequestHeaders.Add(IdentitySigner.HeaderName, identity);
    }

    public ManualTime Time { get; }

    public CapturedLogs Logs { get; }

    public HttpClient Client { get; }

    public string Url => _app.Urls.First();

    /// <summary>The header by which our own services are known.</summary>
    public string ServiceIdentity => _app.Services.GetRequiredService<IdentitySigner>().Sign(
        new CallerIdentity("connector-tests", []) { Kind = CallerKind.Service }, TimeSpan.FromDays(3650));

    public CredentialSealer Sealer => _app.Services.GetRequiredService<CredentialSealer>();

    public CredentialRing Ring => _app.Services.GetRequiredService<CredentialRing>();

    public NpgsqlDataSource Database => _app.Services.GetRequiredService<NpgsqlDataSource>();

    public static string NewMasterKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>A replica of the registry.</summary>
    public static Task<KeyHost> StartAsync(string database, ManualTime time, params (string Key, string Value)[] settings) =>
        StartAsync(time, [("ConnectionStrings:registry", database), .. settings], builder =>
        {
            builder.AddRegistryDatabase();
            builder.AddCredentials();
        }, app => app.MapKeys());

    /// <summary>Another service that follows the registry's ring.</summary>
    public static Task<KeyHost> FollowAsync(string database, string registry, ManualTime time, params (string Key, string Value)[] settings) =>
        StartAsync(time, [("ConnectionStrings:own", database), ("services:connections:http:0", registry), .. settings], builder =>
        {
            builder.AddNpgsqlDataSource("own");
            builder.AddRemoteCredentialSealing();
        }, _ => { });

    public async Task<KeyStatus> StatusAsync(CancellationToken cancellationToken) =>
        (await Client.GetFromJsonAsync("/api/admin/keys", ContractsJson.Default.KeyStatus, cancellationToken))!;

    public Task<HttpResponseMessage> RotateAsync(bool ring, bool master, CancellationToken cancellationToken) => Client.PostAsJsonAsync(
        "/api/admin/keys/rotate", new KeyRotationRequest { Ring = ring, Master = master }, ContractsJson.Default.KeyRotationRequest, cancellationToken);

    /// <summary>Rotates and lets the clock run until it is done.</summary>
    public async Task<KeyStatus> RotateToTheEndAsync(bool ring, bool master, CancellationToken cancellationToken)
    {
        using var accepted = await RotateAsync(ring, master, cancellationToken);
        accepted.EnsureSuccessStatusCode();
        return await CompleteAsync(cancellationToken);
    }

    public async Task<KeyStatus> CompleteAsync(CancellationToken cancellationToken)
    {
        KeyStatus? status = null;
        await RunUntilAsync(
            async () => (status = await StatusAsync(cancellationToken)).Rotation is { State: KeyRotationState.Completed }, "the rotation is complete", cancellationToken);
        return status!;
    }

    /// <summary>A second of the common clock for every look at the condition.</summary>
    public Task RunUntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken) => Eventually.TrueAsync(
        () =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        TimeSpan.FromSeconds(60), what, cancellationToken);

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Connections con_0000 and so on at one hotel, each with two credentials of its own.</summary>
    public async Task AddConnectionsAsync(int count, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            """
            INSERT INTO organization (organization_id, name, created_at, changed_at) VALUES ('org_a', 'A', now(), now());
            INSERT INTO hotel (hotel_id, organization_id, slug, name, time_zone, currency, created_at, changed_at) VALUES ('htl_a', 'org_a', 'a', 'A', 'UTC', 'EUR', now(), now());
            """,
            cancellationToken);
        for (var i = 0; i < count; i++)
        {
            var id = IdOf(i);
            await using var command = Database.CreateCommand(
                """
                INSERT INTO connection (connection_id, hotel_id, organization_id, vendor, is_of_record, sealed_settings, created_at, changed_at)
                VALUES ($1, 'htl_a', 'org_a', 'mews', false, jsonb_build_object('accessToken', $2, 'clientSecret', $3), now(), now())
                """);
            command.Parameters.Add(new() { Value = id });
            command.Parameters.Add(new() { Value = Sealer.Seal(id, "accessToken", ValueOf(id, "accessToken")) });
            command.Parameters.Add(new() { Value = Sealer.Seal(id, "clientSecret", ValueOf(id, "clientSecret")) });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"con_{number:0000}");

    public static string ValueOf(string connection, string name) => $"marked-secret-{connection}-{name}";

    public async Task<Dictionary<(string Connection, string Name), string>> SealedAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string, string), string> found = [];
        await using var command = Database.CreateCommand("SELECT connection_id, s.key, s.value FROM connection, jsonb_each_text(sealed_settings) s");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found[(reader.GetString(0), reader.GetString(1))] = reader.GetString(2);
        return found;
    }

    /// <summary>Every credential that is stored opens to what it should be.</summary>
    public async Task AssertReadableAsync(CancellationToken cancellationToken)
    {
        foreach (var ((connection, name), text) in await SealedAsync(cancellationToken))
            Assert.Equal(ValueOf(connection, name), Sealer.Unseal(connection, name, text));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var stopping = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _app.StopAsync(stopping.Token);
        await _app.DisposeAsync();
    }

    private static async Task<KeyHost> StartAsync(
        ManualTime time, IEnumerable<(string Key, string Value)> settings, Action<WebApplicationBuilder> configure, Action<WebApplication> map)
    {
        var logs = new CapturedLogs();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([
            new("Pms:InternalKey", InternalKey), .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddServiceDefaults();
        configure(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new KeyHost(app, time, logs);
    }
}
