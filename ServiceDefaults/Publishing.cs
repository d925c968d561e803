using MassTransit;

namespace PmsPlatform.ServiceDefaults;

/// <summary>Whether an event must reach a queue.</summary>
public enum Delivery
{
    /// <summary>
    /// An exchange without any queue refuses the event: nobody would ever see it. For data. Before the first consumer has ever started there is no
    /// queue; <see cref="UndeliverableException"/> says so instead of losing what was read.
    /// </summary>
    Required,

    /// <summary>An event nobody listens to is dropped. For progress and other news.</summary>
    Optional,
}

/// <summary>Publishing many events at once.</summary>
public static class Publishing
{
    /// <summary>Unconfirmed at a time: enough to hide the way to the broker and back; memory and the loss of a broken connection stay small.</summary>
    private const int MostInFlight = 64;

    // A broker that is restarted is back before; who waits longer holds up a checkpoint nobody sees.
    private static readonly TimeSpan MostConfirmTime = TimeSpan.FromSeconds(60);

    // The transport tries a lost broker again ever more seldom, half a minute apart in the end; what is sent anew connects at once.
    private static readonly TimeSpan MostAttemptTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Publishes every event and returns when the broker has confirmed all of them: only then may a cursor advance. At most 64 are on their way at a time.
    /// A lost connection is repeated within 60 seconds for each event, so that an event may arrive twice and events of one call in another order.
    /// </summary>
    /// <param name="bus">The bus.</param>
    /// <param name="events">The events; enumerated once, as needed.</param>
    /// <param name="delivery">Whether each must reach a queue.</param>
    /// <param name="cancellationToken">Ends the waiting; what is on its way may still arrive.</param>
    /// <exception cref="UndeliverableException">No queue is bound to the event's exchange.</exception>
    /// <exception cref="TimeoutException">The broker did not confirm within 60 seconds. The event may or may not have arrived.</exception>
    public static Task PublishAllAsync<T>(this IBus bus, IEnumerable<T> events, Delivery delivery, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(events);

        var options = new ParallelOptions { MaxDegreeOfParallelism = MostInFlight, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(events, options, (@event, token) => PublishAsync(bus, @event, delivery, token));
    }

    private static async ValueTask PublishAsync<T>(IBus bus, T @event, Delivery delivery, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MostConfirmTime);
        try
        {
            await PublishUntilConfirmedAsync(bus, @event, delivery, limit.Token);
        }
        catch (MessageReturnedException exception)
        {
            throw new UndeliverableException(typeof(T), exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The broker did not confirm {typeof(T).Name} within {MostConfirmTime}.", exception);
        }
    }

    private static async Task PublishUntilConfirmedAsync<T>(IBus bus, T @event, Delivery delivery, CancellationToken cancellationToken)
        where T : class
    {
        for (; ; )
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            attempt.CancelAfter(MostAttemptTime);
            try
            {
                await bus.Publish(@event, context => context.Mandatory = delivery is Delivery.Required, attempt.Token).WaitAsync(attempt.Token);
                return;
            }
            catch (Exception exception) when ((TransientFaults.Is(exception) || attempt.IsCancellationRequested) && !cancellationToken.IsCancellationRequested)
            {
                // The connection went away between sending and confirmation, or is not back. Whether the broker has the event is not known: it is sent again.
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}

/// <summary>An event that must reach a queue found none: its consumers have never been started against this broker.</summary>
public sealed class UndeliverableException : Exception
{
    internal UndeliverableException(Type type, Exception innerException)
        : base($"No queue takes {type.Name}. Start its consumers once, so that they make their queues.", innerException)
    {
    }
}
