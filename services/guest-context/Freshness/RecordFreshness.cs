using MassTransit;
using Npgsql;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.GuestContext.Snapshots;

namespace PmsPlatform.GuestContext.Freshness;

/// <summary>Notes what a completed sync run vouches for: everything of its kind was as we hold it when the run began.</summary>
internal sealed class RecordFreshness(NpgsqlDataSource database) : IConsumer<SyncRunCompleted>
{
    public Task Consume(ConsumeContext<SyncRunCompleted> context) => RecordAsync(context.Message, context.CancellationToken);

    public async Task RecordAsync(SyncRunCompleted completed, CancellationToken cancellationToken)
    {
        if (!Vouches(completed.Scope))
            return;

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO connection_freshness AS f (hotel_id, connection_id, bookings_at, guests_at, rooms_at)
            VALUES (
                $1, $2,
                CASE WHEN $3 = 'Booking' THEN $4::timestamptz END,
                CASE WHEN $3 = 'Guest' THEN $4::timestamptz END,
                CASE WHEN $3 = 'Room' THEN $4::timestamptz END)
            ON CONFLICT (hotel_id, connection_id) DO UPDATE SET
                bookings_at = GREATEST(f.bookings_at, EXCLUDED.bookings_at),
                guests_at = GREATEST(f.guests_at, EXCLUDED.guests_at),
                rooms_at = GREATEST(f.rooms_at, EXCLUDED.rooms_at)
            """,
            connection)
        {
            Parameters =
            {
                Parameter.Of(completed.Context.HotelId),
                Parameter.Of(completed.Context.ConnectionId),
                Parameter.Of(completed.Scope.Entity.ToString()),
                Parameter.Of(completed.StartedAt.UtcDateTime),
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // A run that read a part of the data says nothing about the rest.
    private static bool Vouches(SyncRunScope scope) => scope is { Mode: SyncMode.Full or SyncMode.ModifiedSince or SyncMode.Reconcile or SyncMode.RoomStatus, Limit: null };
}

/// <summary>Where <see cref="RecordFreshness"/> reads.</summary>
internal sealed class RecordFreshnessDefinition : ConsumerDefinition<RecordFreshness>
{
    public RecordFreshnessDefinition() => EndpointName = "guest-context.syncs";
}
