namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>The vendor takes one kind of write. The runtime queues, orders, retries and settles it.</summary>
/// <typeparam name="TWrite">Which kind.</typeparam>
public interface IWrites<in TWrite>
    where TWrite : PmsWrite
{
    /// <summary>
    /// Writes once, and returns when the vendor has confirmed. Where the vendor has a field for an idempotency key or an own reference, it carries
    /// <see cref="PmsWrite.Reference"/>. A field that would be overwritten is read, appended to, written and read again.
    /// </summary>
    /// <exception cref="Http.VendorException">It was not written, or nobody knows; the kind says what follows.</exception>
    Task<WriteReceipt> WriteAsync(TWrite write, CancellationToken cancellationToken);

    /// <summary>
    /// Why this vendor can never take this write, one sentence for the caller, who is told before it is accepted; null when it may. Pure: no call, no clock.
    /// </summary>
    string? RefusalOf(TWrite write) => null;

    /// <summary>Looks whether an earlier try arrived. Asked before a write is repeated of which nobody knows.</summary>
    /// <exception cref="Http.VendorException">The vendor does not answer.</exception>
    Task<WriteTrace> FindAsync(TWrite write, CancellationToken cancellationToken);
}

/// <summary>What the vendor said to a write.</summary>
/// <param name="VendorReference">The vendor's name for what was written; null where it gives none.</param>
public sealed record WriteReceipt(string? VendorReference);

/// <summary>What is known of an earlier try.</summary>
public sealed record WriteTrace
{
    private WriteTrace(WritePresence presence, string? vendorReference) => (Presence, VendorReference) = (presence, vendorReference);

    /// <summary>The vendor shows nothing of it, and would if it had arrived.</summary>
    public static WriteTrace Absent { get; } = new(WritePresence.Absent, null);

    /// <summary>The vendor's answers do not tell.</summary>
    public static WriteTrace Untold { get; } = new(WritePresence.Untold, null);

    /// <summary>Whether it arrived.</summary>
    public WritePresence Presence { get; }

    /// <summary>The vendor's name for it; null unless it arrived and has one.</summary>
    public string? VendorReference { get; }

    /// <summary>It has arrived.</summary>
    /// <param name="vendorReference">The vendor's name for it; null where it has none.</param>
    public static WriteTrace Arrived(string? vendorReference) => new(WritePresence.Arrived, vendorReference);
}

/// <summary>Whether a write has reached the vendor.</summary>
public enum WritePresence
{
    /// <summary>It has not.</summary>
    Absent,

    /// <summary>It has.</summary>
    Arrived,

    /// <summary>The vendor cannot tell.</summary>
    Untold,
}
