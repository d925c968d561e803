using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

/// <summary>Credentials that connections made, and what becomes of them while it is away.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private const string Key = "pms_made_by_connections_0123456789";
    private const string Address = "/api/context?phone=1";

    private readonly ManualTime time = new();
    private Registry registry = null!;
    private RunningGateway gateway = null!;

    public async ValueTask InitializeAsync()
    {
        registry = await Registry.StartAsync();
        gateway = await GatewayAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await registry.DisposeAsync();
    }

    [Theory]
    [InlineData("x-api-key", Key)]
    [InlineData("Authorization", "Bearer " + Key)]
    public async Task A_key_opens_what_connections_says_and_a_service_learns_it(string header, string value)
    {
        registry.Knows(Key, Registry.Grant("key_1", ("htl_aurora", "aurora", ["ViewData"]), ("htl_new", "new-hotel", ["ViewData", "Sync", "Unheard"])));

        Assert.Equal(200, await StatusAsync(header, value));

        var identity = Identity(Forwarded()[^1]);
        Assert.Equal(("key_1", CallerKind.ApiKey, "key_1", "org_1", "127.0.0.1"), (identity.Subject, identity.Kind, identity.Id, identity.OrganizationId, identity.Address));
        Assert.Equal(["htl_aurora", "htl_new"], identity.HotelIds);
        Assert.Equal((Permission.ViewData, Permission.ViewData | Permission.Sync), (identity.At("htl_aurora"), identity.At("htl_new")));
    }

    [Fact]
    public async Task A_slug_narrows_and_ends_what_counts_for_the_organisation()
    {
        registry.Knows(Key, Registry.Grant("key_1", ("htl_aurora", "aurora", ["ViewData"]), ("htl_new", "new-hotel", ["Sync"])) with { OrganizationPermissions = ["ManageHotel"] });

        Assert.Equal(200, (int)(await gateway.SendAsync(HttpMethod.Get, Address, [("x-api-key", Key), ("x-hotel-slug", "new-hotel")])).StatusCode);
        Assert.Equal(404, (int)(await gateway.SendAsync(HttpMethod.Get, Address, [("x-api-key", Key), ("x-hotel-slug", "sakura")])).StatusCode);

        var identity = Identity(Assert.Single(Forwarded()));
        Assert.Equal(["htl_new"], identity.HotelIds);
        Assert.Equal((Permission.Sync, Permission.None), (identity.At("htl_new"), identity.OrganizationGrant));
    }

    [Fact]
    public async Task The_key_itself_stays_here_and_the_question_comes_from_a_service()
    {
        registry.Knows(Key, Registry.Grant("key_1"));
        await StatusAsync();

        var question = Assert.Single(registry.Questions);
        Assert.DoesNotContain(Key, question.Body, StringComparison.Ordinal);
        var asker = Identity(question);
        Assert.Equal((CallerKind.Service, "gateway", 0), (asker.Kind, asker.Subject, asker.HotelIds.Count));
        Assert.DoesNotContain(Key, gateway.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_key_asks_nobody()
    {
        registry.IsAway = true;

        Assert.Equal(200, await StatusAsync("x-api-key", Settings.ConciergeKey));
        Assert.Empty(registry.Questions);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_five_seconds()
    {
        registry.Knows(Key, Registry.Grant("key_1", ("htl_aurora", "aurora", ["ViewData"])));
        Assert.Equal(200, await StatusAsync());
        registry.Forgets(Key);

        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(401, await StatusAsync());
    }

    [Fact]
    public async Task A_key_in_use_is_asked_about_by_the_way_and_then_refused_at_once()
    {
        registry.Knows(Key, Registry.Grant("key_1", ("htl_aurora", "aurora", ["ViewData"])));
        Assert.Equal(200, await StatusAsync());
        registry.Forgets(Key);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(200, await StatusAsync());
        await Eventually.TrueAsync(async () => await StatusAsync() is 401, TimeSpan.FromSeconds(30), "the answer of the question by the way counts", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_new_key_works_a_second_after_it_was_refused()
    {
        Assert.Equal(401, await StatusAsync());
        registry.Knows(Key, Registry.Grant("key_1", ("htl_aurora", "aurora", ["ViewData"])));
        Assert.Equal(401, await StatusAsync());
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(200, await StatusAsync());
    }

    [Fact]
    public async Task A_known_key_is_good_for_a_quarter_of_an_hour_while_connections_is_away_and_no_longer()
    {
        registry.Knows(Key, Registry.Grant("key_1", ("htl_aurora", "aurora", ["ViewData"])));
        Assert.Equal(200, await StatusAsync());
        registry.IsAway = true;

        time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(200, await StatusAsync());
        time.Advance(TimeSpan.FromMinutes(1));
        var refused = await gateway.SendAsync(HttpMethod.Get, Address, [("x-api-key", Key)]);

        await refused.ProblemAsync(503, "unavailable");
        Assert.Equal("2", refused.Header("Retry-After"));
    }

    [Fact]
    public async Task A_key_nobody_here_has_seen_is_not_called_unknown_while_connections_is_away()
    {
        registry.IsAway = true;
        Assert.Equal(503, await StatusAsync());
    }

    [Fact]
    public async Task A_key_that_ends_is_refused_from_then_on_also_while_connections_is_away()
    {
        registry.Knows(Key, Registry.Grant("key_1", ("htl_aurora", "aurora", ["ViewData"])) with { ExpiresAt = time.GetUtcNow() + TimeSpan.FromMinutes(1) });
        Assert.Equal(200, await StatusAsync());
        registry.IsAway = true;
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, await StatusAsync());
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(401, await StatusAsync());
    }

    [Fact]
    public async Task Calls_that_come_together_ask_once()
    {
        registry.Knows(Key, Registry.Grant("key_1", ("htl_aurora", "aurora", ["ViewData"])));
        registry.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, 20).Select(_ => StatusAsync()).ToArray();
        await Eventually.TrueAsync(() => registry.Questions.Count > 0, TimeSpan.FromSeconds(30), "one asks", TestContext.Current.CancellationToken);
        registry.Gate.SetResult();

        Assert.All(await Task.WhenAll(calls), status => Assert.Equal(200, status));
        Assert.Single(registry.Questions);
    }

    [Fact]
    public async Task Answers_cannot_make_a_service_of_a_caller()
    {
        registry.Knows(Key, Registry.Grant("key_1", ("htl_aurora", "aurora", ["ViewData"])) with { Kind = "Service" });
        Assert.Equal(200, await StatusAsync());

        Assert.Equal(CallerKind.User, Identity(Forwarded()[^1]).Kind);
    }

    [Fact]
    public async Task Guesses_beyond_the_limit_are_not_asked_about_and_a_remembered_key_passes()
    {
        registry.Knows(Key, Registry.Grant("key_1", ("htl_aurora", "aurora", ["ViewData"])));
        await using var strict = await GatewayAsync(("Gateway:RateLimit:FailedAuthenticationsPerMinute", "3"));
        Assert.Equal(200, (int)(await strict.SendAsync(HttpMethod.Get, Address, [("x-api-key", Key)])).StatusCode);

        for (var guess = 0; guess < 40; guess++)
            await strict.SendAsync(HttpMethod.Get, Address, [("x-api-key", $"guess-{guess}-of-many-guesses")]);

        Assert.InRange(registry.Questions.Count, 4, 30);
        Assert.Equal(200, (int)(await strict.SendAsync(HttpMethod.Get, Address, [("x-api-key", Key)])).StatusCode);
    }

    [Theory]
    [InlineData("/api/auth/login")]
    [InlineData("/api/auth/refresh")]
    [InlineData("/api/auth/logout")]
    [InlineData("/api/auth/setup")]
    [InlineData("/api/auth/invitations/accept")]
    [InlineData("/api/auth/password")]
    public async Task Who_signs_in_needs_no_key_and_is_a_stranger_with_an_address(string path)
    {
        var answer = await gateway.SendAsync(HttpMethod.Post, path, [(IdentitySigner.HeaderName, "forged")], SyncTests.Json("{}"));

        Assert.Equal(200, (int)answer.StatusCode);
        var identity = Identity(Assert.Single(Forwarded()));
        Assert.Equal((CallerKind.Stranger, 0, "127.0.0.1"), (identity.Kind, identity.HotelIds.Count, identity.Address));
    }

    [Fact]
    public async Task Who_changes_his_password_is_known_by_his_token()
    {
        registry.Knows("a-token", Registry.Grant("user_1") with { Kind = "User" });
        await gateway.SendAsync(HttpMethod.Post, "/api/auth/password", [("Authorization", "Bearer a-token")], SyncTests.Json("{}"));

        var identity = Identity(Assert.Single(Forwarded()));
        Assert.Equal((CallerKind.User, "user_1"), (identity.Kind, identity.Id));
    }

    [Fact]
    public async Task An_address_that_signs_in_too_often_is_told_to_wait_and_keys_are_not_held_up_by_it()
    {
        await using var strict = await GatewayAsync(("Gateway:RateLimit:SignInsPerMinute", "2"));
        for (var attempt = 0; attempt < 2; attempt++)
            Assert.Equal(200, (int)(await strict.SendAsync(HttpMethod.Post, "/api/auth/login", [], SyncTests.Json("{}"))).StatusCode);

        await (await strict.SendAsync(HttpMethod.Post, "/api/auth/login", [], SyncTests.Json("{}"))).ProblemAsync(429, "too-many-requests");
        Assert.Equal(200, (int)(await strict.SendAsync(HttpMethod.Get, Address, [("x-api-key", Settings.ConciergeKey)])).StatusCode);
    }

    [Fact]
    public async Task An_address_that_calls_too_fast_is_told_to_wait_whatever_its_keys()
    {
        await using var strict = await GatewayAsync(("Gateway:RateLimit:PerAddressPerSecond", "1"));
        var statuses = new List<int>();
        for (var call = 0; call < 8; call++)
            statuses.Add((int)(await strict.SendAsync(HttpMethod.Get, Address, [("x-api-key", call % 2 == 0 ? Settings.ConciergeKey : Settings.SakuraKey)])).StatusCode);

        Assert.Contains(429, statuses);
        Assert.Equal([200, 200], statuses.Take(2));
    }

    [Theory]
    [InlineData("GET", "/api/hotels", "/api/hotels")]
    [InlineData("DELETE", "/api/pms/connect?connectionId=con_1", "/api/pms/connect?connectionId=con_1")]
    [InlineData("POST", "/api/admin/pms/test-connection", "/api/admin/pms/test-connection")]
    [InlineData("PUT", "/api/users/user_1/roles", "/api/users/user_1/roles")]
    [InlineData("GET", "/api/audit?limit=5", "/api/audit?limit=5")]
    public async Task What_is_managed_leads_to_connections(string method, string path, string target)
    {
        var answer = await gateway.SendAsync(new HttpMethod(method), path, [("x-api-key", Settings.ConciergeKey), ("If-Match", "\"7\"")]);

        Assert.Equal(200, (int)answer.StatusCode);
        var forwarded = Assert.Single(Forwarded());
        Assert.Equal((method, target, "\"7\""), (forwarded.Method, forwarded.Target, forwarded.Headers["If-Match"]));
        Assert.Equal(401, (int)(await gateway.SendAsync(new HttpMethod(method), path, [])).StatusCode);
    }

    [Theory]
    [InlineData("/internal/access/resolve")]
    [InlineData("/api/internal/access/resolve")]
    [InlineData("/api/hotels/../../internal/feed/hotels")]
    [InlineData("/api/users/%2e%2e/%2e%2e/internal/feed/hotels")]
    [InlineData("/api/auth/anything-else")]
    public async Task What_is_internal_stays_inside(string path)
    {
        await gateway.RawAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\nx-api-key: {Settings.ConciergeKey}\r\n\r\n");

        Assert.DoesNotContain(registry.Service.Requests, request => Uri.UnescapeDataString(request.Target).StartsWith("/internal", StringComparison.Ordinal));
    }

    private async Task<int> StatusAsync(string header = "x-api-key", string value = Key) => (int)(await gateway.SendAsync(HttpMethod.Get, Address, [(header, value)])).StatusCode;

    private IReadOnlyList<ReceivedRequest> Forwarded() => [.. registry.Service.Requests.Where(request => request.Target != "/internal/access/resolve")];

    private Task<RunningGateway> GatewayAsync(params IEnumerable<(string Key, string Value)> settings)
    {
        var url = registry.Service.Url;
        var all = Settings.With(("guest-context", url), ("sync-ledger", url), ("connector-mews", url), ("connections", url));
        foreach (var (key, value) in settings)
            all[key] = value;
        return RunningGateway.StartAsync(all, time);
    }

    // A service's own signer: it shares nothing with the gateway but the key.
    private CallerIdentity Identity(ReceivedRequest request)
    {
        var builder = RunningGateway.Builder(Settings.Platform());
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddServiceDefaults();
        using var app = (IDisposable)builder.Build();
        Assert.True(((WebApplication)app).Services.GetRequiredService<IdentitySigner>().TryVerify(request.Headers[IdentitySigner.HeaderName], out var identity));
        return identity!;
    }
}
