using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connections.Hotels;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

[assembly: AssemblyFixture(typeof(SharedServers))]

namespace PmsPlatform.Connections.Tests;

/// <summary>The whole service on its own database and virtual host, with a clock that tests move. One for each test class.</summary>
public sealed class RegistryService(SharedServers servers) : IAsyncLifetime
{
    private Host? _host;

    /// <summary>Noon of 1 June 2030, UTC.</summary>
    public ManualTime Time { get; } = new();

    public CapturedLogs Logs { get; } = new();

    public string Amqp { get; private set; } = "";

    public string Database { get; private set; } = "";

    /// <summary>Stands for the connector of Mews; that of Hostaway is down.</summary>
    public FakeVendor Connector { get; private set; } = null!;

    public IServiceProvider Services => _host!.Services;

    /// <summary>Settings of a test class's own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> More { get; init; } = [];

    public static IReadOnlyList<KeyValuePair<string, string>> Settings { get; } =
    [
        new("Pms:InternalKey", "an-internal-key-that-is-only-used-by-tests"),
        new("Pms:MasterKey:Key", Convert.ToBase64String([.. Enumerable.Range(31, 32).Select(value => (byte)(value * 7))])),
        new("Pms:DataKey", Convert.ToBase64String([.. Enumerable.Range(7, 32).Select(value => (byte)value)])),
    ];

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Database = await servers.FreshDatabaseAsync(cancellationToken);
        Amqp = await servers.FreshVirtualHostAsync(cancellationToken);
        Connector = await FakeVendor.StartAsync(cancellationToken);
        _host = new Host(this);
        _host.CreateDefaultClient().Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        await Connector.DisposeAsync();
    }

    /// <summary>Does something with a context of its own, as a request does.</summary>
    internal async Task<T> WithContextAsync<T>(Func<RegistryContext, Task<T>> act)
    {
        await using var scope = Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<RegistryContext>());
    }

    /// <summary>An organisation with a hotel, made by hand: organisations come with their first owner.</summary>
    public async Task<Owner> OwnerAsync(string name, params string[] hotels)
    {
        var now = Time.GetUtcNow();
        await WithContextAsync(context =>
        {
            context.Add(new Organization { OrganizationId = $"org_{name}", Name = name, CreatedAt = now, ChangedAt = now });
            foreach (var hotel in hotels)
            {
                context.Add(new HotelRow
                {
                    HotelId = $"htl_{hotel}",
                    OrganizationId = $"org_{name}",
                    Slug = hotel,
                    Name = hotel,
                    TimeZone = "Europe/Budapest",
                    Currency = "EUR",
                    CreatedAt = now,
                    ChangedAt = now,
                });
            }

            return context.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        return new Owner(this, new CallerIdentity(name, [.. hotels.Select(hotel => $"htl_{hotel}")])
        {
            Kind = CallerKind.User,
            OrganizationId = $"org_{name}",
            OrganizationGrant = Permissions.All,
        });
    }

    /// <summary>One of our own services.</summary>
    public Owner Service() => new(this, new CallerIdentity("a service", []) { Kind = CallerKind.Service });

    /// <summary>Says what vendors need, as their connectors do.</summary>
    public async Task VendorsAsync()
    {
        foreach (var vendor in (VendorReport[])[Make.Mews, Make.Hostaway])
        {
            using var response = await Service().SendAsync(HttpMethod.Put, $"/internal/vendors/{vendor.Slug}", JsonSerializer.Serialize(vendor, ContractsJson.Default.VendorReport));
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }
    }

    public HttpClient Client() => _host!.CreateDefaultClient();

    private sealed class Host(RegistryService service) : WebApplicationFactory<Program>
    {
        protected override IHost CreateHost(IHostBuilder builder)
        {
            builder.UseEnvironment(Environments.Production);
            return base.CreateHost(builder);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (key, value) in Settings.Concat(service.More))
                builder.UseSetting(key, value);
            builder.UseSetting("ConnectionStrings:registry", service.Database);
            builder.UseSetting("ConnectionStrings:messaging", service.Amqp);
            builder.UseSetting("services:connector-mews:http:0", service.Connector.Url);
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(service.Logs));
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(service.Time));
        }
    }
}
