using System.Text;

namespace PmsPlatform.Gateway.Tests;

public sealed class VerificationTests(Backends backends) : IClassFixture<Backends>
{
    [Fact]
    public async Task A_verification_is_asked_for_at_the_connector_of_the_path()
    {
        var before = backends.Mews.Requests.Count;
        using var body = new StringContent("""{"entity":"bookings"}""", Encoding.UTF8, "application/json");

        var response = await backends.Gateway.SendAsync(HttpMethod.Post, "/api/pms/mews/verifications", [("x-api-key", Settings.ConciergeKey)], body);

        Assert.Equal(200, (int)response.StatusCode);
        var received = backends.Mews.Requests[before];
        Assert.Equal(("POST", "/verifications", """{"entity":"bookings"}"""), (received.Method, received.Target, received.Body));
        Assert.Contains("x-pms-identity", received.Headers.Keys);
    }

    [Fact]
    public async Task A_reconciliation_goes_to_the_connector_as_it_was_checked()
    {
        var before = backends.Mews.Requests.Count;

        await backends.Gateway.SyncAsync("bookings", new StringContent("""{"force":true,"mode":"reconcile","provider":"mews"}""", Encoding.UTF8, "application/json"));

        Assert.Equal("""{"provider":"mews","mode":"reconcile","force":true}""", backends.Mews.Requests[before].Body);
    }
}
