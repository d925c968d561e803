using System.Diagnostics;

namespace PmsPlatform.TestKit;

/// <summary>Waits for a condition instead of sleeping.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is true. An exception of the condition counts as false, and is told when time runs out.</summary>
    /// <param name="condition">Asked again and again, at once at first.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="what">What is waited for, in the words of the failure: "the booking is in the ledger".</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">It did not become true.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan deadline, string what, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);

        var clock = Stopwatch.StartNew();
        for (; ; )
        {
            Exception? fault = null;
            try
            {
                if (await condition())
                    return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                fault = exception;
            }

            if (clock.Elapsed > deadline)
                throw new TimeoutException($"Not within {deadline}: {what}.", fault);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, TimeSpan, string, CancellationToken)"/>
    public static Task TrueAsync(Func<bool> condition, TimeSpan deadline, string what, CancellationToken cancellationToken = default) =>
        TrueAsync(() => Task.FromResult(condition()), deadline, what, cancellationToken);
}
