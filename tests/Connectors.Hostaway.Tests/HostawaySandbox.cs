using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>One sandbox for the tests of a class; each test adds an account of its own.</summary>
public sealed class HostawaySandbox : IAsyncLifetime
{
    private int _accounts;

    public VendorSandboxProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Process = await VendorSandboxProcess.StartAsync(
        [new("Sandbox:RateLimitScale", "0"), new("Sandbox:Hostaway:TokenDelay", "00:00:00")], TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    /// <summary>Adds an account.</summary>
    internal async Task<SandboxAccount> AddAsync(int bookings, string zone = "America/New_York", string currency = "USD")
    {
        var number = Interlocked.Increment(ref _accounts);
        var order = new JsonObject
        {
            ["vendor"] = "hostaway",
            ["id"] = $"test-{number}",
            ["timeZone"] = zone,
            ["currency"] = currency,
            ["seed"] = 7000 + number,
            ["bookings"] = bookings,
        };
        var added = await Process.AddPropertyAsync(order, TestContext.Current.CancellationToken);
        var credentials = added.GetProperty("credentials");
        return new SandboxAccount(
            $"test-{number}",
            new Uri(Process.Url, added.GetProperty("endpoint").GetString()!.TrimStart('/')).ToString(),
            new HotelSettings(TimeZoneInfo.FindSystemTimeZoneById(zone), currency),
            credentials.GetProperty("accountId").GetString()!,
            credentials.GetProperty("clientSecret").GetString()!);
    }

    /// <summary>Changes reservations at the vendor. Gives their ids.</summary>
    internal async Task<IReadOnlyList<string>> ModifyAsync(SandboxAccount account, int count)
    {
        using var answer = await Process.Http.PostAsJsonAsync($"admin/properties/{account.Id}/modify", new { count }, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return [.. body.GetProperty("bookings").EnumerateArray().Select(id => id.GetString()!)];
    }

    internal Task<IReadOnlyList<JsonElement>> TruthAsync(SandboxAccount account, string kind) =>
        Process.TruthAsync(account.Id, kind, TestContext.Current.CancellationToken);
}

/// <summary>An account in the sandbox.</summary>
internal sealed record SandboxAccount(string Id, string Url, HotelSettings Hotel, string AccountId, string Secret)
{
    public Task<Connected> ConnectAsync(SharedServers servers, string? secret = null) =>
        Connected.ToAsync(servers, Url, TimeProvider.System, Hotel, AccountId, secret ?? Secret);
}
