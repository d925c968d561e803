using PmsPlatform.Connectors.Runtime.Webhooks;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

public sealed class InboxSignalTests
{
    [Fact]
    public async Task A_delivery_from_before_anybody_worked_holds_up_no_later_one()
    {
        var signals = new InboxSignals();
        signals.Arrived("con_one", named: false);
        var opened = new List<Lane>();
        signals.LaneOpened = opened.Add;

        signals.Arrived("con_one", named: false);

        Assert.Equal([new Lane("con_one", Named: false)], opened);
        await signals.WaitAsync(opened[0], TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Whoever_waits_a_while_is_told_whether_something_came()
    {
        var signals = new InboxSignals();
        var lane = new Lane("con_one", Named: false);
        signals.Arrived("con_one", named: false);

        Assert.True(await signals.WaitAsync(lane, TimeSpan.Zero, TestContext.Current.CancellationToken));
        Assert.False(await signals.WaitAsync(lane, TimeSpan.Zero, TestContext.Current.CancellationToken));
    }
}
