using System.Text.Json;
using MassTransit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// The event BookingsChanged as the ledger reads it: by its name on the wire, its items untouched. The test of the event's samples proves that the two fit.
/// </summary>
[EventName("pms.bookings.changed")]
[MessageUrn("PmsPlatform.Contracts.Bookings:BookingsChanged")]
internal sealed record BookingSnapshots(JsonElement Context, JsonElement Items);

/// <summary>Keeps the bookings of an event.</summary>
internal sealed class RecordBookings(RecordSnapshots snapshots) : IConsumer<BookingSnapshots>
{
    public Task Consume(ConsumeContext<BookingSnapshots> context) =>
        snapshots.RecordAsync(EntityKind.Booking, context, context.Message.Context, context.Message.Items);
}

internal sealed class RecordBookingsDefinition : ConsumerDefinition<RecordBookings>
{
    public RecordBookingsDefinition() => EndpointName = "sync-ledger.bookings";
}
