using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PmsPlatform.TestKit;
using PmsPlatform.VendorSandbox.Properties;

namespace PmsPlatform.VendorSandbox.Tests.Kit;

/// <summary>The sandbox on a free port of this machine, with a clock the test moves.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Sandbox(WebApplication app, ManualTime time)
    {
        _app = app;
        Time = time;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public ManualTime Time { get; }

    public HttpClient Http { get; }

    /// <summary>Starts one without properties and without rate limits, unless the settings say otherwise.</summary>
    public static async Task<Sandbox> StartAsync(params (string Name, string Value)[] settings)
    {
        var time = new ManualTime();
        var app = SandboxHost.Build([], builder =>
        {
            builder.Configuration.Sources.Clear();
            builder.Configuration.AddInMemoryCollection();
            builder.Configuration["Sandbox:RateLimitScale"] = "0";
            foreach (var (name, value) in settings)
                builder.Configuration["Sandbox:" + name] = value;
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSingleton<TimeProvider>(time);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Sandbox(app, time);
    }

    public async Task<MewsClient> AddMewsAsync(int bookings = 200, string id = "aurora", string currency = "EUR", string zone = "Europe/Budapest", object? more = null)
    {
        await AddAsync("mews", id, bookings, currency, zone, more);
        return new MewsClient(this, id);
    }

    public async Task<HostawayClient> AddHostawayAsync(int bookings = 200, string id = "harbour", string currency = "USD", string zone = "America/New_York", object? more = null)
    {
        await AddAsync("hostaway", id, bookings, currency, zone, more);
        return new HostawayClient(this, id);
    }

    public Property Property(string id) => _app.Services.GetRequiredService<PropertyDirectory>().Find(id)!;

    public async Task<JsonElement> GetAsync(string address)
    {
        using var answer = await Http.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        return await ReadAsync(answer);
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(string address, object body)
    {
        using var answer = await Http.PostAsJsonAsync(address, body, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await ReadAsync(answer));
    }

    public async Task<int> DeleteAsync(string address)
    {
        using var answer = await Http.DeleteAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    public async Task<JsonElement> FaultAsync(object order)
    {
        var (status, body) = await PostAsync("/admin/faults", order);
        Assert.Equal(200, status);
        return body[0];
    }

    /// <summary>How often the only fault has struck.</summary>
    public async Task<int> FiredAsync() => (await GetAsync("/admin/faults")).EnumerateArray().Single().GetProperty("fired").GetInt32();

    /// <summary>The truth of a property, by external id.</summary>
    public async Task<Dictionary<string, JsonElement>> TruthAsync(string property, string kind)
    {
        var lines = await Http.GetStringAsync(new Uri($"/admin/truth/{property}/{kind}", UriKind.Relative), TestContext.Current.CancellationToken);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToDictionary(item => item.GetProperty("externalId").GetString()!, StringComparer.Ordinal);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return bytes.Length == 0 ? default : JsonElement.Parse(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task AddAsync(string vendor, string id, int bookings, string currency, string zone, object? more)
    {
        var order = JsonSerializer.SerializeToNode(new { vendor, id, bookings, currency, timeZone = zone, seed = 42 })!.AsObject();
        foreach (var (name, value) in more is null ? [] : JsonSerializer.SerializeToNode(more)!.AsObject())
            order[name] = value?.DeepClone();
        var (status, body) = await PostAsync("/admin/properties", order);
        Assert.True(status == 201, $"{status}: {body}");
    }
}
