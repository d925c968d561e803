using MassTransit;

namespace PmsPlatform.ServiceDefaults.Bus;

/// <summary>What holds for every queue of the platform: replicated, and no message is ever dropped by the broker.</summary>
internal static class QueueRules
{
    /// <summary>
    /// So often may a message be handed out again because its consumer's process or connection ended. Brokers from 4.0 on have a limit of 20 and drop
    /// the message then; older ones have none and let one message end the process for ever.
    /// </summary>
    private const int MostDeliveries = 20;

    public static void Apply(string name, IReceiveEndpointConfigurator endpoint)
    {
        if (endpoint is not IRabbitMqReceiveEndpointConfigurator queue)
            return;

        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-delivery-limit", MostDeliveries);

        // "At least once" keeps the message until the other queue has it; the broker demands the overflow rule for it.
        queue.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        queue.SetQueueArgument("x-overflow", "reject-publish");
        var dead = name + "_dead";
        queue.BindDeadLetterQueue(dead, dead, static binding => binding.SetQueueArgument("x-queue-type", "quorum"));
    }
}
