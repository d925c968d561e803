using Microsoft.AspNetCore.Routing;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime;

/// <summary>
/// One vendor's PMS as the platform sees it. A vendor project holds this, its API client, wire records and mapping, and nothing else: limits,
/// retries, tokens, schedules, storage and delivery are the runtime's. One object serves one connection and lives until its settings change.
/// </summary>
public interface IPmsConnector
{
    /// <summary>What the platform must know before anything is connected. The same for all connections.</summary>
    static abstract ConnectorDescriptor Descriptor { get; }

    /// <summary>Makes the connector of one connection. Must not call the vendor: that comes with the first read.</summary>
    /// <param name="context">The connection's settings, hotel and HTTP access. Settings have been checked against the descriptor.</param>
    static abstract IPmsConnector Connect(ConnectorContext context);

    /// <summary>
    /// Maps a vendor payload without any connection: one record, or a whole response with lists in it. Serves the <c>map</c> verb and replays.
    /// Data the vendor keeps in other resources is joined when the payload holds it and left out otherwise. Never throws for bad records:
    /// what cannot be mapped is in <see cref="MappedRecords.Unmapped"/>.
    /// </summary>
    /// <param name="entity">What the payload's records are.</param>
    /// <param name="payload">UTF-8 JSON.</param>
    /// <param name="hotel">Zone and currency to map with.</param>
    /// <exception cref="MappingException">The payload is not JSON or holds no such records at all.</exception>
    static abstract MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel);

    /// <summary>
    /// Adds endpoints that only this vendor's service has, below the service's own address. Every caller is verified before a handler runs, and
    /// each endpoint states its permission with <c>RequirePermission</c>. None by default.
    /// </summary>
    /// <param name="endpoints">A group that asks for a caller.</param>
    static virtual void MapEndpoints(RouteGroupBuilder endpoints)
    {
    }

    /// <summary>Calls the vendor in the cheapest way that proves that the credentials work.</summary>
    /// <exception cref="Http.VendorException">They do not, or the vendor does not answer.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
