using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PmsPlatform.ServiceDefaults.Tests.Access;

/// <summary>What an endpoint that states who may reach it does with callers.</summary>
public sealed class DemandTests
{
    private static readonly CallerIdentity Clerk = new("clerk", ["htl_a", "htl_b"])
    {
        Kind = CallerKind.User,
        Grants = new Dictionary<string, Permission>(StringComparer.Ordinal) { ["htl_a"] = Permission.ViewData, ["htl_b"] = Permission.ViewData | Permission.Sync },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/view", "htl_a,htl_b")]
    [InlineData("/sync", "htl_b")]
    [InlineData("/both", "htl_b")]
    public async Task A_handler_sees_the_hotels_that_grant_the_permission(string path, string hotels) => Assert.Equal((HttpStatusCode.OK, hotels), await AskAsync(path, Clerk));

    [Theory]
    [InlineData("/write")]
    [InlineData("/internal")]
    public async Task Who_has_it_nowhere_is_forbidden(string path)
    {
        var (status, body) = await AskAsync(path, Clerk);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("urn:pms:problem:forbidden", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/view")]
    [InlineData("/internal")]
    public async Task Nobody_is_unauthorised(string path) => Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(path, caller: null)).Status);

    [Fact]
    public async Task A_key_without_scopes_may_do_everything_at_its_hotels() => Assert.Equal((HttpStatusCode.OK, "htl_a"), await AskAsync("/write", new CallerIdentity("key", ["htl_a"])));

    [Fact]
    public async Task Who_may_in_his_organisation_passes_without_a_hotel() => Assert.Equal(
        (HttpStatusCode.OK, ""), await AskAsync("/write", new CallerIdentity("owner", []) { OrganizationId = "org_1", OrganizationGrant = Permissions.All }));

    [Fact]
    public async Task A_service_reaches_what_is_for_services_and_nothing_else()
    {
        var service = new CallerIdentity("gateway", []) { Kind = CallerKind.Service };
        Assert.Equal((HttpStatusCode.OK, ""), await AskAsync("/internal", service));
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync("/view", service)).Status);
    }

    [Fact]
    public async Task A_body_is_not_read_of_whom_it_may_not_come()
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/write") { Content = new StringContent("{", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add(IdentitySigner.HeaderName, service.Services.GetRequiredService<IdentitySigner>().Sign(Clerk, TimeSpan.FromMinutes(1)));
        using var response = await service.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_with_an_endpoint_that_states_nothing_does_not_start(bool caller)
    {
        var failure = await Assert.ThrowsAsync<StartupConfigurationException>(() => StartAsync(app =>
        {
            var forgotten = app.MapGet("/forgotten", () => "");
            if (caller)
                forgotten.RequireCaller();
        }));

        Assert.Contains("/forgotten", Assert.Single(failure.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_knows_no_callers_states_nothing()
    {
        await using var service = await TestService.StartAsync(map: app => app.MapGet("/page", () => "page"), cancellationToken: Cancel);
        Assert.Equal("page", await service.Client.GetStringAsync(new Uri("/page", UriKind.Relative), Cancel));
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(string path, CallerIdentity? caller)
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (caller is not null)
            request.Headers.Add(IdentitySigner.HeaderName, service.Services.GetRequiredService<IdentitySigner>().Sign(caller, TimeSpan.FromMinutes(1)));
        using var response = await service.Client.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private static Task<TestService> StartAsync(Action<WebApplication>? more = null) => TestService.StartAsync(
        map: app =>
        {
            static string Hotels(HttpContext http) => string.Join(',', http.Caller().HotelIds);
            app.MapGroup("/view").RequirePermission(Permission.ViewData).MapGet("", Hotels);
            app.MapGroup("/sync").RequirePermission(Permission.Sync).MapGet("", Hotels);
            app.MapGroup("/both").RequirePermission(Permission.ViewData).MapGet("", Hotels).RequirePermission(Permission.Sync);
            var write = app.MapGroup("/write").RequirePermission(Permission.WriteBack);
            write.MapGet("", Hotels);
            write.MapPost("", (CallerIdentity posted) => posted.Subject);
            app.MapGroup("/internal").RequireService().MapGet("", Hotels);
            more?.Invoke(app);
        },
        settings: [new("Pms:InternalKey", TestService.InternalKey)],
        cancellationToken: Cancel);
}
