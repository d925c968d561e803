using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Mews;

/// <summary>200 requests per access token within a sliding window of 30 seconds.</summary>
public sealed class MewsLimitTests
{
    [Fact]
    public async Task The_window_slides_and_counts_each_token_for_itself()
    {
        await using var sandbox = await Sandbox.StartAsync(("RateLimitScale", "1"));
        var mews = await sandbox.AddMewsAsync(5);
        var other = await sandbox.AddMewsAsync(5, "other");
        await CallAsync(mews, 100);
        sandbox.Time.Advance(TimeSpan.FromSeconds(20));
        await CallAsync(mews, 100);

        Assert.Equal(429, (await mews.CallAsync("configuration/get")).Status);
        Assert.Equal(200, (await other.CallAsync("configuration/get")).Status);

        sandbox.Time.Advance(TimeSpan.FromSeconds(10));
        await CallAsync(mews, 100);
        Assert.Equal(429, (await mews.CallAsync("configuration/get")).Status);
        sandbox.Time.Advance(TimeSpan.FromSeconds(20));
        await CallAsync(mews, 100);
    }

    [Fact]
    public async Task The_answer_says_how_long_to_wait_and_is_an_error_as_any()
    {
        await using var sandbox = await Sandbox.StartAsync(("RateLimitScale", "0.01"));
        var mews = await sandbox.AddMewsAsync(5);
        await CallAsync(mews, 1);
        sandbox.Time.Advance(TimeSpan.FromSeconds(7.5));
        await CallAsync(mews, 1);
        using var answer = await mews.SendAsync("configuration/get");

        Assert.Equal(429, (int)answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(23), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("Too many requests.", (await Sandbox.ReadAsync(answer)).GetProperty("Message").GetString());
    }

    [Theory]
    [InlineData("Never", new[] { false, false, false })]
    [InlineData("Sometimes", new[] { true, false, true })]
    public async Task The_wait_may_be_missing(string mode, bool[] told)
    {
        await using var sandbox = await Sandbox.StartAsync(("RateLimitScale", "0.005"), ("Mews:RetryAfter", mode));
        var mews = await sandbox.AddMewsAsync(5);
        await CallAsync(mews, 1);
        foreach (var expected in told)
        {
            using var answer = await mews.SendAsync("configuration/get");
            Assert.Equal(429, (int)answer.StatusCode);
            Assert.Equal(expected, answer.Headers.RetryAfter is not null);
        }
    }

    [Fact]
    public async Task A_property_may_have_its_own_scale()
    {
        await using var sandbox = await Sandbox.StartAsync(("RateLimitScale", "0.005"));
        var free = await sandbox.AddMewsAsync(5, "free", more: new { rateLimitScale = 0 });
        await CallAsync(free, 20);
    }

    private static async Task CallAsync(MewsClient mews, int times)
    {
        for (var call = 0; call < times; call++)
            Assert.Equal(200, (await mews.CallAsync("configuration/get")).Status);
    }
}
