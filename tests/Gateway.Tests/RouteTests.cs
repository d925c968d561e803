using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

public sealed class RouteTests(Backends backends) : IClassFixture<Backends>
{
    private const string Run = "0198c1d2-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("/api/context?phone=%2B15550123&hotel=aurora", "guest-context", "/api/context?phone=%2B15550123&hotel=aurora")]
    [InlineData("/api/pms/sync/runs?state=failed&limit=5", "sync-ledger", "/api/pms/sync/runs?state=failed&limit=5")]
    [InlineData($"/api/pms/sync/runs/{Run}", "sync-ledger", $"/api/pms/sync/runs/{Run}")]
    [InlineData("/api/ledger/statistics", "sync-ledger", "/api/ledger/statistics")]
    [InlineData("/api/ledger/bookings?after=abc%3D&limit=1000", "sync-ledger", "/api/ledger/bookings?after=abc%3D&limit=1000")]
    [InlineData("/api/ledger/bookings/con_a/res%2F1", "sync-ledger", "/api/ledger/bookings/con_a/res%2F1")]
    [InlineData("/api/ledger/guests/con_a/7/history?limit=2", "sync-ledger", "/api/ledger/guests/con_a/7/history?limit=2")]
    [InlineData("/api/ledger/availability?from=2026-12-01&until=2026-12-07", "sync-ledger", "/api/ledger/availability?from=2026-12-01&until=2026-12-07")]
    [InlineData("/api/ledger/availability/con_a/dbl:2026-12-01/history", "sync-ledger", "/api/ledger/availability/con_a/dbl:2026-12-01/history")]
    [InlineData("/api/ledger/housekeeping-tasks/con_a/7", "sync-ledger", "/api/ledger/housekeeping-tasks/con_a/7")]
    [InlineData($"/api/pms/sync/mews/runs/{Run}", "connector-mews", $"/sync/runs/{Run}")]
    [InlineData($"/api/pms/sync/hostaway/runs/{Run}?x=1", "connector-hostaway", $"/sync/runs/{Run}?x=1")]
    [InlineData("/api/ledger/digests?connectionId=con_a&entity=bookings", "sync-ledger", "/api/ledger/digests?connectionId=con_a&entity=bookings")]
    [InlineData("/api/pms/mews/verifications?limit=5", "connector-mews", "/verifications?limit=5")]
    [InlineData($"/api/pms/hostaway/verifications/{Run}", "connector-hostaway", $"/verifications/{Run}")]
    public async Task A_public_path_leads_to_its_service(string path, string service, string target)
    {
        var backend = Backend(service);
        var before = backend.Requests.Count;

        var response = await backends.Gateway.GetAsync(path);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains(backend.Requests.Skip(before), request => request.Target == target);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nowhere")]
    [InlineData("/sync/runs")]
    [InlineData("/quarantine")]
    [InlineData("/api/nowhere")]
    [InlineData("/api/context/health")]
    [InlineData("/api/context/alive")]
    [InlineData("/api/pms/sync/mews/health")]
    [InlineData("/api/pms/sync/mews/quarantine")]
    [InlineData("/api/pms/sync/mews/runs")]
    [InlineData("/api/pms/sync/mews/runs/..%2F..%2Fquarantine")]
    [InlineData("/api/pms/sync/mews/runs/not-an-id")]
    [InlineData($"/api/pms/sync/opera/runs/{Run}")]
    [InlineData("/api/pms/sync/runs/not-an-id")]
    [InlineData("/api/pms/mews/verifications/not-an-id")]
    [InlineData("/api/pms/opera/verifications")]
    public async Task What_is_not_public_does_not_exist(string path)
    {
        var before = All().Sum(backend => backend.Requests.Count);

        var response = await backends.Gateway.GetAsync(path);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal(before, All().Sum(backend => backend.Requests.Count));
    }

    [Theory]
    [InlineData("/api/ledger/../../health")]
    [InlineData("/api/ledger/%2e%2e/%2E%2e/health")]
    [InlineData("/api/ledger/..%2f..%2fhealth")]
    [InlineData("/api/ledger/..\\..\\health")]
    public async Task Dots_in_a_path_lead_to_no_services_health(string path)
    {
        var answer = await backends.Gateway.RawAsync($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: {Settings.ConciergeKey}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(All().SelectMany(backend => backend.Requests), request => Uri.UnescapeDataString(request.Target.Split('?')[0]) is "/health");
    }

    [Fact]
    public async Task An_unknown_path_is_a_problem() => await (await backends.Gateway.GetAsync("/api/nowhere")).ProblemAsync(404, "not-found");

    [Theory]
    [InlineData("DELETE", "/api/context")]
    [InlineData("POST", "/api/ledger/bookings")]
    [InlineData("GET", "/api/pms/sync/bookings")]
    [InlineData("PUT", "/api/pms/sync/rooms")]
    public async Task A_method_that_a_path_does_not_take_is_refused(string method, string path)
    {
        var response = await backends.Gateway.SendAsync(new HttpMethod(method), path, [("x-api-key", Settings.ConciergeKey)]);

        await response.ProblemAsync(405, "method-not-allowed");
        Assert.NotEmpty(response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task The_gateway_tells_its_own_health_without_a_key(string path) =>
        Assert.Equal(200, (int)(await backends.Gateway.SendAsync(HttpMethod.Get, path, [])).StatusCode);

    private FakeVendor Backend(string service) => service switch
    {
        "guest-context" => backends.GuestContext,
        "sync-ledger" => backends.SyncLedger,
        "connector-mews" => backends.Mews,
        _ => backends.Hostaway,
    };

    private IEnumerable<FakeVendor> All() => [backends.GuestContext, backends.SyncLedger, backends.Mews, backends.Hostaway];
}
