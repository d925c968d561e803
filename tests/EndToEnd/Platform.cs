using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Cli;
using PmsPlatform.LocalServers;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd;

/// <summary>
/// The whole platform, started through the AppHost as ./pms run does, with some dozen hotels that tests take one by one. The broker is the test's own, so
/// that it can be taken away and brought back.
/// </summary>
public class Platform : IAsyncLifetime
{
    private const int Hotels = 64;

    /// <summary>The last of them have no limits to wait for: where it matters who is asked and not how fast.</summary>
    private const int LimitedHotels = 58;

    private readonly TemporaryFolder _folder = new("pms-end-to-end");
    private readonly Queue<int> _mews = new(Enumerable.Range(0, LimitedHotels).Where(index => index % 2 == 0));
    private readonly Queue<int> _hostaway = new(Enumerable.Range(0, LimitedHotels).Where(index => index % 2 == 1));
    private readonly Queue<int> _unlimited = new(Enumerable.Range(LimitedHotels, Hotels - LimitedHotels).Where(index => index % 2 == 0));
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _app;

    /// <summary>The broker.</summary>
    public RabbitMqServer Broker { get; private set; } = null!;

    /// <summary>Receives what the platform tells about itself.</summary>
    public OtlpReceiver Telemetry { get; private set; } = null!;

    /// <summary>Where the gateway listens.</summary>
    public Uri Gateway => _app!.GetEndpoint("gateway");

    /// <summary>Where the sandbox listens.</summary>
    public Uri Sandbox => _app!.GetEndpoint("vendor-sandbox");

    /// <summary>The first owner, come in by the link that the first start printed. Null where connections is not among the services.</summary>
    internal PlatformOwner? Owner { get; private set; }

    /// <summary>Names of everything the platform consists of.</summary>
    internal IReadOnlyList<string> Resources => [.. _builder!.Resources.Select(resource => resource.Name)];

    /// <summary>Connection string of a database.</summary>
    internal ValueTask<string?> ConnectionStringAsync(string database, CancellationToken cancellationToken) => _app!.GetConnectionStringAsync(database, cancellationToken);

    /// <summary>What must be healthy before a test begins.</summary>
    protected virtual IReadOnlyList<string> Services => ["vendor-sandbox", "connections", "sync-ledger", "guest-context", "connector-mews", "connector-hostaway", "connector-mock", "gateway", "console"];

    /// <summary>Configuration beside that of the hotels.</summary>
    protected virtual IEnumerable<string> MoreArguments => [];

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Broker = await RabbitMqServer.StartAsync(BrokerOptions(port: null), cancellationToken);
        Telemetry = await OtlpReceiver.StartAsync(cancellationToken);
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([.. Arguments(), .. MoreArguments], cancellationToken);
        _app = await _builder.BuildAsync(cancellationToken);
        await _app.StartAsync(cancellationToken);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        var notifications = _app.Services.GetRequiredService<ResourceNotificationService>();
        foreach (var resource in Services)
            await notifications.WaitForResourceHealthyAsync(resource, patience.Token);

