using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests;

public sealed class SignalTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_raised_wakes_who_waits_once_however_often_it_was()
    {
        var signal = new Signal(_time);
        signal.Raise();
        signal.Raise();

        await signal.WaitAsync(TimeSpan.FromHours(1), Token);
        var again = signal.WaitAsync(TimeSpan.FromHours(1), Token);

        Assert.False(again.IsCompleted);
        signal.Raise();
        await again.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task Who_waits_looks_again_when_the_time_is_over_and_is_told_when_it_is_to_stop()
    {
        var signal = new Signal(_time);
        using var stop = new CancellationTokenSource();
        var waiting = signal.WaitAsync(TimeSpan.FromSeconds(2), Token);
        var stopped = signal.WaitAsync(TimeSpan.FromHours(1), stop.Token);

        _time.Advance(TimeSpan.FromSeconds(2));
        await stop.CancelAsync();

        await waiting.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
    }
}
