using System.Buffers.Text;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Secrets;

public sealed class IdentityTests
{
    private static readonly CallerIdentity Concierge = new("demo-concierge", ["htl_aurora", "htl_harbour"]);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_signed_identity_is_read_back()
    {
        var signer = With(TestService.InternalKey);

        Assert.True(signer.TryVerify(signer.Sign(Concierge, Minute), out var identity));
        Assert.Equal(Concierge.Subject, identity.Subject);
        Assert.Equal(Concierge.HotelIds, identity.HotelIds);
        Assert.Null(identity.Grants);
        Assert.Equal(Permissions.All, identity.At("htl_aurora"));
        Assert.True(identity.MaySee("htl_aurora"));
        Assert.False(identity.MaySee("htl_sakura"));
    }

    [Fact]
    public void An_expired_identity_is_refused()
    {
        var time = new ManualTime();
        var signer = With(TestService.InternalKey, time);
        var header = signer.Sign(Concierge, Minute);

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(signer.TryVerify(header, out _));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(signer.TryVerify(header, out _));
    }

    [Fact]
    public void Who_was_verified_before_opens_no_door_to_others()
    {
        var signer = With(TestService.InternalKey);
        var headers = Enumerable.Range(0, 600).Select(number => signer.Sign(Concierge with { Subject = $"caller-{number}" }, Minute)).ToList();

        foreach (var (number, header) in headers.Concat(headers).Index())
        {
            Assert.True(signer.TryVerify(header, out var identity));
            Assert.Equal($"caller-{number % 600}", identity.Subject);
            Assert.False(signer.TryVerify(header + "A", out _));
            Assert.False(signer.TryVerify($"{header.Split('.')[0]}.{headers[(number + 1) % 600].Split('.')[1]}", out _));
        }
    }

    [Fact]
    public void An_identity_signed_with_another_key_is_refused()
    {
        var stranger = With("another-key-of-thirty-two-characters-9x");
        Assert.False(With(TestService.InternalKey).TryVerify(stranger.Sign(Concierge, Minute), out _));
    }

    [Fact]
    public void A_forged_identity_is_refused()
    {
        var signer = With(TestService.InternalKey);
        var signature = signer.Sign(Concierge, Minute).Split('.')[1];
        var forged = Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"subject":"demo-concierge","hotels":["htl_sakura"],"expires":99999999999}"""));

        Assert.False(signer.TryVerify($"{forged}.{signature}", out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.b")]
    [InlineData("!!!.???")]
    [InlineData("eyJ9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_malformed_header_is_refused(string? header) => Assert.False(With(TestService.InternalKey).TryVerify(header, out _));

    [Fact]
    public async Task An_endpoint_that_requires_a_caller_answers_401_without_one_and_knows_him_with_one()
    {
        await using var service = await StartAsync();
        using var without = await service.Client.GetAsync(new Uri("/who", UriKind.Relative), Cancel);
        service.Client.DefaultRequestHeaders.Add(IdentitySigner.HeaderName, service.Services.GetRequiredService<IdentitySigner>().Sign(Concierge, Minute));
        var with = await service.Client.GetStringAsync(new Uri("/who", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Contains("urn:pms:problem:unauthorised", await without.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("demo-concierge", with);
    }

    [Fact]
    public async Task Who_is_not_known_does_not_learn_that_his_body_is_wrong()
    {
        await using var service = await StartAsync();
        using var body = new StringContent("{", Encoding.UTF8, "application/json");
        using var response = await service.Client.PostAsync("/who", body, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task An_endpoint_guards_itself_where_nothing_before_it_does()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Pms:InternalKey", TestService.InternalKey)]);
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        app.MapGroup("/group").RequirePermission(Permission.ViewData).MapPost("", (CallerIdentity posted) => posted.Subject);
        app.MapGet("/alone", (HttpContext context) => context.Caller().Subject).RequireCaller().RequirePermission(Permission.Sync);
        await app.StartAsync(Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var body = new StringContent("{", Encoding.UTF8, "application/json");

        using var group = await client.PostAsync("/group", body, Cancel);
        using var alone = await client.GetAsync(new Uri("/alone", UriKind.Relative), Cancel);
        var signer = app.Services.GetRequiredService<IdentitySigner>();
        var looker = Concierge with { Grants = Concierge.HotelIds.ToDictionary(hotel => hotel, _ => Permission.ViewData, StringComparer.Ordinal) };
        using var looking = new HttpRequestMessage(HttpMethod.Get, "/alone") { Headers = { { IdentitySigner.HeaderName, signer.Sign(looker, Minute) } } };
        using var lessThanAsked = await client.SendAsync(looking, Cancel);
        client.DefaultRequestHeaders.Add(IdentitySigner.HeaderName, signer.Sign(Concierge, Minute));

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden], [group.StatusCode, alone.StatusCode, lessThanAsked.StatusCode]);
        Assert.Equal("demo-concierge", await client.GetStringAsync(new Uri("/alone", UriKind.Relative), Cancel));
    }

    [Fact]
    public async Task Other_endpoints_and_health_need_no_caller()
    {
        await using var service = await StartAsync();

        Assert.Equal("open", await service.Client.GetStringAsync(new Uri("/open", UriKind.Relative), Cancel));
        Assert.True((await service.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancel)).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("short", "weak")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "weak")]
    public async Task A_service_that_requires_callers_does_not_start_without_a_good_key(string? key, string word)
    {
        var exception = await Assert.ThrowsAsync<StartupConfigurationException>(() => StartAsync(key));
        Assert.Contains($"Pms:InternalKey is {word}", exception.Message, StringComparison.Ordinal);
    }

    private static Task<TestService> StartAsync(string? key = TestService.InternalKey) => TestService.StartAsync(
        map: app =>
        {
            app.MapGet("/open", () => "open").OpenTo("everybody");
            var group = app.MapGroup("").RequireCaller().OpenTo("every caller");
            group.MapGet("/who", (HttpContext context) => context.Caller().Subject);
            group.MapPost("/who", (CallerIdentity posted) => posted.Subject);
        },
        settings: [new("Pms:InternalKey", key)],
        cancellationToken: Cancel);

    private static IdentitySigner With(string key, TimeProvider? time = null) => new(
        new ConfigurationBuilder().AddInMemoryCollection([new("Pms:InternalKey", key)]).Build(), time ?? TimeProvider.System);
}
