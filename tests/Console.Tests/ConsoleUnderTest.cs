using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PmsPlatform.TestKit;

namespace PmsPlatform.Console.Tests;

/// <summary>The console on a free port, before a gateway that answers as a test says; and a browser without scripts.</summary>
internal sealed partial class ConsoleUnderTest : IAsyncDisposable
{
    public const string Key = "pms_key_of_the_hotel";

    private readonly WebApplication _app;
    private readonly HttpClient _browser;

    private ConsoleUnderTest(WebApplication app, FakeVendor gateway, CapturedLogs logs)
    {
        _app = app;
        Gateway = gateway;
        Logs = logs;
        _browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public Uri Address => _browser.BaseAddress!;

    public FakeVendor Gateway { get; }

    public CapturedLogs Logs { get; }

    public static async Task<ConsoleUnderTest> StartAsync(CancellationToken cancellationToken, TimeProvider? time = null)
    {
        var gateway = await FakeVendor.StartAsync(Answers, cancellationToken);
        var logs = new CapturedLogs();
        var app = ConsoleApp.Build([], builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
            builder.Configuration.AddInMemoryCollection([new("services:gateway:http:0", gateway.Url)]);
            if (time is not null)
                builder.Services.AddSingleton(time);
        });
        await app.StartAsync(cancellationToken);
        return new ConsoleUnderTest(app, gateway, logs);
    }

    public static async Task<ConsoleUnderTest> SignedInAsync(CancellationToken cancellationToken)
    {
        var console = await StartAsync(cancellationToken);
        using var response = await console.SubmitAsync("/sign-in", "/sign-in", cancellationToken, ("key", Key), ("to", "/"));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return console;
    }

    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken) => _browser.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);

    public async Task<string> PageAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(path, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Sends the form of a page as a browser does, with the token that the page holds.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(
        string page, string to, CancellationToken cancellationToken, params (string Name, string Value)[] fields)
    {
        var html = await _browser.GetStringAsync(new Uri(page, UriKind.Relative), cancellationToken);
        var token = Token().Match(html).Groups["token"].Value;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await _browser.PostAsync(new Uri(to, UriKind.Relative), form, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
        await Gateway.DisposeAsync();
        Logs.Dispose();
    }

    /// <summary>What the gateway says of a caller with these permissions.</summary>
    public static string Me(params string[] permissions) =>
        $$"""{"kind":"ApiKey","organizationPermissions":[],"hotels":[{"hotelId":"htl_aurora","permissions":[{{string.Join(',', permissions.Select(name => $"\"{name}\""))}}]}]}""";

    private static Task Answers(HttpContext http) => http.Request.Headers["x-api-key"] != Key
        ? FakeVendor.JsonAsync(http, """{"type":"urn:pms:problem:unauthorised","title":"Unknown key"}""", 401)
        : FakeVendor.JsonAsync(http, http.Request.Path == "/api/users/me" ? Me("ViewData", "Sync", "WriteBack") : """{"items":[]}""");

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
