using System.Net;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Console.Tests;

/// <summary>Signing in with e-mail and password, and what each role is shown.</summary>
public sealed class PasswordTests
{
    private const string Email = "night.porter@example.org";
    private const string Password = "correct horse battery staple";

    private readonly ManualTime time = new(DateTimeOffset.UtcNow);
    private string[] permissions = ["ViewData", "Sync", "WriteBack"];
    private bool isEnded;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pages_are_asked_for_with_the_token_and_it_is_in_no_cookie_or_log()
    {
        await using var console = await StartAsync();
        using var response = await EnterAsync(console);

        Assert.Equal("/", response.Headers.Location?.OriginalString);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), header => header.StartsWith("pms-console=", StringComparison.Ordinal));
        Assert.DoesNotContain("access-1", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        await console.PageAsync("/", Token);
        Assert.Equal("Bearer access-1", console.Gateway.Requests[^1].Headers["Authorization"]);
        Assert.DoesNotContain("x-api-key", console.Gateway.Requests[^1].Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(Password, console.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Email, console.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("access-1", console.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_nobody_is_let_in()
    {
        await using var console = await StartAsync();
        using var response = await console.SubmitAsync("/sign-in", "/sign-in", Token, ("email", Email), ("password", "wrong"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("E-mail or password is wrong", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var inside = await console.OpenAsync("/", Token);
        Assert.Equal(HttpStatusCode.Redirect, inside.StatusCode);
    }

    [Fact]
    public async Task Signing_in_needs_the_form_of_this_site()
    {
        await using var console = await StartAsync();
        using var client = new HttpClient { BaseAddress = console.Address };
        using var form = new FormUrlEncodedContent([new("email", Email), new("password", Password)]);
        using var response = await client.PostAsync(new Uri("/sign-in", UriKind.Relative), form, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(console.Gateway.Requests);
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_ends_and_with_it_what_is_shown()
    {
        await using var console = await StartAsync();
        (await EnterAsync(console)).Dispose();
        permissions = ["ViewData"];
        time.Advance(TimeSpan.FromMinutes(9.5));

        var page = await console.PageAsync("/", Token);

        Assert.Equal("Bearer access-2", console.Gateway.Requests[^1].Headers["Authorization"]);
        Assert.DoesNotContain("Sync now", page, StringComparison.Ordinal);
        await console.PageAsync("/runs", Token);
        Assert.Single(console.Gateway.Requests, request => request.Target == "/api/auth/refresh");
    }

    [Fact]
    public async Task Whose_sign_in_has_ended_is_asked_for_it_anew()
    {
        await using var console = await StartAsync();
        (await EnterAsync(console)).Dispose();
        isEnded = true;
        time.Advance(TimeSpan.FromMinutes(10));

        using var response = await console.OpenAsync("/", Token);

        Assert.Equal("/sign-in", new Uri(new Uri("http://x"), response.Headers.Location!).AbsolutePath);
    }

    [Fact]
    public async Task A_guest_sees_nothing()
    {
        permissions = [];
        await using var console = await StartAsync();
        (await EnterAsync(console)).Dispose();
        var before = console.Gateway.Requests.Count;

        foreach (var path in (string[])["/", "/runs", "/quarantine", "/who"])
        {
            using var response = await console.OpenAsync(path, Token);
            Assert.Equal("/nothing", new Uri(new Uri("http://x"), response.Headers.Location!).AbsolutePath);
        }

        Assert.Contains("Nothing to see yet", await console.PageAsync("/nothing", Token), StringComparison.Ordinal);
        Assert.Equal(before, console.Gateway.Requests.Count);
    }

    [Fact]
    public async Task Whoever_may_only_look_gets_no_button_to_sync()
    {
        permissions = ["ViewData"];
        await using var console = await StartAsync();
        (await EnterAsync(console)).Dispose();
        Assert.DoesNotContain("Sync now", await console.PageAsync("/", Token), StringComparison.Ordinal);

        permissions = ["ViewData", "Sync"];
        await using var other = await StartAsync();
        (await EnterAsync(other)).Dispose();
        Assert.Contains("Sync now", await other.PageAsync("/", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_sign_in_at_the_gateway_too()
    {
        await using var console = await StartAsync();
        (await EnterAsync(console)).Dispose();
        using var response = await console.SubmitAsync("/runs", "/sign-out", Token);

        Assert.Equal("""{"refreshToken":"refresh-1"}""", Assert.Single(console.Gateway.Requests, request => request.Target == "/api/auth/logout").Body);
        using var inside = await console.OpenAsync("/", Token);
        Assert.Equal(HttpStatusCode.Redirect, inside.StatusCode);
    }

    [Theory]
    [InlineData("/set-up", "/api/auth/setup")]
    [InlineData("/invitation", "/api/auth/invitations/accept")]
    public async Task Coming_in_for_the_first_time_leads_inside(string page, string asked)
    {
        await using var console = await StartAsync();
        Assert.Contains("value=\"a-token\"", await console.PageAsync($"{page}?token=a-token", Token), StringComparison.Ordinal);

        using var response = await console.SubmitAsync(
            page, page, Token, ("token", "a-token"), ("email", Email), ("organization", ""), ("name", "Night Porter"), ("password", Password));

        Assert.Equal("/", response.Headers.Location?.OriginalString);
        var sent = Assert.Single(console.Gateway.Requests, request => request.Target == asked);
        Assert.Equal($$"""{"token":"a-token","password":"{{Password}}","name":"Night Porter","email":"{{Email}}"}""", sent.Body);
        await console.PageAsync("/", Token);
        Assert.DoesNotContain("a-token", console.Logs.Text, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> EnterAsync(ConsoleUnderTest console) =>
        console.SubmitAsync("/sign-in", "/sign-in", Token, ("email", Email), ("password", Password), ("to", "/"));

    private async Task<ConsoleUnderTest> StartAsync()
    {
        var console = await ConsoleUnderTest.StartAsync(Token, time);
        console.Gateway.Answer = AnswerAsync;
        return console;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        switch (http.Request.Path.Value)
        {
            case "/api/auth/login":
                using (var reader = new StreamReader(http.Request.Body, leaveOpen: true))
                {
                    var isRight = (await reader.ReadToEndAsync(Token)).Contains(Password, StringComparison.Ordinal);
                    await (isRight ? TokensAsync(http, "access-1", "refresh-1") : FakeVendor.JsonAsync(http, """{"detail":"E-mail or password is wrong, or the account is locked for some minutes."}""", 401));
                }

                break;
            case "/api/auth/setup" or "/api/auth/invitations/accept":
                await TokensAsync(http, "access-1", "refresh-1");
                break;
            case "/api/auth/refresh":
                await (isEnded ? FakeVendor.JsonAsync(http, "{}", 401) : TokensAsync(http, "access-2", "refresh-2"));
                break;
            case "/api/auth/logout":
                http.Response.StatusCode = 204;
                break;
            case "/api/users/me":
                await FakeVendor.JsonAsync(http, ConsoleUnderTest.Me(permissions));
                break;
            default:
                await FakeVendor.JsonAsync(http, """{"items":[]}""");
                break;
        }
    }

    private static Task TokensAsync(HttpContext http, string access, string refresh) =>
        FakeVendor.JsonAsync(http, $$"""{"tokenType":"Bearer","accessToken":"{{access}}","expiresIn":600,"refreshToken":"{{refresh}}"}""");
}
