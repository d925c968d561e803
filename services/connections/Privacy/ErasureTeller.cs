using System.Text.Json;
using MassTransit;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Privacy;

/// <summary>
/// Tells services to erase until every one has answered, and once more a while after: what was on its way then has arrived. A request is a row before anybody is
/// told, so that no crash loses it, and being told twice does no harm.
/// </summary>
internal sealed partial class ErasureTeller(NpgsqlDataSource database, IBus bus, PrivacyOptions options, TimeProvider time, ILogger<ErasureTeller> logger) : BackgroundService
{
    private const string Due = """
        WITH due AS (
            SELECT erasure_id, connection_id, CASE WHEN bool_or(answered_at IS NULL) THEN 1 ELSE 2 END AS pass
            FROM erasure_part
            WHERE done_at IS NULL
            GROUP BY erasure_id, connection_id
            HAVING CASE WHEN bool_or(answered_at IS NULL)
                THEN max(told_at) IS NULL OR max(told_at) <= $1::timestamptz - $2::interval
                ELSE max(answered_at) <= $1 - $3::interval AND (max(told_at) <= max(answered_at) OR max(told_at) <= $1 - $2) END
            LIMIT 100
        ), told AS (
            UPDATE erasure_part AS p SET told_at = $1 FROM due
            WHERE p.erasure_id = due.erasure_id AND p.connection_id = due.connection_id AND p.done_at IS NULL
            RETURNING p.erasure_id, p.connection_id, p.vendor, p.hotel_id, p.person, due.pass
        )
        SELECT DISTINCT ON (erasure_id, connection_id) erasure_id, connection_id, vendor, told.hotel_id, person::text, pass, correlation_id, requested_at
        FROM told JOIN erasure USING (erasure_id)
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Overdue = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _woken = new(0, 1);

    /// <summary>An erasure with what every service has to do.</summary>
    public static Erasure Plan(Person person, string? organization, string requestedBy, string correlationId, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new Erasure
        {
            ErasureId = id,
            OrganizationId = organization,
            HotelId = person.HotelId,
            FoundBy = person.FoundBy,
            RequestedBy = requestedBy,
            RequestedAt = now,
            CorrelationId = correlationId,
            Parts =
            [
                .. person.Connections.SelectMany(connection => PrivacyServices.Of(connection.Vendor).Select(service => new ErasurePart
                {
                    ErasureId = id,
                    ConnectionId = connection.ConnectionId,
                    Service = service,
                    Vendor = connection.Vendor,
                    OrganizationId = organization,
                    HotelId = person.HotelId,
                    Person = JsonSerializer.Serialize(connection.Person, ContractsJson.Default.PersonTraces),
                })),
            ],
        };
    }

    /// <summary>There is something to tell.</summary>
    public void Wake()
    {
        if (_woken.CurrentCount == 0)
            _woken.Release();
    }

    /// <summary>Tells what is due.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var request in await DueAsync(cancellationToken))
            await bus.PublishAllAsync([request], Delivery.Optional, cancellationToken);
    }

    public override void Dispose()
    {
        _woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TellAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }

            using var over = new CancellationTokenSource(Pause, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stoppingToken);
            await _woken.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<List<GuestErasureRequested>> DueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand(Due);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = options.RepeatAfter });
        command.Parameters.Add(new() { Value = options.SecondPassAfter });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<GuestErasureRequested> due = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var erasure = reader.GetGuid(0);
            if (now - reader.GetFieldValue<DateTimeOffset>(7) > Overdue)
                Log.Overdue(logger, erasure, reader.GetString(1));
            due.Add(new GuestErasureRequested
            {
                Context = new EventContext
                {
                    HotelId = reader.GetString(3),
                    ConnectionId = reader.GetString(1),
                    Vendor = reader.GetString(2),
                    CorrelationId = reader.GetString(6),
                    OccurredAt = now,
                },
                ErasureId = erasure,
                Pass = reader.GetInt32(5),
                Person = JsonSerializer.Deserialize(reader.GetString(4), ContractsJson.Default.PersonTraces)!,
            });
        }

        return due;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Services could not be told to erase; it is tried again")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "Erasure {ErasureId} at {ConnectionId} waits for more than an hour: its receipt says for whom")]
        public static partial void Overdue(ILogger logger, Guid erasureId, string connectionId);
    }
}
