using System.Net;
using System.Net.Sockets;
using PmsPlatform.ServiceDefaults.Outbound;

namespace PmsPlatform.ServiceDefaults.Tests.Outbound;

public sealed class PublicOnlyTests : IDisposable
{
    private readonly TcpListener _within = new(IPAddress.Loopback, 0);

    public PublicOnlyTests() => _within.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri Target => new($"http://vendor.example:{((IPEndPoint)_within.LocalEndpoint).Port}/");

    [Fact]
    public async Task A_name_that_means_an_address_within_is_refused_before_anything_is_connected()
    {
        using var client = Client(_ => [IPAddress.Loopback, IPAddress.IPv6Loopback]);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(Target, Token));

        Assert.Equal("vendor.example", Assert.IsType<AddressNotPublicException>(error.InnerException).Host);
        Assert.DoesNotContain("127.0.0.1", error.ToString(), StringComparison.Ordinal);
        Assert.False(_within.Pending());
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    public async Task An_address_in_place_of_a_name_is_looked_at_too(string host)
    {
        using var client = Client(_ => [IPAddress.Loopback]);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://{host}:{Target.Port}/"), Token));

        Assert.IsType<AddressNotPublicException>(error.InnerException);
        Assert.False(_within.Pending());
    }

    [Fact]
    public async Task A_name_that_means_another_address_the_next_time_gains_nothing()
    {
        var lookUps = 0;
        using var client = Client(_ => ++lookUps == 1 ? [IPAddress.Parse("192.31.196.1")] : [IPAddress.Loopback]);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        // The first address is public (a sink for stray look-ups) and is the one that is connected to: nothing there answers, and nobody looks the name up again on the way.
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetAsync(Target, soon.Token));
        Assert.Equal(1, lookUps);
        Assert.False(_within.Pending());

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(Target, Token));
        Assert.IsType<AddressNotPublicException>(error.InnerException);
        Assert.False(_within.Pending());
    }

    public void Dispose() => _within.Dispose();

    private static HttpClient Client(Func<string, IPAddress[]> names) =>
        new(new PublicOnly((host, _) => Task.FromResult(names(host))).Guard(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }));
}
