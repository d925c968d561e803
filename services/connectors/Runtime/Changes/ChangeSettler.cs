using Npgsql;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.Contracts.Maintenance;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Changes;

/// <summary>
/// The one way from records that were read to the rest of the platform, whether they came by a sync, a webhook or a look-up: what differs from the last
/// confirmed version is published, what did not map goes to quarantine.
/// </summary>
internal sealed class ChangeSettler(NpgsqlDataSource database, ChangePublisher publisher, Quarantine quarantine, TimeProvider time)
{
    /// <summary>
    /// Publishes, and returns when the broker has confirmed. The caller commits <see cref="Settlement.Commands"/> in the transaction that says that these
    /// records are done: should it die before, they are published again as the same versions, which changes nothing anywhere.
    /// </summary>
    /// <param name="connection">Where the records came from.</param>
    /// <param name="context">Goes with the events.</param>
    /// <param name="records">What was read.</param>
    /// <param name="observedAt">From when the records are at the latest, UTC: when the read began, or the delivery came.</param>
    /// <param name="cancellationToken">Stops the work; what was confirmed stays so.</param>
    public async Task<Settlement> PublishAsync(
        BoundConnection connection, EventContext context, MappedRecords records, DateTimeOffset observedAt, CancellationToken cancellationToken)
    {
        // However they came: what is not synced goes nowhere.
        records = connection.Entities.Keep(records);
        var comparing = (
            Guests: CompareAsync(connection, records.Guests, Shapes.Guest, observedAt, cancellationToken),
            Bookings: CompareAsync(connection, records.Bookings, Shapes.Booking, observedAt, cancellationToken),
            Rooms: CompareAsync(connection, records.Rooms, Shapes.Room, observedAt, cancellationToken),
            Nights: CompareAsync(connection, records.Availability, Shapes.Availability, observedAt, cancellationToken),
            Blocks: CompareAsync(connection, records.Maintenance, Shapes.Maintenance, observedAt, cancellationToken),
            Tasks: CompareAsync(connection, records.HousekeepingTasks, Shapes.HousekeepingTask, observedAt, cancellationToken));
        await Task.WhenAll(comparing.Guests, comparing.Bookings, comparing.Rooms, comparing.Nights, comparing.Blocks, comparing.Tasks);
        var (guests, bookings, rooms) = (await comparing.Guests, await comparing.Bookings, await comparing.Rooms);
        var (nights, blocks, tasks) = (await comparing.Nights, await comparing.Blocks, await comparing.Tasks);

        // Guests and rooms are sent first: a booking that arrives should find whom and what it names. They need not be confirmed for that.
        await Task.WhenAll(
            publisher.PublishAsync(context, guests.Changed, cancellationToken),
            publisher.PublishAsync(context, rooms.Changed, cancellationToken),
            publisher.PublishAsync(context, bookings.Changed, cancellationToken),
            publisher.PublishAsync(context, nights.Changed, cancellationToken),
            publisher.PublishAsync(context, blocks.Changed, cancellationToken),
            publisher.PublishAsync(context, tasks.Changed, cancellationToken));
        var quarantined = Quarantine.Name(connection.Id, records.Unmapped);
        await publisher.PublishAsync(quarantined.Select(entry => NoticeOf(context, entry)), cancellationToken);

        var commands = new List<NpgsqlBatchCommand>();
        AddLearned(commands, connection.Id, guests);
        AddLearned(commands, connection.Id, bookings);
        AddLearned(commands, connection.Id, rooms);
        AddLearned(commands, connection.Id, nights);
        AddLearned(commands, connection.Id, blocks);
        AddLearned(commands, connection.Id, tasks);
        if (quarantined.Count > 0)
            commands.Add(quarantine.Keep(connection.Id, connection.Hotel.Id, context.SyncRunId, quarantined, observedAt));
        return new Settlement(bookings, guests, rooms, commands) { Availability = nights, Maintenance = blocks, HousekeepingTasks = tasks };
    }

    private async Task<Compared<T>> CompareAsync<T>(
        BoundConnection connection, IReadOnlyList<T> records, EntityShape<T> shape, DateTimeOffset observedAt, CancellationToken cancellationToken)
    {
        var snapshots = Snapshots.Of(records, shape, observedAt);
        var (changed, added) = await KnownVersions.DifferentAsync(database, connection.Id, shape, snapshots, cancellationToken);
        return new Compared<T>(shape, snapshots, changed, added);
    }

    private void AddLearned<T>(List<NpgsqlBatchCommand> commands, string connectionId, Compared<T> compared)
    {
        if (compared.Changed.Count > 0)
            commands.Add(KnownVersions.Remember(connectionId, compared.Shape, compared.Changed));
        if (compared.All.Count > 0)
        {
            commands.Add(Quarantine.Resolve(
                connectionId, compared.Shape.Kind, [.. compared.All.Select(snapshot => compared.Shape.Id(snapshot.Value))], time.GetUtcNow()));
        }
    }

    private static RecordQuarantined NoticeOf(EventContext context, QuarantinedRecord entry) => new()
    {
        Context = context,
        QuarantineId = entry.Id,
        Entity = entry.Record.Entity,
        ExternalId = entry.Record.ExternalId,
        Path = entry.Record.Path,
        Reason = entry.Record.Reason,
    };
}

/// <summary>Snapshots of one kind, those of them that are new or different, and how many of these are new.</summary>
internal sealed record Compared<T>(EntityShape<T> Shape, List<Versioned<T>> All, List<Versioned<T>> Changed, int Added);

/// <summary>What became of some records.</summary>
/// <param name="Bookings">The bookings.</param>
/// <param name="Guests">The guests.</param>
/// <param name="Rooms">The rooms.</param>
/// <param name="Commands">To be committed together with the fact that these records are done.</param>
internal sealed record Settlement(Compared<Booking> Bookings, Compared<Guest> Guests, Compared<Room> Rooms, IReadOnlyList<NpgsqlBatchCommand> Commands)
{
    /// <summary>The nights of room types.</summary>
    public required Compared<AvailabilityDay> Availability { get; init; }

    /// <summary>The maintenance of rooms.</summary>
    public required Compared<MaintenanceBlock> Maintenance { get; init; }

    /// <summary>The tasks of the staff.</summary>
    public required Compared<HousekeepingTask> HousekeepingTasks { get; init; }

    /// <summary>How many records of a kind were published.</summary>
    public int Changed(EntityKind entity) => entity switch
    {
        EntityKind.Booking => Bookings.Changed.Count,
        EntityKind.Guest => Guests.Changed.Count,
        EntityKind.Room => Rooms.Changed.Count,
        EntityKind.Availability => Availability.Changed.Count,
        EntityKind.Maintenance => Maintenance.Changed.Count,
        EntityKind.HousekeepingTask => HousekeepingTasks.Changed.Count,
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "Not a kind of entity the runtime knows."),
    };

    /// <summary>What was known had drifted by these records of a kind too.</summary>
    public SyncDrift AddTo(SyncDrift drift, EntityKind entity)
    {
        var added = entity switch
        {
            EntityKind.Booking => Bookings.Added,
            EntityKind.Guest => Guests.Added,
            EntityKind.Room => Rooms.Added,
            _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "Not a kind of entity that is reconciled."),
        };
        return drift with { Added = drift.Added + added, Missed = drift.Missed + Changed(entity) - added };
    }
}
