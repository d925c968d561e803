using System.Collections.Concurrent;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>
/// Writes that arrive while another one is under way share the next transaction: one alone is written at once, many cost few commits. A request that goes
/// away takes nothing with it; what it brought is written all the same.
/// </summary>
/// <param name="most">Most items of one transaction.</param>
/// <param name="write">Writes items and gives a result for each, in order. An exception it throws is thrown to everybody in the group.</param>
internal sealed class GroupCommit<TItem, TResult>(int most, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> write)
{
    private readonly ConcurrentQueue<Pending> _queue = new();
    private int _writing;

    /// <summary>Returns when the item is committed.</summary>
    public Task<TResult> WriteAsync(TItem item)
    {
        var own = new Pending(item);
        _queue.Enqueue(own);
        _ = WriteWaitingAsync();
        return own.Result;
    }

    private async Task WriteWaitingAsync()
    {
        // Whoever finds nobody writing writes for all; who comes in between is seen by the look after the flag is down.
        while (!_queue.IsEmpty && Interlocked.CompareExchange(ref _writing, 1, 0) == 0)
        {
            try
            {
                while (!_queue.IsEmpty)
                    await WriteGroupAsync();
            }
            finally
            {
                Volatile.Write(ref _writing, 0);
            }
        }
    }

    private async Task WriteGroupAsync()
    {
        var group = new List<Pending>();
        while (group.Count < most && _queue.TryDequeue(out var pending))
            group.Add(pending);

        try
        {
            var results = await write([.. group.Select(pending => pending.Item)]);
            foreach (var (index, pending) in group.Index())
                pending.Succeeds(results[index]);
        }
        catch (Exception error)
        {
            group.ForEach(pending => pending.Fails(error));
        }
    }

    private sealed class Pending(TItem item)
    {
        private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TItem Item { get; } = item;

        public Task<TResult> Result => _result.Task;

        public void Succeeds(TResult result) => _result.SetResult(result);

        public void Fails(Exception error) => _result.SetException(error);
    }
}
