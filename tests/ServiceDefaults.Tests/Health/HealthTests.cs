using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PmsPlatform.ServiceDefaults.Tests.Health;

public sealed class HealthTests
{
    private static readonly HealthCheckResult Broken = HealthCheckResult.Unhealthy("broker guest:hunter2@10.0.0.1", new InvalidOperationException("hunter2"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broken_part_makes_the_service_unhealthy_but_leaves_it_alive()
    {
        await using var service = await StartAsync(() => Broken);
        using var health = await service.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancel);
        using var alive = await service.Client.GetAsync(new Uri("/alive", UriKind.Relative), Cancel);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (health.StatusCode, alive.StatusCode));
        var report = await health.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("Unhealthy", report.GetProperty("status").GetString());
        Assert.Equal("Unhealthy", report.GetProperty("checks").GetProperty("part").GetProperty("status").GetString());
        Assert.Equal("Healthy", report.GetProperty("checks").GetProperty("self").GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_report_holds_no_text_of_a_check()
    {
        await using var service = await StartAsync(() => Broken);
        using var health = await service.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancel);

        Assert.DoesNotContain("hunter2", await health.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_throws_is_unhealthy_not_an_error()
    {
        await using var service = await StartAsync(() => throw new InvalidOperationException());
        using var health = await service.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }

    private static Task<TestService> StartAsync(Func<HealthCheckResult> check) => TestService.StartAsync(
        builder => builder.Services.AddHealthChecks().AddCheck("part", check), cancellationToken: Cancel);
}
