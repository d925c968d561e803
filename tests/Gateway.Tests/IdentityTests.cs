using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

public sealed class IdentityTests(Backends backends) : IClassFixture<Backends>
{
    [Fact]
    public async Task A_service_learns_who_calls_and_for_which_hotels()
    {
        var mark = Backends.Mark();

        await backends.Gateway.GetAsync($"/api/context?phone={mark}");

        var identity = Verified(Backends.Marked(backends.GuestContext, mark));
        Assert.Equal("concierge", identity.Subject);
        Assert.Equal(["htl_aurora", "htl_harbour"], identity.HotelIds);
    }

    [Fact]
    public async Task Each_key_has_its_own_hotels()
    {
        var mark = Backends.Mark();

        await backends.Gateway.SendAsync(HttpMethod.Get, $"/api/context?phone={mark}", [("x-api-key", Settings.SakuraKey)]);

        Assert.Equal(["htl_sakura"], Verified(Backends.Marked(backends.GuestContext, mark)).HotelIds);
    }

    [Fact]
    public async Task A_hotel_slug_narrows_the_identity_to_that_hotel()
    {
        var mark = Backends.Mark();

        await backends.Gateway.GetAsync($"/api/context?phone={mark}", ("x-hotel-slug", "harbour-lofts"));

        var received = Backends.Marked(backends.GuestContext, mark);
        Assert.Equal(["htl_harbour"], Verified(received).HotelIds);
        Assert.DoesNotContain("x-hotel-slug", received.Headers.Keys);
    }

    [Theory]
    [InlineData("sakura")]
    [InlineData("no-such-hotel")]
    [InlineData("Aurora")]
    [InlineData("")]
    public async Task Another_hotel_does_not_exist_for_a_key(string slug)
    {
        var mark = Backends.Mark();

        var problem = await (await backends.Gateway.GetAsync($"/api/context?phone={mark}", ("x-hotel-slug", slug))).ProblemAsync(404, "not-found");

        Assert.Equal("hotel", (string?)problem["what"]);
        Assert.DoesNotContain(backends.GuestContext.Requests, request => request.Target.Contains(mark, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_slugs_are_none() =>
        await (await backends.Gateway.GetAsync("/api/context", ("x-hotel-slug", "aurora"), ("x-hotel-slug", "harbour-lofts"))).ProblemAsync(404, "not-found");

    [Fact]
    public async Task What_only_the_gateway_may_say_is_dropped_from_the_clients_headers()
    {
        var mark = Backends.Mark();
        var forged = Signer().Sign(new CallerIdentity("forged", ["htl_sakura"]), TimeSpan.FromMinutes(1));

        await backends.Gateway.GetAsync(
            $"/api/context?phone={mark}",
            (IdentitySigner.HeaderName, forged),
            ("X-PMS-Identity", forged),
            ("x-pms-permissions", "511"),
            ("x-pms-organization", "org_other"),
            ("X-Forwarded-For", "10.0.0.1"),
            ("X-Forwarded-Host", "example.org"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Prefix", "/x"),
            ("Forwarded", "for=10.0.0.1"),
            ("X-Real-IP", "10.0.0.1"),
            ("Cookie", "session=1"),
            ("Accept", "application/json"),
            ("User-Agent", "concierge/1.0"));

        var received = Backends.Marked(backends.GuestContext, mark);
        var identity = Verified(received);
        Assert.Equal(("concierge", CallerKind.ApiKey, "127.0.0.1"), (identity.Subject, identity.Kind, identity.Address));
        Assert.Equal([IdentitySigner.HeaderName], received.Headers.Keys.Where(name => name.StartsWith("x-pms-", StringComparison.OrdinalIgnoreCase)), StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(received.Headers.Keys, name => name.Contains("Forwarded", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("X-Real-IP", received.Headers.Keys);
        Assert.DoesNotContain("Cookie", received.Headers.Keys);
        Assert.Equal("application/json", received.Headers["Accept"]);
        Assert.Equal("concierge/1.0", received.Headers["User-Agent"]);
    }

    [Fact]
    public async Task The_signature_is_kept_for_20_seconds_and_has_always_40_left()
    {
        await using var service = await Backends.StartAsync();
        var time = new ManualTime();
        await using var gateway = await RunningGateway.StartAsync(
            Settings.With(("guest-context", service.Url), ("sync-ledger", service.Url), ("connector-mews", service.Url)), time);

        var first = await HeaderAsync();
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(first, await HeaderAsync());
        time.Advance(TimeSpan.FromSeconds(40));
        Assert.True(Signer(time).TryVerify(first, out _));
        Assert.NotEqual(first, await HeaderAsync());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(Signer(time).TryVerify(first, out _));

        async Task<string> HeaderAsync()
        {
            await gateway.GetAsync("/api/context?phone=1");
            return service.Requests[^1].Headers[IdentitySigner.HeaderName];
        }
    }

    [Fact]
    public async Task A_service_that_requires_a_caller_takes_the_gateways_word_and_nobody_elses()
    {
        var builder = RunningGateway.Builder(Settings.Platform());
        builder.AddServiceDefaults();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var service = builder.Build();
        service.MapDefaultEndpoints();
        service.MapGroup("/api/context").RequirePermission(Permission.ViewData).MapGet("", (HttpContext context) => context.Caller().Subject);
        await service.StartAsync(TestContext.Current.CancellationToken);
        var address = service.Urls.First();
        await using var gateway = await RunningGateway.StartAsync(
            Settings.With(("guest-context", address), ("sync-ledger", address), ("connector-mews", address)));

        var through = await gateway.GetAsync("/api/context");
        Assert.Equal("concierge", await through.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var direct = await gateway.Client.GetAsync(new Uri($"{address}/api/context"), TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)direct.StatusCode);
    }

    private static CallerIdentity Verified(ReceivedRequest request)
    {
        Assert.True(Signer().TryVerify(request.Headers[IdentitySigner.HeaderName], out var identity));
        return identity!;
    }

    // A service's own signer: it shares nothing with the gateway but the key.
    private static IdentitySigner Signer(TimeProvider? time = null)
    {
        var builder = RunningGateway.Builder(Settings.Platform());
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.AddServiceDefaults();
        return builder.Build().Services.GetRequiredService<IdentitySigner>();
    }
}
