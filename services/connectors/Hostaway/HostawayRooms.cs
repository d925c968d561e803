using System.Collections.Concurrent;
using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>
/// Reads rooms: pages of listings, which bring their units with them. Where they do not, each listing is asked for its units once in a long while,
/// because nothing else tells which listings have any; what changes often (cleanness, price, archived) is on the listing.
/// </summary>
internal sealed class HostawayRooms(HostawayApi api, TimeProvider time)
{
    private static readonly TimeSpan UnitsLifetime = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<string, ReferenceData<IReadOnlyList<ReadOnlyMemory<byte>>>> _units = new(StringComparer.Ordinal);

    /// <summary>Reads one page. The vendor has no filter for changed listings that could be relied on, so each mode reads all of them.</summary>
    public async Task<VendorPage> ReadAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var (offset, firstBefore) = Parse(cursor);
        var limit = Math.Clamp(feed.Limit ?? HostawayApi.LargestPage, 1, HostawayApi.LargestPage);
        var list = await api.ListListingsAsync(offset, limit, cancellationToken);
        var page = new PageBuilder();
        var listings = page.Read(EntityKind.Room, list.Records, HostawayJson.Default.ListingWire, "id");
        foreach (var listing in listings)
            await AddAsync(page, listing, cancellationToken);

        var first = listings.Count > 0 ? listings[0].Value.Id : null;
        if (first is not null && string.Equals(first, firstBefore, StringComparison.Ordinal))
            throw new VendorException(VendorErrorKind.Malformed, "listings", "the vendor gave the same page twice, paging would never end");

        var read = offset + list.Records.Count;
        return page.Build(HostawayApi.IsEnd(list, read) ? null : string.Create(CultureInfo.InvariantCulture, $"{read}|{first}"));
    }

    private async Task AddAsync(PageBuilder page, WireRecord<ListingWire> listing, CancellationToken cancellationToken)
    {
        if (listing.Value.ListingUnits is not null || Tidy.Text(listing.Value.Id) is not { } id)
        {
            HostawayPayload.AddRooms(page, listing, listing.Value.ListingUnits);
            return;
        }

        var held = _units.GetOrAdd(
            id, static (key, source) => new(source.Time, UnitsLifetime, token => source.Api.ListUnitsAsync(key, token)), (Api: api, Time: time));
        var units = await held.GetAsync(cancellationToken);
        if (units.Count == 0)
        {
            HostawayPayload.AddRooms(page, listing, units: null);
            return;
        }

        foreach (var unit in page.Read(EntityKind.Room, units, HostawayJson.Default.ListingUnitWire, "id"))
            page.AddRoom(unit, wire => HostawayRoomMapping.OfUnit(wire, listing.Value), unit.Value.Id);
    }

    /// <summary>Listings read so far and the first one of the page before.</summary>
    private static (long Offset, string? FirstBefore) Parse(string? cursor) =>
        cursor?.Split('|') is [var offset, var first] && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            ? (read, Tidy.Text(first))
            : (0, null);
}
