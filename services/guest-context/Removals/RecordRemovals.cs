using MassTransit;
using Microsoft.Extensions.Options;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Removals;
using PmsPlatform.GuestContext.Bookings;
using PmsPlatform.GuestContext.Guests;
using PmsPlatform.GuestContext.Rooms;
using PmsPlatform.GuestContext.Snapshots;

namespace PmsPlatform.GuestContext.Removals;

/// <summary>
/// Lets records that are no longer at their vendor answer nothing any more. What is left is a row with the removal's version and nothing personal: it
/// stands in the order of versions as a snapshot does.
/// </summary>
internal sealed class RecordRemovals(SnapshotWriter writer) : IConsumer<RecordsRemoved>
{
    public Task Consume(ConsumeContext<RecordsRemoved> context) => RecordAsync(context.Message, context.CancellationToken);

    public Task RecordAsync(RecordsRemoved removed, CancellationToken cancellationToken)
    {
        List<Versioned<RemovedRecord>> items = [.. removed.Items.Select(item => new Versioned<RemovedRecord> { Value = item, Version = item.Version })];
        return removed.Entity switch
        {
            EntityKind.Booking => writer.WriteAsync(removed.Context, items, Booking, RecordBookings.Commands, EntityKind.Booking, cancellationToken),
            EntityKind.Guest => writer.WriteAsync(removed.Context, items, Guest, RecordGuests.Commands, EntityKind.Guest, cancellationToken),
            EntityKind.Room => writer.WriteAsync(removed.Context, items, Room, RecordRooms.Commands, EntityKind.Room, cancellationToken),

            // Kinds that this service keeps nothing of.
            _ => Task.CompletedTask,
        };
    }

    private static BookingRow Booking(EventContext context, Versioned<RemovedRecord> item) => BookingRow.OfRemoval(IdOf(item), item.Version);

    private static GuestRow Guest(EventContext context, Versioned<RemovedRecord> item) =>
        new(IdOf(item), item.Version, Payload: null) { MergedInto = null, Contacts = [] };

    private static RecordRooms.RoomRow Room(EventContext context, Versioned<RemovedRecord> item) => new(IdOf(item), item.Version, Payload: null);

    private static string IdOf(Versioned<RemovedRecord> item) => SnapshotRow.Required(item.Value.ExternalId);
}

/// <summary>Where <see cref="RecordRemovals"/> reads, and how many events at once.</summary>
internal sealed class RecordRemovalsDefinition : ConsumerDefinition<RecordRemovals>
{
    public RecordRemovalsDefinition(IOptions<GuestContextOptions> options)
    {
        EndpointName = "guest-context.removals";
        ConcurrentMessageLimit = options.Value.ConcurrentBatches;
    }
}
