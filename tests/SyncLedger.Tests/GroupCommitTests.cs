using System.Collections.Concurrent;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Tests;

public sealed class GroupCommitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_arrives_during_a_write_shares_the_next_one()
    {
        var writes = new Writes();
        using var commit = new GroupCommit<int>(100, writes.WriteAsync);
        var first = commit.WriteAsync([1], Cancellation);
        var others = Task.WhenAll(Enumerable.Range(2, 5).Select(i => commit.WriteAsync([i], Cancellation)));
        Assert.False(first.IsCompleted);

        writes.Open.SetResult();
        await first;
        await others;

        Assert.Equal([[1], [2, 3, 4, 5, 6]], writes.Groups);
    }

    [Fact]
    public async Task A_group_is_closed_when_it_is_full()
    {
        var writes = new Writes();
        using var commit = new GroupCommit<int>(4, writes.WriteAsync);
        var all = Task.WhenAll(Enumerable.Range(0, 5).Select(i => commit.WriteAsync([i, i], Cancellation)));
        writes.Open.SetResult();
        await all;

        Assert.Equal([2, 4, 4], writes.Groups.Select(group => group.Count));
    }

    [Fact]
    public async Task A_fault_reaches_everybody_in_the_group_and_nobody_after_it()
    {
        var writes = new Writes { Fault = group => group.Contains(2) };
        using var commit = new GroupCommit<int>(100, writes.WriteAsync);
        var first = commit.WriteAsync([1], Cancellation);
        var second = commit.WriteAsync([2], Cancellation);
        var third = commit.WriteAsync([3], Cancellation);
        writes.Open.SetResult();

        await first;
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        await Assert.ThrowsAsync<InvalidOperationException>(() => third);
        await commit.WriteAsync([4], Cancellation);
    }

    [Fact]
    public async Task Whoever_gives_up_while_writing_leaves_the_others_to_the_next_writer()
    {
        var writes = new Writes();
        using var commit = new GroupCommit<int>(100, writes.WriteAsync);
        using var givesUp = new CancellationTokenSource();
        var first = commit.WriteAsync([1], Cancellation);
        var leader = commit.WriteAsync([2], givesUp.Token);
        var other = commit.WriteAsync([3], Cancellation);

        // The leader of the second group is cancelled inside its write.
        writes.Cancel = (group, token) => group.Contains(2) ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        writes.Open.SetResult();
        await first;
        await givesUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        await other;
        Assert.Equal([3], writes.Groups[^1]);
    }

    [Fact]
    public async Task Nothing_to_write_is_no_write()
    {
        var writes = new Writes();
        using var commit = new GroupCommit<int>(100, writes.WriteAsync);
        await commit.WriteAsync([], Cancellation);

        Assert.Empty(writes.Groups);
    }

    private sealed class Writes
    {
        private readonly ConcurrentQueue<IReadOnlyList<int>> _groups = new();

        /// <summary>Writes wait for it.</summary>
        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<IReadOnlyList<int>, bool> Fault { get; init; } = _ => false;

        public Func<IReadOnlyList<int>, CancellationToken, Task> Cancel { get; set; } = (_, _) => Task.CompletedTask;

        public IReadOnlyList<IReadOnlyList<int>> Groups => [.. _groups];

        public async Task WriteAsync(IReadOnlyList<int> group, CancellationToken cancellationToken)
        {
            _groups.Enqueue(group);
            await Open.Task;
            await Cancel(group, cancellationToken);
            if (Fault(group))
                throw new InvalidOperationException("refused");
        }
    }
}
