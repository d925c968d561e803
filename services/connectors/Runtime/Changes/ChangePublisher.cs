using MassTransit;
using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.Contracts.Maintenance;
using PmsPlatform.Contracts.Removals;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Changes;

/// <summary>Publishes a page's changes as few events, and returns when the broker has confirmed that each of them lies in a queue.</summary>
internal sealed class ChangePublisher(IBus bus)
{
    public Task PublishAsync(EventContext context, List<Versioned<Guest>> guests, CancellationToken cancellationToken) =>
        PublishAsync(guests, items => new GuestsChanged { Context = context, Items = items }, cancellationToken);

    public Task PublishAsync(EventContext context, List<Versioned<Booking>> bookings, CancellationToken cancellationToken) =>
        PublishAsync(bookings, items => new BookingsChanged { Context = context, Items = items }, cancellationToken);

    public Task PublishAsync(EventContext context, List<Versioned<Room>> rooms, CancellationToken cancellationToken) =>
        PublishAsync(rooms, items => new RoomsChanged { Context = context, Items = items }, cancellationToken);

    public Task PublishAsync(EventContext context, List<Versioned<AvailabilityDay>> nights, CancellationToken cancellationToken) =>
        PublishAsync(nights, items => new AvailabilityChanged { Context = context, Items = items }, cancellationToken);

    public Task PublishAsync(EventContext context, List<Versioned<MaintenanceBlock>> blocks, CancellationToken cancellationToken) =>
        PublishAsync(blocks, items => new MaintenanceChanged { Context = context, Items = items }, cancellationToken);

    public Task PublishAsync(EventContext context, List<Versioned<HousekeepingTask>> tasks, CancellationToken cancellationToken) =>
        PublishAsync(tasks, items => new HousekeepingTasksChanged { Context = context, Items = items }, cancellationToken);

    /// <summary>Publishes that records are no longer at the vendor.</summary>
    public Task PublishAsync(EventContext context, EntityKind entity, List<RemovedRecord> removed, CancellationToken cancellationToken) =>
        removed.Count == 0
            ? Task.CompletedTask
            : bus.PublishAllAsync(
                removed.Chunk(EventContext.MostItems).Select(items => new RecordsRemoved { Context = context, Entity = entity, Items = items }),
                Delivery.Required,
                cancellationToken);

    /// <summary>Publishes news: events that may go unheard.</summary>
    public Task PublishAsync<TEvent>(IEnumerable<TEvent> news, CancellationToken cancellationToken)
        where TEvent : class => bus.PublishAllAsync(news, Delivery.Optional, cancellationToken);

    /// <summary>Publishes one piece of news.</summary>
    public Task PublishAsync<TEvent>(TEvent news, CancellationToken cancellationToken)
        where TEvent : class => bus.PublishAllAsync([news], Delivery.Optional, cancellationToken);

    private Task PublishAsync<T, TEvent>(List<Versioned<T>> items, Func<IReadOnlyList<Versioned<T>>, TEvent> envelop, CancellationToken cancellationToken)
        where TEvent : class =>
        items.Count == 0 ? Task.CompletedTask : bus.PublishAllAsync(items.Chunk(EventContext.MostItems).Select(envelop), Delivery.Required, cancellationToken);
}
