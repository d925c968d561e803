using MassTransit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The event BookingsChanged by its name on the wire, as it was sent. Public, because MassTransit takes a type nobody else can see for a passing one, with an exchange that does not last.</summary>
[EventName("pms.bookings.changed")]
[MessageUrn("PmsPlatform.Contracts.Bookings:BookingsChanged")]
public sealed record BookingSnapshots(ReadOnlyMemory<byte> Body);

/// <summary>Keeps the bookings of an event.</summary>
internal sealed class RecordBookings(RecordSnapshots snapshots) : IConsumer<BookingSnapshots>
{
    public Task Consume(ConsumeContext<BookingSnapshots> context) => snapshots.RecordAsync(EntityKind.Booking, context, context.Message.Body);
}

internal sealed class RecordBookingsDefinition : ConsumerDefinition<RecordBookings>
{
    public RecordBookingsDefinition() => EndpointName = "sync-ledger.bookings";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RecordBookings> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.AddDeserializer(new UntouchedMessage<BookingSnapshots>(body => new BookingSnapshots(body)), isDefault: true);

        // A fault would carry the guests' data once more, to nobody; the error queue has the message.
        endpointConfigurator.PublishFaults = false;
    }
}