        // Before any test makes people in another way: the link is good while there is nobody.
        if (Services.Contains("connections", StringComparer.Ordinal))
            Owner = await PlatformOwner.SetUpAsync(Gateway, Home.At(_folder.Path), patience.Token);
    }

    /// <summary>A hotel nobody has used, connected to a property of its own in the sandbox.</summary>
    /// <param name="vendor">mews or hostaway.</param>
    /// <param name="bookings">Size of the property.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async Task<TestHotel> TakeHotelAsync(string vendor, int bookings, CancellationToken cancellationToken)
    {
        var index = (vendor == "mews" ? _mews : _hostaway).Dequeue();
        var hotel = new TestHotel(this, index, vendor);
        await hotel.OpenAsync(bookings, cancellationToken);
        return hotel;
    }

    /// <summary>As <see cref="TakeHotelAsync"/>, of Mews, without the vendor's limits on either side.</summary>
    internal async Task<TestHotel> TakeHotelWithoutLimitsAsync(int bookings, CancellationToken cancellationToken)
    {
        var hotel = new TestHotel(this, _unlimited.Dequeue(), "mews");
        await hotel.OpenAsync(bookings, cancellationToken, rateLimitScale: 0);
        return hotel;
    }

    /// <summary>Every log that the platform and its servers have written.</summary>
    internal IEnumerable<string> Logs => Directory.EnumerateFiles(_folder.Path, "*.log", SearchOption.AllDirectories);

    /// <summary>The process id of a resource, as the runner's state file shows it.</summary>
    internal async Task<int> PidOfAsync(string resource, CancellationToken cancellationToken)
    {
        var states = await ResourceStates.ReadAsync(Home.At(_folder.Path), cancellationToken);
        return states.Resources.Single(state => string.Equals(state.Name, resource, StringComparison.Ordinal)).Pid
            ?? throw new InvalidOperationException($"{resource} has no process.");
    }

    /// <summary>The process ids of a resource's replicas.</summary>
    internal async Task<IReadOnlyList<int>> PidsOfAsync(string resource, CancellationToken cancellationToken) =>
    [
        .. (await ResourceStates.ReadAsync(Home.At(_folder.Path), cancellationToken)).Resources
            .Where(state => string.Equals(state.Name, resource, StringComparison.Ordinal))
            .Select(state => state.Pid).OfType<int>(),
    ];

    /// <summary>Kills a resource's process without any warning, and returns when the runner has brought it back healthy.</summary>
    internal async Task KillAndReturnAsync(string resource, CancellationToken cancellationToken)
    {
        var before = await PidOfAsync(resource, cancellationToken);
        System.Diagnostics.Process.GetProcessById(before).Kill();
        await Eventually.TrueAsync(
            async () =>
            {
                var states = await ResourceStates.ReadAsync(Home.At(_folder.Path), cancellationToken);
                return states.Resources.Single(state => state.Name == resource) is { Ready: true } state && state.Pid != before;
            },
            TimeSpan.FromSeconds(60),
            $"{resource} is back",
            cancellationToken);
    }

    /// <summary>Kills the broker without any warning and starts it again on what it had on disk.</summary>
    internal async Task KillBrokerAndReturnAsync(CancellationToken cancellationToken)
    {
        var port = Broker.Port;
        await Broker.KillAsync();
        await Broker.DisposeAsync();
        Broker = await RabbitMqServer.StartAsync(BrokerOptions(port), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_builder is not null)
            await _builder.DisposeAsync();
        if (Telemetry is not null)
            await Telemetry.DisposeAsync();
        if (Broker is not null)
            await Broker.DisposeAsync();
        _folder.Dispose();
    }

    private RabbitMqServerOptions BrokerOptions(int? port) => new() { DataFolder = _folder.Sub("rabbit"), Password = "end-to-end", Port = port, Management = true };

    private IEnumerable<string> Arguments()
    {
        yield return $"--PMS_HOME={_folder.Path}";
        yield return $"--ConnectionStrings:messaging={Broker.Uri}";
        yield return "--Pms:Schedules:Enabled=false";
        yield return "--Pms:Privacy:SecondPassAfter=00:00:01";

        // All tests come from one address, many as one person.
        yield return "--Gateway:RateLimit:SignInsPerMinute=100000";
        yield return "--Access:PerAddressPerMinute=100000";
        yield return "--Access:PerAccountPerMinute=100000";

        // Longer than the sandbox's hotels look back.
        yield return "--Pms:Retention:Stays=1000.00:00:00";
        yield return $"--ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL={Telemetry.Url}";

        // After the demo's own entries, so that both are there.
        for (var index = 0; index < Hotels; index++)
        {
            var place = (index + 10).ToString(CultureInfo.InvariantCulture);
            var hotel = TestHotel.Settings(index);
            yield return $"--Pms:Hotels:{place}:Id={hotel.Id}";
            yield return $"--Pms:Hotels:{place}:Slug={hotel.Slug}";
            yield return $"--Pms:Hotels:{place}:Name={hotel.Slug}";
            yield return $"--Pms:Hotels:{place}:TimeZone={TestHotel.TimeZone}";
            yield return $"--Pms:Hotels:{place}:Currency={TestHotel.Currency}";
            yield return $"--Pms:ApiKeys:{place}:Name={hotel.Slug}";
            yield return $"--Pms:ApiKeys:{place}:Key={hotel.ApiKey}";
            yield return $"--Pms:ApiKeys:{place}:HotelIds:0={hotel.Id}";
            yield return $"--Pms:Connections:{place}:Id={hotel.ConnectionId}";
            yield return $"--Pms:Connections:{place}:HotelId={hotel.Id}";
            yield return $"--Pms:Connections:{place}:Vendor={(index % 2 == 0 ? "mews" : "hostaway")}";
            yield return $"--Pms:Connections:{place}:WithoutLimits={index >= LimitedHotels}";
            foreach (var (name, value) in hotel.Credentials)
                yield return $"--Pms:Connections:{place}:Settings:{name}={value}";
        }
    }
}
