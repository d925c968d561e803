using Npgsql;

namespace PmsPlatform.Connections.Notices;

/// <summary>How a try to deliver ended: null for well, else why not, and whether another try can help.</summary>
internal sealed record NoticeFault(string Reason, bool IsFinal);

/// <summary>Delivers what is due, from any replica, and tries again what does not arrive, ever more slowly, for a day.</summary>
internal sealed partial class NoticeSender(
    NoticeStore store, WebhookNotices webhooks, MailNotices mails, ExpiringKeys keys, NoticeOptions options, TimeProvider time, ILogger<NoticeSender> logger) : BackgroundService
{
    private const int AtOnce = 20;

    private static readonly TimeSpan Housekeeping = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var kept = DateTimeOffset.MinValue;
        var isFailing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (time.GetUtcNow() - kept >= Housekeeping)
                {
                    await keys.RaiseAsync(stoppingToken);
                    await store.ForgetAsync(options.Keep, stoppingToken);
                    kept = time.GetUtcNow();
                }

                while (await store.TakeAsync(AtOnce, stoppingToken) is { Count: > 0 } due)
                    await Task.WhenAll(due.Select(delivery => DeliverAsync(delivery, stoppingToken)));
                isFailing = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!isFailing)
                    Log.Failing(logger, error);
                isFailing = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await store.WaitAsync(options.Poll, stoppingToken);
        }
    }

    private async Task DeliverAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        var fault = delivery.Channel is NoticeChannel.Webhook ? await webhooks.SendAsync(delivery, cancellationToken) : await mails.SendAsync(delivery, cancellationToken);
        if (fault is null)
        {
            await store.SentAsync(delivery, cancellationToken);
            return;
        }

        var again = time.GetUtcNow() + PauseAfter(delivery.Attempts);
        if (fault.IsFinal || again > delivery.RaisedAt + options.GiveUpAfter)
        {
            Log.GivenUp(logger, delivery.NoticeId, delivery.TargetId, fault.Reason);
            await store.FailedAsync(delivery, fault.Reason, cancellationToken);
        }
        else
        {
            await store.AgainAsync(delivery, again, fault.Reason, cancellationToken);
        }
    }

    /// <summary>Four times the wait before, up to the longest.</summary>
    private TimeSpan PauseAfter(int attempts)
    {
        var pause = options.FirstPause * Math.Pow(4, Math.Min(attempts - 1, 10));
        return pause < options.LongestPause ? pause : options.LongestPause;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Notices cannot be delivered now; it is tried again")]
        public static partial void Failing(ILogger logger, Exception error);

        [LoggerMessage(2, LogLevel.Warning, "Notice {Notice} did not reach {Target}: {Reason}")]
        public static partial void GivenUp(ILogger logger, Guid notice, string target, string reason);
    }
}

/// <summary>Tells of keys that end soon, once for each end.</summary>
internal sealed class ExpiringKeys(NpgsqlDataSource database, NoticeStore store, NoticeOptions options, TimeProvider time)
{
    public async Task RaiseAsync(CancellationToken cancellationToken)
    {
        const string sql = "SELECT key_id, organization_id, name, expires_at FROM api_key WHERE revoked_at IS NULL AND expires_at > $1 AND expires_at <= $2";
        var now = time.GetUtcNow();
        var ending = new List<RaisedNotice>();
        await using (var command = database.CreateCommand(sql))
        {
            command.Parameters.Add(new() { Value = now });
            command.Parameters.Add(new() { Value = now + options.BeforeExpiry });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var (key, end) = (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(3));
                ending.Add(new RaisedNotice(
                    "key-expiring", FormattableString.Invariant($"The API key \"{reader.GetString(2)}\" ends on {end:yyyy-MM-dd HH:mm} UTC. Make another one before."), now,
                    FormattableString.Invariant($"key-expiring:{key}:{end:O}"))
                {
                    OrganizationId = reader.GetString(1),
                });
            }
        }

        foreach (var notice in ending)
            await store.RaiseAsync(notice, cancellationToken);
    }
}
