using System.Collections.Concurrent;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// Writes that arrive while another one is under way share the next transaction: one alone is written at once, many cost few commits. Whoever waits
/// longest writes for all; there is no task in the background.
/// </summary>
/// <param name="most">A group is closed when it holds this many items; a single write may hold more.</param>
/// <param name="write">Writes a group. An exception it throws is thrown to everybody in the group.</param>
internal sealed class GroupCommit<T>(int most, Func<IReadOnlyList<T>, CancellationToken, Task> write) : IDisposable
{
    private readonly ConcurrentQueue<Pending> _queue = new();
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Returns when the items are written.</summary>
    public async Task WriteAsync(IReadOnlyList<T> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
            return;

        var own = new Pending(items);
        _queue.Enqueue(own);
        try
        {
            while (!own.Written.IsCompleted)
                await TakeTurnAsync(own, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            own.IsWithdrawn = true;
            throw;
        }

        await own.Written;
    }

    public void Dispose() => _turn.Dispose();

    private async Task TakeTurnAsync(Pending own, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!own.Written.IsCompleted)
                await WriteGroupAsync(own, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WriteGroupAsync(Pending own, CancellationToken cancellationToken)
    {
        List<Pending> group = [];
        List<T> items = [];
        while (items.Count < most && _queue.TryDequeue(out var pending))
        {
            if (pending.IsWithdrawn)
                continue;

            group.Add(pending);
            items.AddRange(pending.Items);
        }

        if (items.Count == 0)
            return;

        try
        {
            await write(items, cancellationToken);
            group.ForEach(pending => pending.Succeeds());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Only the writer's own items were given up; the next of the others writes them.
            group.Remove(own);
            group.ForEach(_queue.Enqueue);
            throw;
        }
        catch (Exception exception)
        {
            group.ForEach(pending => pending.Fails(exception));
        }
    }

    private sealed class Pending(IReadOnlyList<T> items)
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<T> Items { get; } = items;

        public Task Written => _written.Task;

        /// <summary>Nobody waits for it any more; its message is delivered again.</summary>
        public bool IsWithdrawn { get; set; }

        public void Succeeds() => _written.SetResult();

        public void Fails(Exception exception) => _written.SetException(exception);
    }
}
