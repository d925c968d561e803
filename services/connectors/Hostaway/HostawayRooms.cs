using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>
/// Reads rooms: pages of listings, which bring their units with them. Where they do not, those listings are asked for their units whose reservations
/// name some, and those of which no reservation has told; what changes often (cleanness, price, archived) is on the listing.
/// </summary>
internal sealed class HostawayRooms(HostawayApi api, HostawayReference reference, HotelSettings hotel)
{
    /// <summary>Reads one page. The vendor has no filter for changed listings that could be relied on, so each mode reads all of them.</summary>
    public async Task<VendorPage> ReadAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var (offset, firstBefore) = Parse(cursor);
        var limit = Math.Clamp(feed.Limit ?? HostawayApi.LargestPage, 1, HostawayApi.LargestPage);
        var list = await api.ListListingsAsync(offset, limit, cancellationToken);
        var page = new PageBuilder(hotel);
        var listings = page.Read(EntityKind.Room, list.Records, HostawayJson.Default.ListingWire, "id");
        var first = listings.Count > 0 ? listings[0].Value.Id : null;
        if (first is not null && string.Equals(first, firstBefore, StringComparison.Ordinal))
            throw new VendorException(VendorErrorKind.Malformed, "listings", "the vendor gave the same page twice, paging would never end");

        var read = offset + list.Records.Count;
        var ended = HostawayApi.IsEnd(list, read);
        if (offset == 0 && ended)
            reference.Keep(ListingFacts.ById(listings.Select(listing => listing.Value)));
        await LearnAsync(listings, cancellationToken);
        var account = AccountFacts.None with { Listings = await reference.ListingsAsync(feed.Mode, cancellationToken) };
        foreach (var listing in listings)
            await AddAsync(page, listing, account, cancellationToken);

        return page.Build(ended ? null : string.Create(CultureInfo.InvariantCulture, $"{read}|{first}"));
    }

    /// <summary>One page of reservations tells of most listings whether they have units: cheaper than to ask each of them.</summary>
    private async Task LearnAsync(IReadOnlyList<WireRecord<ListingWire>> listings, CancellationToken cancellationToken)
    {
        if (listings.Count(listing => listing.Value.ListingUnits is null && Tidy.Text(listing.Value.Id) is { } id && reference.IsUntold(id)) < 2)
            return;

        var reservations = await api.ListReservationsAsync("", HostawayApi.LargestPage, afterId: null, cancellationToken);
        reference.Learn(reservations.Records.Select(record => HostawayApi.TryRead(record, HostawayJson.Default.ReservationWire)).OfType<ReservationWire>());
    }

    private async Task AddAsync(PageBuilder page, WireRecord<ListingWire> listing, AccountFacts account, CancellationToken cancellationToken)
    {
        if (listing.Value.ListingUnits is not null || Tidy.Text(listing.Value.Id) is not { } id || reference.HasUnits(id) == false)
        {
            HostawayPayload.AddRooms(page, listing, listing.Value.ListingUnits, account);
            return;
        }

        var units = await reference.UnitsAsync(id, cancellationToken);
        if (units.Count == 0)
            HostawayPayload.AddRooms(page, listing, units: null, account);
        foreach (var unit in page.Read(EntityKind.Room, units, HostawayJson.Default.ListingUnitWire, "id"))
            page.AddRoom(unit, wire => HostawayRoomMapping.OfUnit(wire, listing.Value, account), unit.Value.Id);
    }

    /// <summary>Records read so far and the first one of the page before.</summary>
    public static (long Offset, string? FirstBefore) Parse(string? cursor) =>
        cursor?.Split('|') is [var offset, var first] && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            ? (read, Tidy.Text(first))
            : (0, null);
}
