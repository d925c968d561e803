using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Tests.Webhooks;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Http;

/// <summary>Certificates of vendors are looked at, and told of before they end; what is accepted stays as strict as it was.</summary>
public sealed class CertificateTests(SharedServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_seen_with_its_end_and_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var end = new DateTimeOffset(2099, 1, 2, 3, 4, 5, TimeSpan.Zero);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), end);
        var served = ServeAsync(listener, made);

        var seen = new SeenCertificates();
        using var handler = new SocketsHttpHandler { SslOptions = seen.Watch(new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 }) };
        using var client = new HttpClient(handler);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/", Token));

        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
        Assert.Equal(end, seen.Ends["localhost"]);
        await served;
    }

    [Fact]
    public async Task A_certificate_that_ends_within_two_weeks_raises_one_alert_for_its_connection()
    {
        await using var inbox = await InboxUnderTest<Signed>.StartAsync(servers, Token);
        var seen = inbox.Service<SeenCertificates>();
        var watch = inbox.Service<CertificateWatch>();
        seen.Note("127.0.0.1", TimeProvider.System.GetUtcNow().AddDays(30));
        await watch.LookAsync(Token);
        seen.Note("127.0.0.1", TimeProvider.System.GetUtcNow().AddDays(5));
        for (var look = 0; look < 3; look++)
            await watch.LookAsync(Token);

        await Eventually.TrueAsync(() => inbox.Events.Of("pms.alert.raised").Count > 0, TimeSpan.FromSeconds(20), "an alert is heard", Token);
        var alert = Assert.Single(inbox.Events.Of("pms.alert.raised"));
        Assert.Equal("certificate-expiring", alert.GetProperty("kind").GetString());
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            // The client has gone, as it should.
        }
    }
}
