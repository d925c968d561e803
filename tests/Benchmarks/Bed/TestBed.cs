using System.Diagnostics;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.Benchmarks.Measuring;
using PmsPlatform.Cli;
using PmsPlatform.Cli.Demo;
using PmsPlatform.TestKit;

namespace PmsPlatform.Benchmarks.Bed;

/// <summary>The whole platform on data of its own, as ./pms run starts it: real PostgreSQL and RabbitMQ, writing to disk before they confirm.</summary>
internal sealed class TestBed : IAsyncDisposable
{
    /// <summary>Signs the identity when a service is asked without the gateway.</summary>
    public const string InternalKey = "bench-internal-key-0123456789-abcdefghij-0123456789";

    private static readonly string[] Resources = ["vendor-sandbox", "sync-ledger", "guest-context", "connector-mews", "connector-hostaway", "gateway", "console"];

    private readonly TemporaryFolder _folder = new("pms-bench");
    private readonly Queue<BenchHotel> _hotels = new(
    [
        .. Enumerable.Range(0, 30).Select(index => new BenchHotel(index, "mews", Limited: false)),
        .. Enumerable.Range(30, 6).Select(index => new BenchHotel(index, "hostaway", Limited: false)),
        .. Enumerable.Range(36, 2).Select(index => new BenchHotel(index, "hostaway", Limited: true)),
    ]);

    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication _app = null!;

    /// <summary>From nothing, empty data folders included, until every service was healthy.</summary>
    public TimeSpan ColdStart { get; private set; }

    /// <summary>Resident memory of every resource soon after the start, in bytes.</summary>
    public IReadOnlyList<ResidentMemory> Idle { get; private set; } = [];

    public static async Task<TestBed> StartAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        // The gateway's limits are for callers, not for finding out how fast it is. Services inherit the AppHost's environment, which is ours.
        Environment.SetEnvironmentVariable("Gateway__RateLimit__PerSecond", "1000000");
        Environment.SetEnvironmentVariable("Gateway__RateLimit__Burst", "1000000");
        Environment.SetEnvironmentVariable("Gateway__RateLimit__WebhooksPerSecond", "1000000");
        Environment.SetEnvironmentVariable("Gateway__RateLimit__PerAddressPerSecond", "1000000");

        var bed = new TestBed();
        try
        {
            await bed.StartPlatformAsync(cancellationToken);
            if (options.Wants("cold-start"))
                bed.Idle = await IdleMemory.MeasureAsync(await bed.StatesAsync(cancellationToken), cancellationToken);
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    public Uri AddressOf(string resource) => _app.GetEndpoint(resource);

    /// <summary>A connection string; databases are <c>ledger</c>, <c>context</c>, <c>connectors</c>, the broker is <c>messaging</c>.</summary>
    public async Task<string> ConnectionStringAsync(string resource, CancellationToken cancellationToken) =>
        await _app.GetConnectionStringAsync(resource, cancellationToken) ?? throw new InvalidOperationException($"{resource} has no connection string.");

    public async Task<NpgsqlDataSource> DatabaseAsync(string name, CancellationToken cancellationToken) =>
        NpgsqlDataSource.Create(await ConnectionStringAsync(name, cancellationToken));

    public async Task<int> PidOfAsync(string resource, CancellationToken cancellationToken) =>
        (await StatesAsync(cancellationToken)).Resources.Single(state => state.Name == resource).Pid
        ?? throw new InvalidOperationException($"{resource} has no process.");

    /// <summary>A hotel nobody has used.</summary>
    public BenchHotel Take(string vendor, bool limited = false)
    {
        for (var turn = _hotels.Count; turn > 0; turn--)
        {
            var hotel = _hotels.Dequeue();
            if (hotel.Vendor == vendor && hotel.Limited == limited)
                return hotel;
            _hotels.Enqueue(hotel);
        }

        throw new InvalidOperationException($"No hotel of {vendor} is left.");
    }

    /// <summary>Makes the hotel's property in the sandbox.</summary>
    public async Task OpenAsync(BenchHotel hotel, int bookings, CancellationToken cancellationToken)
    {
        using var sandbox = new HttpClient { BaseAddress = AddressOf("vendor-sandbox") };
        using var response = await sandbox.PostAsJsonAsync(
            "/admin/properties",
            new
            {
                vendor = hotel.Vendor,
                id = hotel.Slug,
                name = hotel.Slug,
                timeZone = BenchHotel.TimeZone,
                currency = BenchHotel.Currency,
                seed = 9000 + hotel.Index,
                bookings,
                credentials = hotel.Credentials,
                rateLimitScale = hotel.Limited ? 1.0 : 0.0,
            },
            cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"The sandbox answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>Forgets a property, and the memory it takes.</summary>
    public async Task CloseAsync(BenchHotel hotel, CancellationToken cancellationToken)
    {
        using var sandbox = new HttpClient { BaseAddress = AddressOf("vendor-sandbox") };
        using var response = await sandbox.DeleteAsync($"/admin/properties/{hotel.Slug}", cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task ForgetCallsAsync(BenchHotel hotel, CancellationToken cancellationToken)
    {
        using var sandbox = new HttpClient { BaseAddress = AddressOf("vendor-sandbox") };
        using var response = await sandbox.DeleteAsync($"/admin/calls?property={hotel.Slug}", cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public GatewayClient GatewayFor(BenchHotel hotel) => new(AddressOf("gateway").ToString(), hotel.ApiKey);

    public Truth Truth() => new(AddressOf("vendor-sandbox").ToString());

    public async ValueTask DisposeAsync()
    {
        if (_builder is not null)
            await _builder.DisposeAsync();
        _folder.Dispose();
    }

    private Task<ResourceStates> StatesAsync(CancellationToken cancellationToken) => ResourceStates.ReadAsync(Home.At(_folder.Path), cancellationToken);

    private async Task StartPlatformAsync(CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            $"--PMS_HOME={_folder.Path}", "--Pms:Schedules:Enabled=false", $"--Parameters:internal-key={InternalKey}", .. _hotels.SelectMany(hotel => hotel.Arguments()),
        ];
        var clock = Stopwatch.StartNew();
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(arguments, cancellationToken);
        _app = await _builder.BuildAsync(cancellationToken);
        await _app.StartAsync(cancellationToken);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        var notifications = _app.Services.GetRequiredService<ResourceNotificationService>();
        foreach (var resource in Resources)
            await notifications.WaitForResourceHealthyAsync(resource, patience.Token);
        ColdStart = clock.Elapsed;
        Progress.Say($"  all healthy after {ColdStart.TotalSeconds:0.0} s");
    }
}
