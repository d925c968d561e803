namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>How long a claim lasts that was made or renewed, by this process's clock: it ends here a little before others may take the write over.</summary>
internal sealed class ClaimTerm(TimeSpan length, TimeProvider time)
{
    private readonly TimeSpan _most = length * 5 / 6;
    private long _from = time.GetTimestamp();

    public bool IsOver => time.GetElapsedTime(Interlocked.Read(ref _from)) >= _most;

    /// <summary>The database has answered; the term counts from when it was asked.</summary>
    public void RenewedAt(long asked) => Interlocked.Exchange(ref _from, asked);
}
