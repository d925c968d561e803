using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>
/// Lets the platform learn from reads, behind the back of whoever asked: what differs from the last known version is published. One after the other, so
/// that a change that two reads meet is published once. What is lost here, because the broker is away or the process ends, is found by the next sync.
/// </summary>
internal sealed partial class ReadSettling(ChangeSettler settler, NpgsqlDataSource database, TimeProvider time, ILogger<ReadSettling> logger) : BackgroundService
{
    private const int MostWaiting = 1000;

    private readonly Channel<Read> _reads = Channel.CreateBounded<Read>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Takes what was read.</summary>
    /// <param name="connection">Where it was read.</param>
    /// <param name="correlationId">Goes with the events.</param>
    /// <param name="records">What was read.</param>
    /// <param name="observedAt">When the read began, UTC.</param>
    public void Settle(BoundConnection connection, string correlationId, MappedRecords records, DateTimeOffset observedAt)
    {
        if (records.Bookings.Count + records.Guests.Count + records.Rooms.Count + records.Unmapped.Count > 0)
            _reads.Writer.TryWrite(new Read(connection, correlationId, records, observedAt));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var read in _reads.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await SettleAsync(read, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotSettled(logger, read.Connection.Id, error);
            }
        }
    }

    private async Task SettleAsync(Read read, CancellationToken cancellationToken)
    {
        var connection = read.Connection;
        var context = connection.EventContextOf(read.CorrelationId, time.GetUtcNow());
        var settlement = await settler.PublishAsync(connection, context, read.Records, read.ObservedAt, cancellationToken);
        if (settlement.Commands.Count == 0)
            return;

        await using var session = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await session.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(session, transaction);
        foreach (var command in settlement.Commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record Read(BoundConnection Connection, string CorrelationId, MappedRecords Records, DateTimeOffset ObservedAt);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "What a read of {ConnectionId} found could not be published; the next sync finds it again")]
        public static partial void NotSettled(ILogger logger, string connectionId, Exception error);
    }
}
