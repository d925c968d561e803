using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

/// <summary>The script's vendor with a limit that is felt within seconds.</summary>
internal sealed class PacedConnector(ConnectorContext context) : IPmsConnector, IReadsBookings
{
    private readonly ScriptConnector _script = new(context);

    public static ConnectorDescriptor Descriptor { get; } = ScriptConnector.Descriptor with { Limits = [new RateWindow(6, TimeSpan.FromMilliseconds(700))] };

    public static IPmsConnector Connect(ConnectorContext context) => new PacedConnector(context);

    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => ScriptConnector.Map(entity, payload, hotel);

    public Task CheckAsync(CancellationToken cancellationToken) => _script.CheckAsync(cancellationToken);

    public Task<VendorPage> ReadBookingsAsync(Feed feed, string? cursor, CancellationToken cancellationToken) => _script.ReadBookingsAsync(feed, cursor, cancellationToken);
}
