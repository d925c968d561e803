namespace PmsPlatform.Gateway.Tests;

/// <summary>Reads through to the PMS.</summary>
public sealed class ReadRouteTests(Backends backends) : IClassFixture<Backends>
{
    [Theory]
    [InlineData("/api/pms/mews/bookings/5b0c7c1e-6a53", "connector-mews", "/read/bookings/5b0c7c1e-6a53")]
    [InlineData("/api/pms/mews/bookings/5b0c7c1e-6a53/balance", "connector-mews", "/read/bookings/5b0c7c1e-6a53/balance")]
    [InlineData("/api/pms/hostaway/guests/reservation:71520344", "connector-hostaway", "/read/guests/reservation:71520344")]
    [InlineData("/api/pms/hostaway/guests/a%2Fb%20c", "connector-hostaway", "/read/guests/a%2Fb%20c")]
    [InlineData("/api/pms/hostaway/guests?email=ilse%40example.net&name=Ilse%20V", "connector-hostaway", "/read/guests?email=ilse%40example.net&name=Ilse%20V")]
    [InlineData("/api/pms/mews/guests?phone=%2B3225550144", "connector-mews", "/read/guests?phone=%2B3225550144")]
    [InlineData("/api/pms/mews/arrivals", "connector-mews", "/read/arrivals")]
    [InlineData("/api/pms/mews/departures?date=2026-11-21", "connector-mews", "/read/departures?date=2026-11-21")]
    [InlineData("/api/pms/mews/in-house?date=2026-11-22", "connector-mews", "/read/in-house?date=2026-11-22")]
    [InlineData("/api/pms/hostaway/rooms", "connector-hostaway", "/read/rooms")]
    [InlineData("/api/pms/hostaway/rooms/unit:9021", "connector-hostaway", "/read/rooms/unit:9021")]
    public async Task A_read_leads_to_the_connector_of_its_provider(string path, string service, string target)
    {
        var backend = service == "connector-mews" ? backends.Mews : backends.Hostaway;
        var before = backend.Requests.Count;

        var response = await backends.Gateway.GetAsync(path);

        Assert.Equal(200, (int)response.StatusCode);
        var request = Assert.Single(backend.Requests.Skip(before), request => request.Target == target);
        Assert.True(request.Headers.ContainsKey("x-pms-identity"));
    }

    [Theory]
    [InlineData("/api/pms/opera/bookings/1")]
    [InlineData("/api/pms/mews/bookings")]
    [InlineData("/api/pms/mews/bookings/1/folio")]
    [InlineData("/api/pms/mews/guests/1/2")]
    [InlineData("/api/pms/mews/read/bookings/1")]
    [InlineData("/read/bookings/1")]
    public async Task What_is_no_read_does_not_exist(string path)
    {
        var before = backends.Mews.Requests.Count + backends.Hostaway.Requests.Count;

        var response = await backends.Gateway.GetAsync(path);

        Assert.Contains((int)response.StatusCode, new[] { 404, 405 });
        Assert.Equal(before, backends.Mews.Requests.Count + backends.Hostaway.Requests.Count);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("%2e%2e")]
    [InlineData("..%2f..%2fquarantine")]
    public async Task Dots_in_an_id_lead_nowhere_else(string id)
    {
        await backends.Gateway.RawAsync($"GET /api/pms/mews/bookings/{id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: {Settings.ConciergeKey}\r\n\r\n");

        Assert.DoesNotContain(backends.Mews.Requests, request => Uri.UnescapeDataString(request.Target.Split('?')[0]) is "/quarantine" or "/read" or "/read/");
    }

    [Fact]
    public async Task Without_a_key_nobody_reads()
    {
        var response = await backends.Gateway.SendAsync(HttpMethod.Get, "/api/pms/mews/bookings/1", []);

        await response.ProblemAsync(401, "unauthorised");
    }

    [Fact]
    public async Task What_is_searched_for_is_never_logged()
    {
        await using var service = await Backends.StartAsync();
        await using var gateway = await SyncTests.BehindAsync(service.Url);

        await gateway.GetAsync("/api/pms/mews/guests?phone=%2B15550177&email=ilka.mrkd%40example.org&name=mrkd");
        await service.DisposeAsync();
        await gateway.GetAsync("/api/pms/mews/guests?phone=%2B15550177&email=ilka.mrkd%40example.org&name=mrkd");

        Assert.NotEmpty(gateway.Logs.Text);
        foreach (var mark in new[] { "15550177", "mrkd" })
            Assert.DoesNotContain(mark, gateway.Logs.Text, StringComparison.OrdinalIgnoreCase);
    }
}
