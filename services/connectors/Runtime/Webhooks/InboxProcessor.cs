using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Whose deliveries are worked off, and by which right.</summary>
internal sealed record InboxTurn(BoundConnection Connection, string Lease, long Fencing);

/// <summary>A kept delivery, and what it says. Null where it could not be opened.</summary>
internal sealed record OpenedRow(InboxRow Row, WebhookDelivery? Delivery, WebhookReading Reading, Verdict Verdict);

/// <summary>
/// From deliveries to events: reads them, publishes the records that came whole, fetches those that were only named, and ends each delivery in the
/// transaction that remembers what was published.
/// </summary>
internal sealed partial class InboxProcessor(
    WebhookVendor vendor, DeliveryWriter writer, InboxWork work, ChangeSettler settler, ChangePublisher publisher, InboxOptions options, TimeProvider time,
    ILogger<InboxProcessor> logger)
{
    private const int MostTriesOfOurs = 5;

    /// <summary>Deliveries this close to each other may share a message: its records are all from the first one's time on.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RestOfOurs = TimeSpan.FromSeconds(5);

    /// <summary>Ends these deliveries or leaves them for later. Throws when database or broker are away; then nothing of it happened.</summary>
    public async Task ProcessAsync(InboxTurn turn, List<InboxRow> rows, CancellationToken cancellationToken)
    {
        var opened = rows.ConvertAll(row => Open(turn.Connection, row));
        foreach (var group in Groups(opened.Where(row => row.Reading.Named.Count == 0)))
            await GuardAsync(turn, group, PublishAsync, cancellationToken);
        if (opened.Where(row => row.Reading.Named.Count > 0).ToList() is { Count: > 0 } named)
            await GuardAsync(turn, named, FetchAsync, cancellationToken);
    }

    private OpenedRow Open(BoundConnection connection, InboxRow row)
    {
        WebhookDelivery? delivery = null;
        try
        {
            delivery = writer.Read(row.HotelId, row.Payload, row.Headers);
            var reading = row.Form == InboxForm.Neutral
                ? NeutralBookings.Read(delivery, connection.HotelSettings)
                : vendor.Read!(delivery, connection.HotelSettings);
            reading = connection.Entities.Keep(reading);
            return new OpenedRow(row, delivery, reading, VerdictOf(row, reading));
        }
        catch (MappingException error)
        {
            var records = new MappedRecords { Unmapped = [new UnmappedRecord(EntityKind.Booking, null, error.Path, error.Reason, delivery!.Body)] };
            return new OpenedRow(row, delivery, new WebhookReading { Records = records }, new Verdict(row.Id, InboxState.Quarantined, error.Message, 0));
        }
        catch (Exception error)
        {
            Log.Broken(logger, row.Id, error);
            return new OpenedRow(row, delivery, new WebhookReading(), new Verdict(row.Id, InboxState.Failed, $"{error.GetType().Name} in the connector", 0));
        }
    }

    private static Verdict VerdictOf(InboxRow row, WebhookReading reading)
    {
        var records = reading.Records;
        return records.Unmapped.Count > 0
            ? new Verdict(row.Id, InboxState.Quarantined, $"{records.Unmapped[0].Path}: {records.Unmapped[0].Reason}", 0)
            : reading.Ignored is not null || reading.OfAnotherAccount || reading.Reply is not null
                ? new Verdict(row.Id, InboxState.Ignored, reading.Ignored ?? "nothing is to be done", 0)
                : records.Bookings.Count + records.Guests.Count + records.Rooms.Count + reading.Named.Count == 0
                    ? new Verdict(row.Id, InboxState.Ignored, "it holds no records", 0)
                    : new Verdict(row.Id, InboxState.Processed, null, 0);
    }

    private static IEnumerable<List<OpenedRow>> Groups(IEnumerable<OpenedRow> rows)
    {
        var group = new List<OpenedRow>();
        foreach (var row in rows)
        {
            if (group.Count > 0 && row.Row.ReceivedAt - group[0].Row.ReceivedAt > Together)
            {
                yield return group;
                group = [];
            }

            group.Add(row);
        }

        if (group.Count > 0)
            yield return group;
    }

    private async Task PublishAsync(InboxTurn turn, List<OpenedRow> rows, CancellationToken cancellationToken)
    {
        rows = await CompleteAsync(turn.Connection, rows, cancellationToken);
        var settlement = await settler.PublishAsync(
            turn.Connection, ContextOf(turn.Connection, rows), Gather(rows.Select(row => row.Reading.Records)), rows[0].Row.ReceivedAt, cancellationToken);
        var news = NewsOf(settlement);
        await EndAsync(turn, rows, [.. rows.Select(row => row.Verdict with { Changed = IdsOf(row.Reading.Records).Count(news.Contains) })], settlement.Commands, cancellationToken);
    }

    private async Task FetchAsync(InboxTurn turn, List<OpenedRow> rows, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var fetched = await NamedFetch.FetchAsync(turn.Connection.Connector, [.. rows.SelectMany(row => row.Reading.Named).Distinct()], cancellationToken);
        InboxMetrics.Asked(turn.Connection.Vendor, fetched.Asked);
        var context = ContextOf(turn.Connection, rows);
        var settlement = await settler.PublishAsync(turn.Connection, context, Gather(fetched.Pages), startedAt, cancellationToken);

        var news = NewsOf(settlement);
        var commands = new List<NpgsqlBatchCommand>(settlement.Commands);
        rows = await CompleteAsync(turn.Connection, rows, cancellationToken);
        foreach (var group in Groups(rows.Where(row => HoldsRecords(row.Reading.Records))))
        {
            var embedded = await settler.PublishAsync(turn.Connection, context, Gather(group.Select(row => row.Reading.Records)), group[0].Row.ReceivedAt, cancellationToken);
            commands.AddRange(embedded.Commands);
            news.UnionWith(NewsOf(embedded));
        }

        var verdicts = rows.Select(row => fetched.Judge(row) with { Changed = row.Reading.Named.Concat(IdsOf(row.Reading.Records)).Distinct().Count(news.Contains) });
        await EndAsync(turn, rows, [.. verdicts], commands, cancellationToken);
    }

    /// <summary>Joins what the deliveries lack, where the vendor keeps something apart.</summary>
    private static async Task<List<OpenedRow>> CompleteAsync(BoundConnection connection, List<OpenedRow> rows, CancellationToken cancellationToken)
    {
        if (connection.Connector is not ICompletesDeliveries completing)
            return rows;

        var completed = new List<OpenedRow>(rows.Count);
        foreach (var row in rows)
        {
            if (row.Row.Form != InboxForm.Vendor || row.Reading.Records is { Bookings.Count: 0, Guests.Count: 0, Rooms.Count: 0 })
            {
                completed.Add(row);
                continue;
            }

            var reading = connection.Entities.Keep(row.Reading with { Records = await completing.CompleteAsync(row.Delivery!, cancellationToken) });
            completed.Add(row with { Reading = reading, Verdict = VerdictOf(row.Row, reading) });
        }

        return completed;
    }

    private async Task EndAsync(
        InboxTurn turn, List<OpenedRow> rows, List<Verdict> verdicts, IReadOnlyList<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await AlertAsync(turn, rows, verdicts.Where(verdict => verdict.State == InboxState.Failed).ToList(), cancellationToken);
        await work.SettleAsync(turn.Lease, turn.Fencing, verdicts, commands, cancellationToken);
        var now = time.GetUtcNow();
        foreach (var (index, verdict) in verdicts.Index())
            InboxMetrics.Ended(turn.Connection.Vendor, verdict.State, now - rows[index].Row.QueuedAt);
    }

    /// <summary>What goes wrong decides what follows: a vendor's outage lets deliveries rest, our own fault is looked for in the single delivery.</summary>
    private async Task GuardAsync(
        InboxTurn turn, List<OpenedRow> rows, Func<InboxTurn, List<OpenedRow>, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(turn, rows, cancellationToken);
        }
        catch (VendorException error)
        {
            Log.Resting(logger, rows.Count, turn.Connection.Id, error.Kind);
            await RestOrFailAsync(turn, rows, options.RestAfter(rows.Max(row => row.Row.Attempts)), error.Message, cancellationToken);
        }
        catch (Exception error) when (IsOurs(error))
        {
            if (rows.Count > 1)
            {
                foreach (var row in rows)
                    await GuardAsync(turn, [row], act, cancellationToken);
                return;
            }

            Log.Broken(logger, rows[0].Row.Id, error);
            var reason = $"{error.GetType().Name} in the connector";
            if (rows[0].Row.Attempts < MostTriesOfOurs)
                await RestOrFailAsync(turn, rows, RestOfOurs, reason, cancellationToken);
            else
                await EndAsync(turn, rows, [new Verdict(rows[0].Row.Id, InboxState.Failed, reason, 0)], [], cancellationToken);
        }
    }

    private async Task RestOrFailAsync(InboxTurn turn, List<OpenedRow> rows, TimeSpan rest, string reason, CancellationToken cancellationToken)
    {
        var tooOld = rows.Where(row => work.IsTooOld(row.Row)).ToList();
        if (tooOld.Count > 0)
            await EndAsync(turn, tooOld, [.. tooOld.Select(row => new Verdict(row.Row.Id, InboxState.Failed, reason, 0))], [], cancellationToken);
        if (rows.Count > tooOld.Count)
            await work.RestAsync([.. rows.Except(tooOld).Select(row => row.Row.Id)], rest, reason, cancellationToken);
    }

    private async Task AlertAsync(InboxTurn turn, List<OpenedRow> rows, List<Verdict> failed, CancellationToken cancellationToken)
    {
        if (failed.Count == 0)
            return;

        Log.GivenUp(logger, failed.Count, turn.Connection.Id, failed[0].Reason);
        await publisher.PublishAsync(
            new AlertRaised
            {
                Context = ContextOf(turn.Connection, [.. rows.Where(row => row.Row.Id == failed[0].Id)]),
                Kind = "webhook-failed",
                Summary = $"{failed.Count} deliveries of connection {turn.Connection.Id} could not be worked off: {failed[0].Reason}. They can be replayed from the inbox.",
            },
            cancellationToken);
    }

    /// <summary>Of several deliveries in one message the newest is named.</summary>
    private EventContext ContextOf(BoundConnection connection, IReadOnlyList<OpenedRow> rows) => new()
    {
        HotelId = connection.Hotel.Id,
        ConnectionId = connection.Id,
        Vendor = connection.Vendor,
        WebhookId = rows[^1].Row.Id,
        CorrelationId = rows[^1].Row.CorrelationId,
        OccurredAt = time.GetUtcNow(),
    };

    private static MappedRecords Gather(IEnumerable<MappedRecords> all)
    {
        var records = all.ToList();
        return records.Count == 1
            ? records[0]
            : new MappedRecords
            {
                Bookings = [.. records.SelectMany(one => one.Bookings)],
                Guests = [.. records.SelectMany(one => one.Guests)],
                Rooms = [.. records.SelectMany(one => one.Rooms)],
                Availability = [.. records.SelectMany(one => one.Availability)],
                Maintenance = [.. records.SelectMany(one => one.Maintenance)],
                HousekeepingTasks = [.. records.SelectMany(one => one.HousekeepingTasks)],
                Unmapped = [.. records.SelectMany(one => one.Unmapped)],
            };
    }

    private static bool HoldsRecords(MappedRecords records) =>
        Enum.GetValues<EntityKind>().Any(entity => records.CountOf(entity) > 0) || records.Unmapped.Count > 0;

    private static HashSet<NamedRecord> NewsOf(Settlement settlement) =>
    [
        .. settlement.Bookings.Changed.Select(item => new NamedRecord(EntityKind.Booking, item.Value.ExternalId)),
        .. settlement.Guests.Changed.Select(item => new NamedRecord(EntityKind.Guest, item.Value.ExternalId)),
        .. settlement.Rooms.Changed.Select(item => new NamedRecord(EntityKind.Room, item.Value.ExternalId)),
    ];

    private static IEnumerable<NamedRecord> IdsOf(MappedRecords records) =>
        records.Bookings.Select(item => new NamedRecord(EntityKind.Booking, item.ExternalId))
            .Concat(records.Guests.Select(item => new NamedRecord(EntityKind.Guest, item.ExternalId)))
            .Concat(records.Rooms.Select(item => new NamedRecord(EntityKind.Room, item.ExternalId)));

    /// <summary>A fault that time does not heal: neither the database's nor the broker's absence.</summary>
    private static bool IsOurs(Exception error) =>
        error is not (OperationCanceledException or LeaseLostException or UndeliverableException or TimeoutException) && !TransientFaults.Is(error);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Count} deliveries of {ConnectionId} wait for the vendor: {Kind}")]
        public static partial void Resting(ILogger logger, int count, string connectionId, VendorErrorKind kind);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Count} deliveries of {ConnectionId} are given up: {Reason}")]
        public static partial void GivenUp(ILogger logger, int count, string connectionId, string? reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Delivery {WebhookId} met a fault of the connector itself")]
        public static partial void Broken(ILogger logger, Guid webhookId, Exception error);
    }
}
