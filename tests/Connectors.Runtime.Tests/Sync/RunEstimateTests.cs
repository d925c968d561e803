using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

public sealed class RunEstimateTests
{
    [Theory]
    [InlineData(250, 1000L, null, null, 0.25)]
    [InlineData(250, 1000L, 500, null, 0.5)]
    [InlineData(1200, 1000L, null, null, 1.0)]
    [InlineData(250, null, null, 0.75, 0.75)]
    [InlineData(250, 1000L, null, 0.75, 0.25)]
    [InlineData(-40, 1000L, null, null, 0.0)]
    [InlineData(250, null, 500, null, null)]
    [InlineData(0, 0L, null, null, null)]
    [InlineData(250, null, null, double.NaN, null)]
    [InlineData(250, null, null, double.PositiveInfinity, null)]
    [InlineData(250, null, null, 1.5, 1.0)]
    public void The_position_is_what_the_vendor_tells(int processed, long? total, int? limit, double? share, double? expected) =>
        Assert.Equal(expected, RunPosition.Of(processed, total, limit, share));

    [Fact]
    public void The_later_of_pace_and_limits_is_told()
    {
        var time = new ManualTime();
        var estimate = new RunEstimate(time);
        estimate.BeginAt(0);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(time.GetUtcNow().AddSeconds(90), estimate.End(0.25, byLimits: TimeSpan.FromSeconds(20)));
        Assert.Equal(time.GetUtcNow().AddSeconds(400), estimate.End(0.25, byLimits: TimeSpan.FromSeconds(400)));
        Assert.Equal(36, estimate.CallsLeft(0.25, calls: 12));
    }

    [Fact]
    public void An_attempt_that_goes_on_is_measured_by_what_itself_has_read()
    {
        var time = new ManualTime();
        var estimate = new RunEstimate(time);
        estimate.BeginAt(0.5);
        estimate.BeginAt(0);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(time.GetUtcNow().AddSeconds(30), estimate.End(0.625, byLimits: null));
        Assert.Equal(6, estimate.CallsLeft(0.625, calls: 2));
    }

    [Fact]
    public void An_attempt_of_which_the_beginning_is_not_known_has_no_estimate()
    {
        var time = new ManualTime();
        var estimate = new RunEstimate(time);
        estimate.BeginAt(null);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(estimate.End(0.6, byLimits: TimeSpan.FromSeconds(1)));
        Assert.Null(estimate.CallsLeft(0.6, 5));
    }

    [Fact]
    public void What_nobody_can_know_is_not_told()
    {
        var time = new ManualTime();
        var estimate = new RunEstimate(time);
        estimate.BeginAt(0.5);
        Assert.Null(estimate.End(0.6, byLimits: null));
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(estimate.End(null, byLimits: TimeSpan.FromSeconds(1)));
        Assert.Null(estimate.End(0.5, byLimits: null));
        Assert.Null(estimate.End(0.4, byLimits: null));
        Assert.Null(estimate.CallsLeft(null, 5));
        Assert.Null(estimate.CallsLeft(0.6, 0));
    }

    [Fact]
    public void Only_an_end_is_whole_and_only_a_run_that_goes_on_has_an_end_to_wait_for()
    {
        var mark = new RunMark { Fraction = 0.99999999, EstimatedEnd = DateTimeOffset.UnixEpoch, CallsLeft = 3 };

        Assert.Equal((99.9, DateTimeOffset.UnixEpoch, 3L), (mark.View(SyncRunState.Running).Percent, mark.View(SyncRunState.Running).EstimatedEnd, mark.View(SyncRunState.Running).CallsLeft));
        Assert.Equal(new SyncProgress { Percent = 100 }, mark.View(SyncRunState.Completed));
        Assert.Equal(new SyncProgress { Percent = 99.9 }, mark.View(SyncRunState.Failed));
        Assert.Equal(new SyncProgress(), RunMark.None.View(SyncRunState.Queued));
    }

    /// <summary>Totals that grow and shrink, shares that jump about: what is told never goes back, and is never whole.</summary>
    [Fact]
    public void Whatever_a_vendor_tells_the_percentage_never_goes_backwards_and_never_reaches_the_end()
    {
        var page = Gen.Zip(Gen.Choose(0, 500), Gen.Zip(Gen.Choose(-1, 2000), Gen.Choose(-20, 120)));
        foreach (var pages in Gen.Sample(Gen.ListOf(page), 300, 40))
        {
            var (processed, told) = (0L, (double?)null);
            foreach (var (records, (total, share)) in pages)
            {
                processed += records;
                var position = RunPosition.Of(processed, total < 0 ? null : total, limit: null, share < 0 ? null : share / 100d);
                var before = new RunMark { Fraction = told }.View(SyncRunState.Running).Percent;
                told = RunPosition.Told(told, position);
                var percent = new RunMark { Fraction = told }.View(SyncRunState.Running).Percent;
                Assert.True(percent is null ? before is null && position is null : percent >= (before ?? 0) && percent is >= 0 and < 100);
            }
        }
    }

    [Fact]
    public void Whatever_the_course_an_estimate_lies_ahead_and_is_a_number()
    {
        var step = Gen.Zip(Gen.Choose(0, 100_000), Gen.Zip(Gen.Choose(0, 1000), Gen.Choose(0, 5000)));
        foreach (var steps in Gen.Sample(Gen.ListOf(step), 300, 30))
        {
            var time = new ManualTime();
            var estimate = new RunEstimate(time);
            estimate.BeginAt(0);
            foreach (var (milliseconds, (permille, calls)) in steps)
            {
                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                var left = estimate.CallsLeft(permille / 1000d, calls);
                Assert.True(left is null or >= 0);
                Assert.True(estimate.End(permille / 1000d, TimeSpan.FromSeconds(calls)) is not { } end || end >= time.GetUtcNow());
            }
        }
    }
}
