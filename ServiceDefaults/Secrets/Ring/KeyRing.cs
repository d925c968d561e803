using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.KeyManagement.Internal;

namespace PmsPlatform.ServiceDefaults.Secrets.Ring;

/// <summary>
/// The ring that Data Protection works with, in the place of the framework's own, which reads the ring once a day, prefers a new key two days after it
/// was made and makes keys itself. This one is exchanged as a whole whenever the ring changes.
/// </summary>
internal sealed class KeyRing(TimeProvider time) : IKeyRingProvider
{
    private volatile RingSnapshot? _snapshot;
    private volatile MasterKeyException? _fault;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The ring; null before it was read for the first time.</summary>
    public RingSnapshot? Snapshot => _snapshot;

    /// <summary>The key that encrypts now; null when there is none that can be opened.</summary>
    public RingKey? Current => _snapshot?.CurrentAt(time.GetUtcNow());

    /// <summary>Why no first key could be made; null when nothing is wrong.</summary>
    public MasterKeyException? Fault => _fault ?? _snapshot?.Keys.Select(key => key.Fault).FirstOrDefault(fault => fault is not null);

    /// <summary>Completes with the next <see cref="Become"/>.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Released when somebody met a key that is not here or not open.</summary>
    public SemaphoreSlim Wanted { get; } = new(0, 1);

    public void Become(RingSnapshot snapshot)
    {
        _snapshot = snapshot;
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public void Note(MasterKeyException? fault) => _fault = fault;

    public void Miss()
    {
        if (Wanted.CurrentCount > 0)
            return;
        try
        {
            Wanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another one missed something in this moment: that is as good.
        }
    }

    public IKeyRing GetCurrentKeyRing()
    {
        var snapshot = _snapshot;
        return snapshot?.CurrentAt(time.GetUtcNow()) is { } current
            ? new View(snapshot, current)
            : throw Fault ?? new MasterKeyException(MasterKeyFault.Missing, "The key ring holds no key yet. See the health check key-ring.");
    }

    private sealed class View(RingSnapshot snapshot, RingKey current) : IKeyRing
    {
        public IAuthenticatedEncryptor? DefaultAuthenticatedEncryptor => current.Encryptor;

        public Guid DefaultKeyId => current.Id;

        public IAuthenticatedEncryptor? GetAuthenticatedEncryptorByKeyId(Guid keyId, out bool isRevoked)
        {
            isRevoked = false;
            return snapshot.Find(keyId)?.Encryptor;
        }
    }
}
