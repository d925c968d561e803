using System.Net;

namespace PmsPlatform.Console.Tests;

public sealed class SignInTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/runs")]
    [InlineData("/quarantine")]
    [InlineData("/who")]
    public async Task Every_page_asks_who_is_there(string path)
    {
        await using var console = await ConsoleUnderTest.StartAsync(Token);
        using var response = await console.OpenAsync(path, Token);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/sign-in", new Uri(new Uri("http://x"), response.Headers.Location!).AbsolutePath);
        Assert.Empty(console.Gateway.Requests);
    }

    [Fact]
    public async Task A_key_that_the_gateway_does_not_know_is_refused_with_the_reason()
    {
        await using var console = await ConsoleUnderTest.StartAsync(Token);
        using var response = await console.SubmitAsync("/sign-in", "/sign-in", Token, ("key", "pms_key_of_nobody"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("does not know this key", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var inside = await console.OpenAsync("/", Token);
        Assert.Equal(HttpStatusCode.Redirect, inside.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("línea")]
    public async Task What_cannot_be_a_key_never_reaches_the_gateway(string key)
    {
        await using var console = await ConsoleUnderTest.StartAsync(Token);
        using var response = await console.SubmitAsync("/sign-in", "/sign-in", Token, ("key", key));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(console.Gateway.Requests);
    }

    [Theory]
    [InlineData("/runs", "/runs")]
    [InlineData("https://elsewhere.example/", "/")]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("/\\elsewhere.example", "/")]
    public async Task Signing_in_leads_back_into_the_console_only(string to, string expected)
    {
        await using var console = await ConsoleUnderTest.StartAsync(Token);
        using var response = await console.SubmitAsync("/sign-in", "/sign-in", Token, ("key", ConsoleUnderTest.Key), ("to", to));
        Assert.Equal(expected, response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites_and_does_not_show_the_key()
    {
        await using var console = await ConsoleUnderTest.StartAsync(Token);
        using var response = await console.SubmitAsync("/sign-in", "/sign-in", Token, ("key", ConsoleUnderTest.Key));
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), header => header.StartsWith("pms-console=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(ConsoleUnderTest.Key, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_needs_the_form_of_this_site()
    {
        await using var console = await ConsoleUnderTest.StartAsync(Token);
        using var client = new HttpClient { BaseAddress = console.Address };
        using var form = new FormUrlEncodedContent([new("key", ConsoleUnderTest.Key)]);
        using var response = await client.PostAsync(new Uri("/sign-in", UriKind.Relative), form, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task After_signing_out_the_pages_are_closed_again()
    {
        await using var console = await ConsoleUnderTest.SignedInAsync(Token);
        using var response = await console.SubmitAsync("/runs", "/sign-out", Token);
        Assert.Equal("/sign-in", response.Headers.Location?.OriginalString);
        using var inside = await console.OpenAsync("/runs", Token);
        Assert.Equal(HttpStatusCode.Redirect, inside.StatusCode);
    }

    [Fact]
    public async Task A_gateway_that_is_away_is_told_and_nobody_is_let_in()
    {
        await using var console = await ConsoleUnderTest.StartAsync(Token);
        console.Gateway.Answer = http =>
        {
            http.Abort();
            return Task.CompletedTask;
        };
        using var response = await console.SubmitAsync("/sign-in", "/sign-in", Token, ("key", ConsoleUnderTest.Key));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("does not answer", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }
}
