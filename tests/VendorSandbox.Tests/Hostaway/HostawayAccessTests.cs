using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Hostaway;

/// <summary>Tokens, envelope and rate limits: introduction and authentication of the vendor's documentation.</summary>
public sealed class HostawayAccessTests
{
    [Fact]
    public async Task A_token_works_a_second_after_its_issue()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await sandbox.AddHostawayAsync(5);
        var (status, token) = await hostaway.SignInAsync();
        hostaway.Token = token.GetProperty("access_token").GetString()!;

        Assert.Equal(200, status);
        Assert.Equal("Bearer", token.GetProperty("token_type").GetString());
        Assert.Equal(15_897_600, token.GetProperty("expires_in").GetInt64());
        Assert.Equal(3, hostaway.Token.Split('.').Length);
        Assert.Equal(403, (await hostaway.GetAsync("listings")).Status);
        sandbox.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await hostaway.GetAsync("listings")).Status);
    }

    [Fact]
    public async Task The_delay_of_a_token_can_be_switched_off()
    {
        await using var sandbox = await Sandbox.StartAsync(("Hostaway:TokenDelay", "00:00:00"));
        var hostaway = await sandbox.AddHostawayAsync(5);
        hostaway.Token = (await hostaway.SignInAsync()).Body.GetProperty("access_token").GetString()!;
        Assert.Equal(200, (await hostaway.GetAsync("listings")).Status);
    }

    [Fact]
    public async Task An_expired_revoked_or_invented_token_is_forbidden()
    {
        await using var sandbox = await Sandbox.StartAsync(("Hostaway:TokenLifetime", "01:00:00"));
        var hostaway = await (await sandbox.AddHostawayAsync(5)).ReadyAsync();
        sandbox.Time.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(403, (await hostaway.GetAsync("listings")).Status);

        await hostaway.ReadyAsync();
        var revoked = await hostaway.ResultAsync(HttpMethod.Delete, $"accessTokens?token={hostaway.Token}");
        Assert.Equal(0, revoked.GetArrayLength());
        Assert.Equal(403, (await hostaway.GetAsync("listings")).Status);

        hostaway.Token = "invented";
        var (status, error) = await hostaway.GetAsync("listings");
        Assert.Equal(403, status);
        Assert.Equal("fail", error.GetProperty("status").GetString());
        Assert.NotNull(error.GetProperty("result").GetString());
    }

    [Fact]
    public async Task A_wrong_secret_gives_no_token()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await sandbox.AddHostawayAsync(5);
        Assert.Equal(401, (await hostaway.SignInAsync("wrong")).Status);
    }

    [Theory]
    [InlineData("nothing", 404)]
    [InlineData("reservations/1", 404)]
    [InlineData("listings/1", 404)]
    [InlineData("listingUnits/1", 404)]
    [InlineData("reservations?limit=many", 400)]
    [InlineData("reservations?arrivalStartDate=2030-02-30", 400)]
    [InlineData("reservations?afterId=5", 400)]
    public async Task Errors_come_in_the_envelope(string address, int expected)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(5)).ReadyAsync();
        var (status, error) = await hostaway.GetAsync(address);
        Assert.Equal(expected, status);
        Assert.Equal("fail", error.GetProperty("status").GetString());
        Assert.NotNull(error.GetProperty("result").GetString());
    }

    [Fact]
    public async Task Fifteen_calls_in_ten_seconds_are_all_an_address_gets_tokens_included()
    {
        await using var sandbox = await Sandbox.StartAsync(("RateLimitScale", "1"));
        var hostaway = await (await sandbox.AddHostawayAsync(5)).ReadyAsync();
        await CallAsync(hostaway, 14);
        var (status, error) = await hostaway.GetAsync("listings");

        Assert.Equal(429, status);
        Assert.Equal("fail", error.GetProperty("status").GetString());
        Assert.Contains("rate limits", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        sandbox.Time.Advance(TimeSpan.FromSeconds(9));
        await CallAsync(hostaway, 1);
        Assert.Equal(429, (await hostaway.GetAsync("listings")).Status);
    }

    [Fact]
    public async Task Twenty_calls_in_ten_seconds_are_all_an_account_gets_from_wherever()
    {
        await using var sandbox = await Sandbox.StartAsync(("RateLimitScale", "1"));
        var hostaway = await (await sandbox.AddHostawayAsync(5)).ReadyAsync();
        sandbox.Time.Advance(TimeSpan.FromSeconds(10));
        using var elsewhere = hostaway.From("127.0.0.2");
        await CallAsync(hostaway, 12);
        await CallAsync(elsewhere, 8);

        Assert.Equal(429, (await hostaway.GetAsync("listings")).Status);
        Assert.Equal(429, (await elsewhere.GetAsync("listings")).Status);
        sandbox.Time.Advance(TimeSpan.FromSeconds(10));
        await CallAsync(elsewhere, 15);
        Assert.Equal(429, (await elsewhere.GetAsync("listings")).Status);
        await CallAsync(hostaway, 5);
    }

    private static async Task CallAsync(HostawayClient hostaway, int times)
    {
        for (var call = 0; call < times; call++)
            Assert.Equal(200, (await hostaway.GetAsync("listings")).Status);
    }
}
