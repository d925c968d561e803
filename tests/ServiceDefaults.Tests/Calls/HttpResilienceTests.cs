using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Calls;

public sealed class HttpResilienceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task An_idempotent_call_is_repeated_until_it_succeeds(string method)
    {
        await using var other = await FlakyAsync(failures: 2);
        await using var service = await StartAsync();
        using var client = Client(service);
        using var request = new HttpRequestMessage(new HttpMethod(method), other.Url);
        if (method is "PUT")
            request.Content = JsonContent.Create(new { id = 1 });
        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, other.Requests.Count);
        Assert.Single(other.Requests.Select(seen => seen.Body).Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task A_call_that_may_have_acted_is_never_repeated(string method)
    {
        await using var other = await FlakyAsync(failures: 2);
        await using var service = await StartAsync();
        using var client = Client(service);
        using var request = new HttpRequestMessage(new HttpMethod(method), other.Url) { Content = JsonContent.Create(new { id = 1 }) };
        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Single(other.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Conflict)]
    public async Task An_answer_that_would_come_again_is_not_asked_for_again(HttpStatusCode status)
    {
        await using var other = await FlakyAsync(failures: 5, status);
        await using var service = await StartAsync();
        using var client = Client(service);
        using var response = await client.GetAsync(new Uri(other.Url), Cancel);

        Assert.Equal(status, response.StatusCode);
        Assert.Single(other.Requests);
    }

    [Fact]
    public async Task The_last_answer_comes_back_when_all_repetitions_fail()
    {
        await using var other = await FlakyAsync(failures: 10);
        await using var service = await StartAsync();
        using var client = Client(service);
        using var response = await client.GetAsync(new Uri(other.Url), Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(4, other.Requests.Count);
    }

    [Fact]
    public async Task A_wait_longer_than_bearable_is_handed_to_the_caller()
    {
        await using var other = await FakeVendor.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        }, Cancel);
        await using var service = await StartAsync();
        using var client = Client(service);
        using var response = await client.GetAsync(new Uri(other.Url), Cancel);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Single(other.Requests);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_an_HttpRequestException_after_the_repetitions()
    {
        await using var service = await StartAsync();
        using var client = Client(service);

        // Port 1 of this machine: nothing listens, the refusal is immediate.
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://127.0.0.1:1/"), Cancel));
    }

    [Fact]
    public async Task A_slow_try_is_given_up_and_repeated()
    {
        var count = 0;
        await using var other = await FakeVendor.StartAsync(
            context => Interlocked.Increment(ref count) == 1 ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Task.CompletedTask, Cancel);
        await using var service = await StartAsync(options => options.TryTime = TimeSpan.FromMilliseconds(300));
        using var client = Client(service);
        using var response = await client.GetAsync(new Uri(other.Url), Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, other.Requests.Count);
    }

    [Fact]
    public async Task The_total_time_ends_a_call_that_may_not_be_repeated()
    {
        await using var other = await FakeVendor.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted), Cancel);
        await using var service = await StartAsync(
            options => (options.TryTime, options.TotalTime) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400)));
        using var client = Client(service);

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(new Uri(other.Url), null, Cancel));
        Assert.IsType<TimeoutException>(exception.InnerException);
        Assert.Single(other.Requests);
    }

    [Fact]
    public async Task A_service_that_keeps_failing_is_left_alone_for_a_while_and_others_are_not()
    {
        await using var broken = await FlakyAsync(failures: int.MaxValue);
        await using var sound = await FlakyAsync(failures: 0);
        await using var service = await StartAsync(
            options => (options.Retries, options.BreakMinimum, options.BreakTime) = (0, 5, TimeSpan.FromMilliseconds(600)));
        using var client = Client(service);

        for (var i = 0; i < 5; i++)
            (await client.GetAsync(new Uri(broken.Url), Cancel)).Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(broken.Url), Cancel));
        using var fine = await client.GetAsync(new Uri(sound.Url), Cancel);

        Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
        Assert.Equal(5, broken.Requests.Count);

        broken.Answer = _ => Task.CompletedTask;
        await Eventually.TrueAsync(async () =>
        {
            using var again = await client.GetAsync(new Uri(broken.Url), Cancel);
            return again.IsSuccessStatusCode;
        }, TimeSpan.FromSeconds(30), "the service is asked again", Cancel);
    }

    [Fact]
    public async Task A_client_may_do_without()
    {
        await using var other = await FlakyAsync(failures: 2);
        await using var service = await TestService.StartAsync(
            builder => builder.Services.AddHttpClient("vendor").RemoveServiceResilience(),
            settings: new Dictionary<string, string?> { ["services:named:http:0"] = other.Url },
            cancellationToken: Cancel);
        using var client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient("vendor");
        using var response = await client.GetAsync(new Uri(other.Url), Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Single(other.Requests);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://named/"), Cancel));
    }

    [Fact]
    public void Every_default_is_as_documented()
    {
        var options = new HttpResilienceOptions();
        Assert.Equal((3, 0.5, 20), (options.Retries, options.BreakRatio, options.BreakMinimum));
        Assert.Equal(
            [0.2, 5, 10, 30, 10, 5],
            new[] { options.FirstWait, options.LongestWait, options.TryTime, options.TotalTime, options.BreakWindow, options.BreakTime }
                .Select(time => time.TotalSeconds));
    }

    private static Task<FakeVendor> FlakyAsync(int failures, HttpStatusCode status = HttpStatusCode.ServiceUnavailable)
    {
        var count = 0;
        return FakeVendor.StartAsync(context =>
        {
            if (Interlocked.Increment(ref count) <= failures)
                context.Response.StatusCode = (int)status;
            return Task.CompletedTask;
        }, Cancel);
    }

    private static Task<TestService> StartAsync(Action<HttpResilienceOptions>? configure = null) => TestService.StartAsync(
        builder => builder.Services.AddHttpClient("client").ConfigureServiceResilience(options =>
        {
            options.FirstWait = TimeSpan.FromMilliseconds(5);
            configure?.Invoke(options);
        }),
        cancellationToken: Cancel);

    private static HttpClient Client(TestService service) => service.Services.GetRequiredService<IHttpClientFactory>().CreateClient("client");
}
