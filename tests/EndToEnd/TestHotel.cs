using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.Cli;
using PmsPlatform.Cli.Demo;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.EndToEnd;

/// <summary>What is configured for one of the tests' hotels.</summary>
internal sealed record HotelSettings(string Id, string Slug, string ApiKey, string ConnectionId, IReadOnlyDictionary<string, string> Credentials);

/// <summary>One hotel with a property of its own in the sandbox: synced and asked through the gateway, changed and broken through the sandbox's admin API.</summary>
internal sealed class TestHotel : IDisposable
{
    public const string TimeZone = "Europe/Budapest";
    public const string Currency = "EUR";

    private readonly int _seed;
    private readonly string _vendor;
    private readonly HttpClient _sandbox;

    public TestHotel(Platform platform, int index, string vendor)
        : this(platform, Settings(index), 7000 + index, vendor)
    {
    }

    public TestHotel(Platform platform, HotelSettings setting, int seed, string vendor)
    {
        _seed = seed;
        _vendor = vendor;
        Setting = setting;
        _sandbox = new HttpClient { BaseAddress = platform.Sandbox };
        Gateway = new GatewayClient(platform.Gateway.ToString(), Setting.ApiKey);
        Truth = new Truth(platform.Sandbox.ToString());
    }

    public HotelSettings Setting { get; }

    public GatewayClient Gateway { get; }

    public Truth Truth { get; }

    public string Vendor => _vendor;

    private DemoConnection Connection => new(Setting.ConnectionId, _vendor, Setting.Slug, Currency, Setting.Credentials);

    public static HotelSettings Settings(int index) => new(
        $"htl_test{index}",
        $"test-{index}",
        $"pms_test_key_{index}_0123456789",
        $"con_test{index}",
        index % 2 == 0
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["clientToken"] = "demo-client-token", ["accessToken"] = $"test-access-{index}" }
            : new Dictionary<string, string>(StringComparer.Ordinal) { ["accountId"] = $"{50000 + index}", ["clientSecret"] = $"test-secret-{index}" });

    /// <summary>Makes the property in the sandbox.</summary>
    public Task OpenAsync(int bookings, CancellationToken cancellationToken, double rateLimitScale = 1) => PostAsync(
        "/admin/properties",
        new { vendor = _vendor, id = Setting.Slug, name = Setting.Slug, timeZone = TimeZone, currency = Currency, seed = _seed, bookings, credentials = Setting.Credentials, rateLimitScale },
        cancellationToken);

    /// <summary>Makes the vendor misbehave.</summary>
    public Task FaultAsync(object fault, CancellationToken cancellationToken) => PostAsync("/admin/faults", fault, cancellationToken);

    /// <summary>Changes some bookings at the vendor.</summary>
    public Task ModifyAsync(int count, CancellationToken cancellationToken) =>
        PostAsync($"/admin/properties/{Setting.Slug}/modify", new { count }, cancellationToken);

    /// <summary>Changes some bookings at the vendor in one way.</summary>
    public Task ModifyAsync(string kind, int count, CancellationToken cancellationToken) =>
        PostAsync($"/admin/properties/{Setting.Slug}/modify", new { kind, count }, cancellationToken);

    /// <summary>Syncs bookings or rooms whole and returns when the run has ended well.</summary>
    public Task<SyncRunView> SyncAsync(string entity, CancellationToken cancellationToken) => Gateway.SyncAsync(entity, _vendor, _ => { }, cancellationToken);

    /// <summary>Syncs what the vendor changed since.</summary>
    public Task<SyncRunView> SyncSinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Gateway.SyncAsync("bookings", _vendor, _ => { }, cancellationToken, since);

    /// <summary>Every record of the ledger was applied once and never again: nothing was doubled on the way.</summary>
    public async Task HoldsEachOnceAsync(CancellationToken cancellationToken)
    {
        var statistics = await Gateway.StatisticsAsync(cancellationToken);
        Assert.NotEmpty(statistics);
        Assert.All(statistics, row => Assert.Equal((row.Entity, row.Current), (row.Entity, row.Applied)));
    }

    /// <summary>Number and id of a guest who is in the house, as the sandbox knows it.</summary>
    public async Task<(string Phone, string ExternalId)> SomebodyInHouseAsync(CancellationToken cancellationToken)
    {
        var inHouse = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var booking in Truth.RecordsAsync(Setting.Slug, "bookings", cancellationToken))
        {
            if (Comparison.Member(booking, "status") is "InHouse" && booking.GetProperty("guestExternalIds").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } id
                && booking.GetProperty("roomExternalIds").GetArrayLength() > 0)
                inHouse.Add(id.GetString()!);
        }

        await foreach (var guest in Truth.RecordsAsync(Setting.Slug, "guests", cancellationToken))
        {
            var id = Comparison.Member(guest, "externalId")!;
            if (inHouse.Contains(id) && Comparison.Member(guest, "phone") is { } phone && phone.StartsWith('+'))
                return (phone, id);
        }

        throw new InvalidOperationException("Nobody with a telephone is in the house.");
    }

    /// <summary>The ledger equals the sandbox, once the stores have caught up.</summary>
    public async Task EqualsSandboxAsync(CancellationToken cancellationToken)
    {
        var compared = await new SandboxComparison(Gateway, Truth, Connection).EventuallyAsync(TimeSpan.FromSeconds(45), cancellationToken);
        Assert.True(compared.Result.Equal, string.Join('\n', compared.Result.Differences));
        Assert.True(compared.Bookings > 0, "there were no bookings to compare");
    }

    /// <summary>What the sandbox was asked: operation and number of calls.</summary>
    public Task<JsonElement> CallsAsync(CancellationToken cancellationToken) => Truth.CallsAsync(Setting.Slug, cancellationToken);

    /// <summary>Begins to count anew.</summary>
    public async Task ForgetCallsAsync(CancellationToken cancellationToken)
    {
        using var response = await _sandbox.DeleteAsync(new Uri($"/admin/calls?property={Setting.Slug}", UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        _sandbox.Dispose();
        Gateway.Dispose();
        Truth.Dispose();
    }

    private async Task PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await _sandbox.PostAsJsonAsync(path, body, cancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }
}
