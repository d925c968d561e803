using MassTransit;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.Connectors.Runtime.Privacy;

/// <summary>What of a person is erased, and how much must be worked off before the rest can be.</summary>
internal sealed record Erased(Dictionary<string, long> Counts, int Waiting);

/// <summary>
/// Erases a person from what this connector keeps: deliveries, writes, quarantine, kept answers. What is still to be worked off is left: it would be lost. Then
/// no answer is given, and the request comes again.
/// </summary>
internal sealed partial class EraseGuest(
    PersonalDeliveries deliveries, PersonalWrites writes, PersonalQuarantine quarantine, ReadCache answers, NpgsqlDataSource database, PersonalDataProtector protector,
    ConnectorDescriptor descriptor, TimeProvider time, ILogger<EraseGuest> logger) : IConsumer<GuestErasureRequested>
{
    // Kept answers are lists too, of many people: all of a connection go, and are asked for anew.
    private const string DropAnswers = """
        WITH marked AS (
            INSERT INTO erasure (connection_id, erased_at) VALUES ($1, $2)
            ON CONFLICT (connection_id) DO UPDATE SET erased_at = greatest(erasure.erased_at, excluded.erased_at))
        DELETE FROM read_cache WHERE connection_id = $1
        """;

    public async Task Consume(ConsumeContext<GuestErasureRequested> context)
    {
        // All vendors' connectors hear of it.
        if (!string.Equals(context.Message.Context.Vendor, descriptor.Slug, StringComparison.Ordinal))
            return;

        var erased = await EraseAsync(context.Message, context.CancellationToken);
        if (erased.Waiting == 0)
            await context.Publish(context.Message.Answer($"connector-{descriptor.Slug}", erased.Counts, time), context.CancellationToken);
        else
            Log.Waiting(logger, context.Message.ErasureId, context.Message.Context.ConnectionId, erased.Waiting);
    }

    public async Task<Erased> EraseAsync(GuestErasureRequested requested, CancellationToken cancellationToken)
    {
        var (hotel, connection) = (requested.Context.HotelId, requested.Context.ConnectionId);
        var person = new PersonTrace(protector, hotel, requested.Person);
        var now = time.GetUtcNow();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal) { ["deliveries"] = 0 };
        var waiting = 0;

        List<Guid> ended = [];
        await foreach (var delivery in deliveries.FindAsync(hotel, connection, person, requested.Person.BookingIds, cancellationToken))
        {
            if (delivery.IsOpen)
                waiting++;
            else
                ended.Add(delivery.Id);
        }

        counts["deliveries"] = await deliveries.EmptyAsync(hotel, ended, now, cancellationToken);

        var written = await writes.FindAsync(hotel, connection, requested.Person, cancellationToken);
        counts["writeBacks"] = await writes.EmptyAsync([.. written.Where(write => !write.IsOpen)], now, cancellationToken);
        waiting += written.Count(write => write.IsOpen);

        counts["quarantined"] = await quarantine.DeleteAsync(await quarantine.FindAsync(hotel, connection, person, cancellationToken), cancellationToken);
        counts["answers"] = await DropAnswersAsync(connection, now, cancellationToken);
        return new Erased(counts, waiting);
    }

    private async Task<long> DropAnswersAsync(string connectionId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(DropAnswers);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = at.UtcDateTime });
        var dropped = await command.ExecuteNonQueryAsync(cancellationToken);
        answers.Forget(connectionId, at);
        return dropped;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Erasure {ErasureId} at {ConnectionId} waits for {Waiting} deliveries and writes that are not worked off yet")]
        public static partial void Waiting(ILogger logger, Guid erasureId, string connectionId, int waiting);
    }
}

/// <summary>A queue for each vendor.</summary>
internal sealed class EraseGuestDefinition : ConsumerDefinition<EraseGuest>
{
    public EraseGuestDefinition(ConnectorDescriptor descriptor)
    {
        EndpointName = $"connector-{descriptor.Slug}.erasures";
        ConcurrentMessageLimit = 1;
    }
}
