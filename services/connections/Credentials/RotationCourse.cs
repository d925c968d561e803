using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connections.Credentials;

/// <summary>
/// Works a rotation off: a new ring key, the master key's change, then every credential sealed anew. Each step writes down how far it has come, and each may
/// be done twice without harm: a crash costs the batch it fell into.
/// </summary>
internal sealed partial class RotationCourse(
    RotationStore rotations, PostgresKeyRing store, CredentialRing ring, Resealing resealing, CredentialOptions options, TimeProvider time,
    ILogger<RotationCourse> logger)
{
    public async Task RunAsync(Rotation rotation, CancellationToken cancellationToken)
    {
        try
        {
            await StepsAsync(rotation, cancellationToken);
        }
        catch (MasterKeyException exception)
        {
            await rotations.SetErrorAsync(rotation.View.Id, exception.Message, cancellationToken);
            throw;
        }
    }

    private async Task StepsAsync(Rotation rotation, CancellationToken cancellationToken)
    {
        var id = rotation.View.Id;
        var activatesAt = rotation.View.Ring ? await KeyAsync(rotation, cancellationToken) : (DateTimeOffset?)null;
        var closed = rotation.View.Master ? await RewrapAsync(id, cancellationToken) : 0;
        var failed = 0L;
        if (activatesAt is { } instant)
        {
            await WaitAsync(instant, cancellationToken);
            failed = await resealing.RunAsync(id, rotation.After, cancellationToken);
        }

        await rotations.CompleteAsync(id, failed + closed, cancellationToken);
        Log.Completed(logger, id, failed + closed);
    }

    /// <summary>Makes the new ring key, once. A crash between making it and writing it down leaves one more key, which retires unused.</summary>
    private async Task<DateTimeOffset> KeyAsync(Rotation rotation, CancellationToken cancellationToken)
    {
        if (rotation.ActivatesAt is { } known)
            return known;

        var activatesAt = time.GetUtcNow() + options.ActivationDelay;
        var key = await ring.AddKeyAsync(activatesAt, cancellationToken);
        await rotations.SetKeyAsync(rotation.View.Id, key, activatesAt, cancellationToken);
        Log.Made(logger, rotation.View.Id, key, activatesAt);
        return activatesAt;
    }

    /// <summary>Wraps every ring key with the newest master key; how many could not be opened.</summary>
    private async Task<long> RewrapAsync(Guid rotation, CancellationToken cancellationToken)
    {
        var document = await store.ReadAsync(known: null, cancellationToken);
        var closed = 0L;
        foreach (var entry in document?.Items ?? [])
        {
            try
            {
                if (await ring.RewrapAsync(entry, cancellationToken) is { } rewrapped
                    && await store.ReplaceAsync(entry, rewrapped.Entry, rewrapped.MasterKeyId, cancellationToken))
                    await rotations.AddRewrappedAsync(rotation, 1, cancellationToken);
            }
            catch (MasterKeyException exception) when (!exception.MayPass)
            {
                closed++;
                await rotations.SetErrorAsync(rotation, exception.Message, cancellationToken);
                Log.Closed(logger, rotation, entry.Id, exception.Message);
            }
        }

        await ring.RefreshAsync(cancellationToken);
        return closed;
    }

    private async Task WaitAsync(DateTimeOffset activatesAt, CancellationToken cancellationToken)
    {
        while (activatesAt - time.GetUtcNow() is { } rest && rest > TimeSpan.Zero)
            await Task.Delay(rest, time, cancellationToken);
        await ring.RefreshAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Rotation {Rotation}: ring key {KeyId} encrypts from {ActivatesAt} on")]
        public static partial void Made(ILogger logger, Guid rotation, Guid keyId, DateTimeOffset activatesAt);

        [LoggerMessage(2, LogLevel.Error, "Rotation {Rotation}: ring key {KeyId} was left as it is: {Reason}")]
        public static partial void Closed(ILogger logger, Guid rotation, Guid keyId, string reason);

        [LoggerMessage(3, LogLevel.Information, "Rotation {Rotation} is complete; {Failed} could not be read and were left")]
        public static partial void Completed(ILogger logger, Guid rotation, long failed);
    }
}
