using PmsPlatform.Connectors.Runtime;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>
/// PostgreSQL, RabbitMQ and the vendor sandbox for all suites of a test assembly. Declare it once:
/// <c>[assembly: AssemblyFixture(typeof(ConformanceBench))]</c>.
/// </summary>
public sealed class ConformanceBench : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private VendorSandboxProcess? _sandbox;
    private int _properties;

    /// <summary>The database and the broker.</summary>
    public SharedServers Servers { get; } = new();

    /// <summary>The sandbox, started when first asked for.</summary>
    public async Task<VendorSandboxProcess> SandboxAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Vendors come again after minutes with what was not answered in time; a test has seconds.
            return _sandbox ??= await VendorSandboxProcess.StartAsync([new("Sandbox:WebhookWaitScale", "0.01")], cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Adds a property to the sandbox, with a world of its own.</summary>
    internal async Task<SandboxHotel> AddHotelAsync(
        string vendor, HotelOrder order, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? settings = null)
    {
        var sandbox = await SandboxAsync(cancellationToken);
        var number = Interlocked.Increment(ref _properties);
        var id = $"conformance-{number}";
        var made = await sandbox.AddPropertyAsync(
            new
            {
                vendor,
                id,
                seed = 7000 + number,
                order.TimeZone,
                order.Currency,
                order.Bookings,
                order.Today,
                rateLimitScale = order.WithLimits ? 1 : 0,
            },
            cancellationToken);
        var credentials = made.GetProperty("credentials").EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetString()!, StringComparer.Ordinal);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            credentials[name] = value;
        return new SandboxHotel(sandbox, vendor, id, made.GetProperty("endpoint").GetString()!, credentials, order);
    }

    /// <summary>A database as a connector finds it that does not start for the first time.</summary>
    internal Task<string> ConnectorsDatabaseAsync(string vendor, CancellationToken cancellationToken) =>
        Servers.MigratedDatabaseAsync(vendor, "connectors", builder => builder.AddConnectorsDatabase(vendor), cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        await Servers.DisposeAsync();
        _gate.Dispose();
    }
}

/// <summary>What a scenario needs of a hotel.</summary>
internal sealed record HotelOrder
{
    public int Bookings { get; init; } = 60;

    public string TimeZone { get; init; } = "Europe/Budapest";

    public string Currency { get; init; } = "EUR";

    /// <summary>The day the world is a picture of; null for today.</summary>
    public string? Today { get; init; }

    /// <summary>Whether the vendor's documented rate limits are in force, at the vendor and at the connector.</summary>
    public bool WithLimits { get; init; }
}
