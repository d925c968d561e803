using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.TestKit;

public sealed class ManualTimeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delay_ends_when_the_clock_has_moved_far_enough()
    {
        var time = new ManualTime();
        var delay = Task.Delay(TimeSpan.FromMinutes(5), time, Cancel);

        time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        await delay;
        Assert.Equal(0, time.TimerCount);
    }

    [Fact]
    public void Timers_fire_in_the_order_they_are_due_and_see_their_own_time()
    {
        var time = new ManualTime();
        var start = time.GetUtcNow();
        List<(string Name, int Second)> fired = [];
        using var late = time.CreateTimer(_ => Note("late"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var often = time.CreateTimer(_ => Note("often"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([("often", 2), ("often", 4), ("late", 5), ("often", 6)], fired);
        Assert.Equal(TimeSpan.FromSeconds(6), time.GetElapsedTime(start.UtcTicks));

        void Note(string name) => fired.Add((name, (time.GetUtcNow() - start).Seconds));
    }

    [Fact]
    public void A_disposed_timer_never_fires()
    {
        var time = new ManualTime();
        var timer = time.CreateTimer(_ => Assert.Fail("fired"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Dispose();

        time.Advance(TimeSpan.FromHours(1));
    }
}
