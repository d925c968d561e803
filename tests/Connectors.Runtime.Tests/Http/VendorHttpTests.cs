using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Outbound;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Http;

public sealed class VendorHttpTests(SharedServers servers)
{
    [Fact]
    public async Task A_broken_vendor_is_asked_again_until_it_answers()
    {
        var answers = new ConcurrentQueue<int>([500, 503, 200]);
        await using var vendor = await FakeVendor.StartAsync(http => AnswerAsync(http, answers), Token);
        var time = new ManualTime();

        var sending = Http(vendor, time).SendAsync(Get, Token);
        await AdvanceUntilAsync(sending, time, TimeSpan.FromSeconds(1));

        Assert.Equal(200, (int)(await sending).Status);
        Assert.Equal(3, vendor.Requests.Count);
    }

    [Fact]
    public async Task After_three_retries_the_vendor_is_unavailable()
    {
        await using var vendor = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, "{}", 500), Token);
        var time = new ManualTime();

        var sending = Http(vendor, time).SendAsync(Get, Token);
        await AdvanceUntilAsync(sending, time, TimeSpan.FromSeconds(5));

        var error = await Assert.ThrowsAsync<VendorException>(() => sending);
        Assert.Equal(VendorErrorKind.Unavailable, error.Kind);
        Assert.Equal(4, vendor.Requests.Count);
    }

    [Fact]
    public async Task A_call_whose_right_is_gone_is_not_made()
    {
        await using var vendor = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, "{}"), Token);
        var http = Http(vendor, TimeProvider.System);
        var lost = false;
        CallGuard.Under(() => lost ? throw new OperationCanceledException() : ValueTask.CompletedTask);
        await http.SendAsync(Get, Token);

        lost = true;

        await Assert.ThrowsAsync<OperationCanceledException>(() => http.SendAsync(Get, Token));
        Assert.Single(vendor.Requests);
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_uncertain_and_not_sent_twice()
    {
        await using var vendor = await FakeVendor.StartAsync(
            http =>
            {
                http.Abort();
                return Task.CompletedTask;
            },
            Token);

        var write = Get with { Method = HttpMethod.Post, IsWrite = true };
        var error = await Assert.ThrowsAsync<VendorException>(() => Http(vendor, TimeProvider.System).SendAsync(write, Token));

        Assert.Equal(VendorErrorKind.Uncertain, error.Kind);
        Assert.Single(vendor.Requests);
    }

    [Fact]
    public async Task A_tenants_address_that_means_one_within_is_refused_and_not_asked_again()
    {
        await using var vendor = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, "{}"), Token);
        using var guarded = new HttpClient(new PublicOnly().Guard(new SocketsHttpHandler()));

        var error = await Assert.ThrowsAsync<VendorException>(() => Http(vendor, TimeProvider.System, client: guarded).SendAsync(Get, Token));

        Assert.Equal(VendorErrorKind.Rejected, error.Kind);
        Assert.Contains("does not resolve to a public one", error.Message, StringComparison.Ordinal);
        Assert.Empty(vendor.Requests);
    }

    [Theory]
    [InlineData("//elsewhere.example/things")]
    [InlineData("https://elsewhere.example/things")]
    public async Task A_call_for_a_tenant_does_not_leave_his_address_whatever_an_answer_says(string path)
    {
        await using var vendor = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, "{}"), Token);
        using var client = new HttpClient();

        var error = await Assert.ThrowsAsync<VendorException>(() => Http(vendor, TimeProvider.System, client: client).SendAsync(Get with { Path = path }, Token));

        Assert.Equal(VendorErrorKind.Rejected, error.Kind);
        Assert.Contains("would leave", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_calls_are_waited_out_as_the_vendor_says()
    {
        var answers = new ConcurrentQueue<int>([429, 429, 200]);
        await using var vendor = await FakeVendor.StartAsync(http => AnswerAsync(http, answers, retryAfter: 7), Token);
        var time = new ManualTime();
        var began = time.GetUtcNow();

        var sending = Http(vendor, time).SendAsync(Get, Token);
        await AdvanceUntilAsync(sending, time, TimeSpan.FromSeconds(1));
        await sending;

        Assert.Equal(3, vendor.Requests.Count);
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromSeconds(14));
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_the_call_repeated()
    {
        await using var vendor = await FakeVendor.StartAsync(
            http => FakeVendor.JsonAsync(http, "{}", http.Request.Headers.Authorization == "Bearer second" ? 200 : 401), Token);
        var fetched = new ConcurrentQueue<string>(["first", "second"]);
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);

        var http = Http(vendor, TimeProvider.System, database).WithToken(_ => NextAsync(fetched));
        var response = await http.SendAsync(Get, Token);

        Assert.Equal(200, (int)response.Status);
        Assert.Equal(["Bearer first", "Bearer second"], vendor.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_token_refused_twice_is_unauthorised()
    {
        await using var vendor = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, "{}", 401), Token);
        var fetched = new ConcurrentQueue<string>(["first", "second"]);
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);

        var http = Http(vendor, TimeProvider.System, database).WithToken(_ => NextAsync(fetched));
        var error = await Assert.ThrowsAsync<VendorException>(() => http.SendAsync(Get, Token));

        Assert.Equal(VendorErrorKind.Unauthorised, error.Kind);
        Assert.Equal(2, vendor.Requests.Count);
    }

    [Fact]
    public async Task Many_callers_share_one_token_and_a_restart_keeps_it_encrypted()
    {
        await using var vendor = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, "{}"), Token);
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);
        var fetches = 0;
        FetchToken fetch = _ => Task.FromResult(new VendorToken(new Secret($"token-{Interlocked.Increment(ref fetches)}"), DateTimeOffset.MaxValue));

        var http = Http(vendor, TimeProvider.System, database).WithToken(fetch);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => http.SendAsync(Get, Token)));
        await Http(vendor, TimeProvider.System, database).WithToken(fetch).SendAsync(Get, Token);

        Assert.Equal(1, fetches);
        await using var command = database.CreateCommand("SELECT count(*) FROM vendor_token WHERE position('token-1'::bytea IN token) > 0");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task A_token_that_somebody_else_fetched_a_moment_ago_is_not_used_before_it_is_usable()
    {
        await using var vendor = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, "{}"), Token);
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);
        var time = new ManualTime();
        var fetches = 0;
        FetchToken fetch = _ => Task.FromResult(new VendorToken(new Secret($"t{++fetches}"), time.GetUtcNow().AddHours(1), time.GetUtcNow().AddSeconds(1)));
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var left = Http(vendor, time, database).WithToken(fetch).SendAsync(Get, leaves.Token);
        await Eventually.TrueAsync(() => time.TimerCount == 1, TimeSpan.FromSeconds(20), "the one who fetched it waits", Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        var next = Http(vendor, time, database).WithToken(fetch).SendAsync(Get, Token);
        await Eventually.TrueAsync(() => time.TimerCount == 1, TimeSpan.FromSeconds(20), "the next one waits too", Token);
        Assert.Empty(vendor.Requests);

        time.Advance(TimeSpan.FromSeconds(1));
        await next;

        Assert.Equal((1, "Bearer t1"), (fetches, vendor.Requests[0].Headers["Authorization"]));
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_expires()
    {
        await using var vendor = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, "{}"), Token);
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);
        var time = new ManualTime();
        var fetches = 0;
        FetchToken fetch = _ => Task.FromResult(new VendorToken(new Secret($"t{++fetches}"), time.GetUtcNow() + TimeSpan.FromMinutes(10)));
        var http = Http(vendor, time, database).WithToken(fetch);

        await http.SendAsync(Get, Token);
        time.Advance(TimeSpan.FromMinutes(8));
        await http.SendAsync(Get, Token);
        time.Advance(TimeSpan.FromMinutes(1.5));
        await http.SendAsync(Get, Token);

        Assert.Equal(2, fetches);
        Assert.Equal("Bearer t2", vendor.Requests[^1].Headers["Authorization"]);
    }

    [Fact]
    public async Task A_vendor_that_keeps_tokens_waiting_keeps_no_session_of_the_database()
    {
        await using var database = NpgsqlDataSource.Create(await servers.ConnectorsDatabaseAsync("script", Token) + ";Search Path=script;Maximum Pool Size=2");
        var comes = new TaskCompletionSource();
        var asked = 0;
        FetchToken fetch = async _ =>
        {
            Interlocked.Increment(ref asked);
            await comes.Task;
            return new VendorToken(new Secret("late"), DateTimeOffset.MaxValue);
        };
        var waiting = Enumerable.Range(0, 5).Select(number => Tokens(fetch, database, $"con_{number}").GetAsync(Token)).ToList();

        await Eventually.TrueAsync(() => asked == 5, TimeSpan.FromSeconds(30), "every connection asks", Token);
        await using var command = database.CreateCommand("SELECT 1");
        Assert.Equal(1, await command.ExecuteScalarAsync(Token));

        comes.SetResult();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Two_replicas_ask_for_a_token_once()
    {
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);
        var comes = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        var first = Tokens(
            async _ =>
            {
                asked.SetResult();
                await comes.Task;
                return new VendorToken(new Secret("one"), DateTimeOffset.MaxValue);
            },
            database).GetAsync(Token);
        await asked.Task.WaitAsync(Token);
        var second = Tokens(_ => throw new InvalidOperationException("asked again"), database).GetAsync(Token);

        comes.SetResult();

        Assert.Equal("one", (await first).Value.Reveal());
        Assert.Equal("one", (await second).Value.Reveal());
    }

    [Fact]
    public async Task A_replica_that_died_while_it_asked_for_a_token_holds_the_others_up_for_seconds_only()
    {
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);
        await using var command = database.CreateCommand("INSERT INTO token_claim VALUES ('con', gen_random_uuid(), clock_timestamp() + interval '0.5 s')");
        await command.ExecuteNonQueryAsync(Token);

        var token = await Tokens(_ => Task.FromResult(new VendorToken(new Secret("after"), DateTimeOffset.MaxValue)), database).GetAsync(Token);

        Assert.Equal("after", token.Value.Reveal());
    }

    [Fact]
    public async Task A_token_that_the_vendor_refuses_to_give_is_asked_for_again_by_the_next_caller()
    {
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);
        var asked = 0;
        var tokens = Tokens(
            _ => ++asked == 1 ? throw new VendorException(VendorErrorKind.Unavailable, "token", "not now") : Task.FromResult(new VendorToken(new Secret("then"), DateTimeOffset.MaxValue)),
            database);

        await Assert.ThrowsAsync<VendorException>(() => tokens.GetAsync(Token));

        Assert.Equal("then", (await tokens.GetAsync(Token)).Value.Reveal());
        await using var command = database.CreateCommand("SELECT count(*) FROM token_claim");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task A_silent_vendor_is_given_up_after_the_time_allowed()
    {
        var gone = new TaskCompletionSource();
        await using var vendor = await FakeVendor.StartAsync(_ => gone.Task, Token);
        try
        {
            var http = Http(vendor, TimeProvider.System, timeout: TimeSpan.FromMilliseconds(100));
            var error = await Assert.ThrowsAsync<VendorException>(() => http.SendAsync(Get with { IsWrite = true }, Token));
            Assert.Equal(VendorErrorKind.Uncertain, error.Kind);
        }
        finally
        {
            gone.SetResult();
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static VendorRequest Get => new() { Method = HttpMethod.Get, Path = "things", Operation = "things" };

    private static VendorHttp Http(FakeVendor vendor, TimeProvider time, NpgsqlDataSource? database = null, TimeSpan? timeout = null, HttpClient? client = null) => new(new VendorAccount
    {
        Vendor = "fake",
        Endpoint = new Uri(vendor.Url + "/"),
        Client = client ?? new HttpClient(),
        StaysAtEndpoint = client is not null,
        RequestTimeout = timeout ?? TimeSpan.FromSeconds(30),
        Budget = new UnlimitedRateBudget(time),
        Availability = new VendorAvailability("con", time, NullLogger.Instance),
        Tokens = fetch => new TokenCache("con", fetch, database!, Protector(), time),
        Time = time,
        Logger = NullLogger.Instance,
        Jitter = () => 1,
    });

    private static TokenCache Tokens(FetchToken fetch, NpgsqlDataSource database, string connection = "con") =>
        new(connection, fetch, database, Protector(), TimeProvider.System);

    private static PersonalDataProtector Protector() => new(new ConfigurationBuilder().AddInMemoryCollection(TestKeys.Configuration).Build());

    private static Task<VendorToken> NextAsync(ConcurrentQueue<string> tokens)
    {
        Assert.True(tokens.TryDequeue(out var token), "more tokens were fetched than expected");
        return Task.FromResult(new VendorToken(new Secret(token), DateTimeOffset.MaxValue));
    }

    private static Task AnswerAsync(HttpContext http, ConcurrentQueue<int> statuses, int? retryAfter = null)
    {
        statuses.TryDequeue(out var status);
        if (status == 429 && retryAfter is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return FakeVendor.JsonAsync(http, "{}", status);
    }

    private static async Task AdvanceUntilAsync(Task task, ManualTime time, TimeSpan step) => await Eventually.TrueAsync(
        () =>
        {
            if (time.TimerCount > 0)
                time.Advance(step);
            return task.IsCompleted;
        },
        TimeSpan.FromSeconds(20),
        "the call has ended",
        Token);
}
