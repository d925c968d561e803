using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>One kind of write: how it is made from a request, who takes it, and whether it may be repeated when nobody knows what became of it.</summary>
internal abstract class WriteKind
{
    public required WriteBackKind Kind { get; init; }

    /// <summary>Whether doing it twice is the same as doing it once, or harmless. Never true for money.</summary>
    public required bool Repeatable { get; init; }

    /// <summary>Every kind there is.</summary>
    public static IReadOnlyList<WriteKind> All { get; } =
    [
        new Of<NoteWrite>
        {
            Kind = WriteBackKind.Note,
            Repeatable = true,
            Make = (id, at, request) => new NoteWrite(request.BookingId!, request.Note!) { Id = id, AcceptedAt = at },
        },
        new Of<PreferencesWrite>
        {
            Kind = WriteBackKind.Preferences,
            Repeatable = true,
            Make = (id, at, request) => new PreferencesWrite(request.GuestId!, request.Preferences!) { Id = id, AcceptedAt = at },
        },
        new Of<ChargeWrite>
        {
            Kind = WriteBackKind.Charge,
            Repeatable = false,
            Make = (id, at, request) => new ChargeWrite(request.BookingId!, request.Charge!.Amount!.Value, request.Charge.Title!) { Id = id, AcceptedAt = at },
        },
        new Of<CheckoutTimeWrite>
        {
            Kind = WriteBackKind.CheckoutTime,
            Repeatable = true,
            Make = (id, at, request) => new CheckoutTimeWrite(request.BookingId!, request.CheckoutTime!.Value) { Id = id, AcceptedAt = at },
        },
        new Of<HousekeepingWrite>
        {
            Kind = WriteBackKind.Housekeeping,
            Repeatable = true,
            Make = (id, at, request) => new HousekeepingWrite(request.RoomId!, request.Housekeeping!.Value) { Id = id, AcceptedAt = at },
        },
    ];

    public static WriteKind Find(WriteBackKind kind) => All.First(each => each.Kind == kind);

    /// <summary>Names of the kinds that a vendor takes.</summary>
    public static IReadOnlyList<WriteBackKind> SupportedBy(IPmsConnector connector) => [.. All.Where(kind => kind.IsSupportedBy(connector)).Select(kind => kind.Kind)];

    public abstract bool IsSupportedBy(IPmsConnector connector);

    /// <summary>Makes the write of an accepted request.</summary>
    public abstract PmsWrite WriteOf(Guid id, DateTimeOffset acceptedAt, WriteBackRequest request);

    /// <summary>Why the vendor can never take this one; null when it may.</summary>
    public abstract string? RefusalOf(IPmsConnector connector, PmsWrite write);

    public abstract Task<WriteReceipt> WriteAsync(IPmsConnector connector, PmsWrite write, CancellationToken cancellationToken);

    public abstract Task<WriteTrace> FindAsync(IPmsConnector connector, PmsWrite write, CancellationToken cancellationToken);

    private sealed class Of<TWrite> : WriteKind
        where TWrite : PmsWrite
    {
        public required Func<Guid, DateTimeOffset, WriteBackRequest, TWrite> Make { get; init; }

        public override bool IsSupportedBy(IPmsConnector connector) => connector is IWrites<TWrite>;

        public override PmsWrite WriteOf(Guid id, DateTimeOffset acceptedAt, WriteBackRequest request) => Make(id, acceptedAt, request);

        public override string? RefusalOf(IPmsConnector connector, PmsWrite write) => ((IWrites<TWrite>)connector).RefusalOf((TWrite)write);

        public override Task<WriteReceipt> WriteAsync(IPmsConnector connector, PmsWrite write, CancellationToken cancellationToken) =>
            ((IWrites<TWrite>)connector).WriteAsync((TWrite)write, cancellationToken);

        public override Task<WriteTrace> FindAsync(IPmsConnector connector, PmsWrite write, CancellationToken cancellationToken) =>
            ((IWrites<TWrite>)connector).FindAsync((TWrite)write, cancellationToken);
    }
}
