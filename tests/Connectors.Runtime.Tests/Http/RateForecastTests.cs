using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Runtime.Tests.Http;

public sealed class RateForecastTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(15, 0)]
    [InlineData(16, 10)]
    [InlineData(30, 10)]
    [InlineData(31, 20)]
    [InlineData(150, 90)]
    public void A_free_window_lets_a_burst_pass_and_then_one_burst_each_span(int calls, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RateForecast.UntilLast(calls, [Window(15, Ten)], TimeSpan.Zero));

    [Fact]
    public void What_is_used_already_is_waited_for()
    {
        var used = new WindowState(Ten, [TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3), TimeSpan.Zero]);

        Assert.Equal(
            [0, 3, 7, 10, 13, 17], Enumerable.Range(1, 6).Select(calls => (int)RateForecast.UntilLast(calls, [used], TimeSpan.Zero).TotalSeconds));
    }

    [Fact]
    public void The_narrower_window_decides_and_a_pause_comes_first()
    {
        WindowState[] both = [Window(15, Ten), Window(20, TimeSpan.FromMinutes(1))];

        Assert.Equal(Ten, RateForecast.UntilLast(20, both, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromMinutes(1), RateForecast.UntilLast(21, both, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromMinutes(3), RateForecast.UntilLast(21, both, TimeSpan.FromMinutes(2)));
        Assert.Equal(TimeSpan.FromMinutes(2), RateForecast.UntilLast(99, [], TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void A_million_calls_are_foreseen_in_proportion() =>
        Assert.InRange(RateForecast.UntilLast(1_000_000, [Window(100, TimeSpan.FromMinutes(1))], TimeSpan.Zero).TotalMinutes, 9_900, 10_100);

    [Fact]
    public void What_would_take_longer_than_anybody_waits_is_cut_off() =>
        Assert.Equal(TimeSpan.FromDays(3650), RateForecast.UntilLast(long.MaxValue, [Window(1, TimeSpan.FromDays(1))], TimeSpan.Zero));

    /// <summary>However full the windows are: played out, no span ever holds more calls than allowed, and one call more is never earlier.</summary>
    [Fact]
    public void No_forecast_breaks_a_limit()
    {
        var cases = Gen.Sample(Gen.Zip(Gen.Choose(1, 6), Gen.Zip(Gen.Choose(1, 20), Gen.ListOf(Gen.Choose(0, 20)))), 200, 6);
        foreach (var (places, (span, drawn)) in cases)
        {
            var waits = drawn.ToList();
            var window = new WindowState(
                TimeSpan.FromSeconds(span), [.. Enumerable.Range(0, places).Select(place => TimeSpan.FromSeconds(place < waits.Count ? Math.Min(waits[place], span) : 0))]);
            var sent = Enumerable.Range(1, 30).Select(calls => RateForecast.UntilLast(calls, [window], TimeSpan.Zero)).ToList();

            Assert.Equal(sent.Order(), sent);
            for (var call = places; call < sent.Count; call++)
                Assert.True(sent[call] - sent[call - places] >= window.Span);
        }
    }

    private static WindowState Window(int calls, TimeSpan span) => new(span, [.. Enumerable.Repeat(TimeSpan.Zero, calls)]);
}
