using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

/// <summary>The gateway as it runs, on a free port, in this process.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication app;

    private RunningGateway(WebApplication app, CapturedLogs logs)
    {
        this.app = app;
        Logs = logs;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public CapturedLogs Logs { get; }

    public HttpClient Client { get; }

    private int Port => Client.BaseAddress!.Port;

    public static async Task<RunningGateway> StartAsync(IReadOnlyDictionary<string, string?> settings, TimeProvider? time = null)
    {
        var logs = new CapturedLogs();
        var builder = Builder(settings, logs);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (time is not null)
            builder.Services.AddSingleton(time);

        var built = GatewayApp.Build(builder);
        await built.StartAsync(TestContext.Current.CancellationToken);
        return new RunningGateway(built, logs);
    }

    public static WebApplicationBuilder Builder(IReadOnlyDictionary<string, string?> settings, CapturedLogs? logs = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace);
        if (logs is not null)
            builder.Logging.AddProvider(logs);
        return builder;
    }

    /// <summary>A call with the concierge's key.</summary>
    public Task<HttpResponseMessage> GetAsync(string address, params IEnumerable<(string Name, string Value)> headers) =>
        SendAsync(HttpMethod.Get, address, headers.Append(("x-api-key", Settings.ConciergeKey)));

    /// <summary>A call with these headers and no others.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, IEnumerable<(string Name, string Value)> headers, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Asks for a sync with the concierge's key.</summary>
    public Task<HttpResponseMessage> SyncAsync(string entity, HttpContent? body) =>
        SendAsync(HttpMethod.Post, $"/api/pms/sync/{entity}", [("x-api-key", Settings.ConciergeKey)], body);

    /// <summary>Sends bytes as they are, and gives what came back until the gateway closed the connection.</summary>
    public async Task<string> RawAsync(string text)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(15));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port, deadline.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), deadline.Token);

        var answer = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            while (await stream.ReadAsync(buffer, deadline.Token) is > 0 and var count)
                answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // Closed with bytes of ours unread: what came before counts.
        }

        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}

internal static class Answers
{
    /// <summary>Asserts the status and the shape every problem has, and gives the problem.</summary>
    public static async Task<JsonObject> ProblemAsync(this HttpResponseMessage response, int status, string slug)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = (await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
        Assert.Equal($"urn:pms:problem:{slug}", (string?)problem["type"]);
        Assert.Equal(status, (int?)problem["status"]);
        Assert.Equal(response.Headers.GetValues("x-correlation-id").Single(), (string?)problem["correlationId"]);
        return problem;
    }

    public static string Header(this HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));
}
