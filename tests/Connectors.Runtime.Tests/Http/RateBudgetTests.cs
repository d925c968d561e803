using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Http;

public sealed class RateBudgetTests(SharedServers servers)
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task No_window_ever_holds_more_calls_than_allowed_with_two_replicas()
    {
        await using var database = await DatabaseAsync();
        var budgets = new[] { Budget(database, 5), Budget(database, 5) };
        var calls = new ConcurrentBag<long>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 24), Token, async (call, token) =>
        {
            await using var place = await budgets[call % 2].EnterAsync(token);
            calls.Add(Stopwatch.GetTimestamp());
        });

        var sent = calls.Order().ToArray();
        Assert.Equal(24, sent.Length);
        for (var i = 5; i < sent.Length; i++)
            Assert.True(Stopwatch.GetElapsedTime(sent[i - 5], sent[i]) >= Window, $"call {i} came {Stopwatch.GetElapsedTime(sent[i - 5], sent[i])} after the one five before");
    }

    [Fact]
    public async Task A_call_counts_until_the_window_has_passed_since_its_answer()
    {
        await using var database = await DatabaseAsync();
        var budget = Budget(database, 1);
        var place = await budget.EnterAsync(Token);
        var waiting = budget.EnterAsync(Token);

        Assert.False(waiting.IsCompleted);
        var answered = Stopwatch.GetTimestamp();
        await place.DisposeAsync();
        await (await waiting).DisposeAsync();

        Assert.True(Stopwatch.GetElapsedTime(answered) >= Window);
    }

    [Fact]
    public async Task A_restart_remembers_the_calls_of_before()
    {
        await using var database = await DatabaseAsync();
        var before = Budget(database, 2);
        for (var i = 0; i < 2; i++)
            await (await before.EnterAsync(Token)).DisposeAsync();

        var started = Stopwatch.GetTimestamp();
        await (await Budget(database, 2).EnterAsync(Token)).DisposeAsync();

        Assert.True(Stopwatch.GetElapsedTime(started) >= Window / 2, "the new process began with empty windows");
    }

    [Fact]
    public async Task Every_window_must_have_room()
    {
        await using var database = await DatabaseAsync();
        var budget = new PostgresRateBudget(
            database, [("one", new RateWindow(10, Window)), ("two", new RateWindow(1, Window, RateScope.Address))], "one", TimeSpan.FromSeconds(5), TimeProvider.System);
        await (await budget.EnterAsync(Token)).DisposeAsync();

        var started = Stopwatch.GetTimestamp();
        await (await budget.EnterAsync(Token)).DisposeAsync();

        Assert.True(Stopwatch.GetElapsedTime(started) >= Window / 2);
    }

    [Fact]
    public async Task A_pause_that_the_vendor_asks_for_holds_all_calls_of_the_account()
    {
        await using var database = await DatabaseAsync();
        await Budget(database, 100).PauseAsync(Window, Token);

        var started = Stopwatch.GetTimestamp();
        await (await Budget(database, 100).EnterAsync(Token)).DisposeAsync();

        Assert.True(Stopwatch.GetElapsedTime(started) >= Window / 2);
    }

    [Fact]
    public async Task A_forecast_knows_what_is_used_already_and_what_the_vendor_asked_for()
    {
        await using var database = await DatabaseAsync();
        var minute = TimeSpan.FromMinutes(1);
        var budget = new PostgresRateBudget(database, [("account", new RateWindow(4, minute))], "account", TimeSpan.FromHours(1), TimeProvider.System);
        Assert.Equal(TimeSpan.Zero, await budget.ForecastAsync(4, Token));
        for (var call = 0; call < 3; call++)
            await (await budget.EnterAsync(Token)).DisposeAsync();

        // One that is being answered holds its place no longer than if it were answered now.
        await using var open = await budget.EnterAsync(Token);
        Assert.InRange(await budget.ForecastAsync(1, Token), minute / 2, minute * 1.1);
        Assert.InRange(await budget.ForecastAsync(9, Token), minute * 2.5, minute * 3.1);

        await budget.PauseAsync(minute * 10, Token);
        Assert.InRange(await budget.ForecastAsync(1, Token), minute * 9, minute * 10);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PostgresRateBudget Budget(NpgsqlDataSource database, int calls) =>
        new(database, [("account", new RateWindow(calls, Window))], "account", TimeSpan.FromSeconds(5), TimeProvider.System);

    private Task<NpgsqlDataSource> DatabaseAsync() => RuntimeSchema.CreateAsync(servers, Token);
}
