using System.Collections.Concurrent;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>What reservations and units take from the rest of the account.</summary>
/// <param name="Listings">The account's listings by id.</param>
/// <param name="UnitNumbers">Numbers of units by id.</param>
internal sealed record AccountFacts(IReadOnlyDictionary<string, ListingFacts> Listings, IReadOnlyDictionary<string, string?> UnitNumbers)
{
    /// <summary>Nothing known, for mapping without a connection.</summary>
    public static readonly AccountFacts None = new(
        new Dictionary<string, ListingFacts>(StringComparer.Ordinal), new Dictionary<string, string?>(StringComparer.Ordinal));

    /// <summary>
    /// Id of the room that a unit is: its own, as a listing's is the listing's. The vendor numbers the two independently, so a unit whose number is a
    /// listing's too says that it is a unit.
    /// </summary>
    public string RoomIdOfUnit(string unitId) => Listings.ContainsKey(unitId) ? $"unit:{unitId}" : unitId;
}

/// <summary>What bookings take from their listing.</summary>
/// <param name="Name">The name people at work use.</param>
/// <param name="Title">The name guests see.</param>
/// <param name="RoomType">Entire home, private or shared room, in the vendor's words.</param>
/// <param name="CheckIn">From when guests may come, local.</param>
/// <param name="CheckOut">Until when they leave, local.</param>
/// <param name="Units">The units; empty for a listing that is one room, null when the vendor leaves them out.</param>
internal sealed record ListingFacts(string? Name, string? Title, string? RoomType, TimeOnly? CheckIn, TimeOnly? CheckOut, IReadOnlyList<ListingUnitWire>? Units)
{
    /// <summary>Currency of its prices, as the vendor writes it. Null when it does not tell.</summary>
    public string? Currency { get; init; }

    public static ListingFacts Of(ListingWire wire) => new(
        HostawayRoomMapping.NameOf(wire),
        HostawayRoomMapping.TitleOf(wire),
        Tidy.Text(wire.RoomType),
        HostawayValues.Hour(wire.CheckInTimeStart),
        HostawayValues.Hour(wire.CheckOutTime),
        wire.ListingUnits?.OfType<ListingUnitWire>().ToList())
    {
        Currency = Tidy.Text(wire.CurrencyCode),
    };

    /// <summary>By id; listings without one are left out.</summary>
    public static IReadOnlyDictionary<string, ListingFacts> ById(IEnumerable<ListingWire> listings)
    {
        var facts = new Dictionary<string, ListingFacts>(StringComparer.Ordinal);
        foreach (var listing in listings)
        {
            if (Tidy.Text(listing.Id) is { } id)
                facts[id] = Of(listing);
        }

        return facts;
    }
}

/// <summary>
/// The account's listings, read once in a while and joined to every page of bookings, and the units of those listings that sell several rooms alike.
/// </summary>
internal sealed class HostawayReference(HostawayApi api, TimeProvider time)
{
    private static readonly TimeSpan ListingsLifetime = TimeSpan.FromMinutes(15);

    /// <summary>How old the listings may be for a look at the rooms' status: it comes often, and needs them only to tell units from listings.</summary>
    private static readonly TimeSpan ListingsLifetimeForStatus = TimeSpan.FromHours(1);
    private static readonly TimeSpan UnitsLifetime = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<string, bool> _hasUnits = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReferenceData<IReadOnlyList<ReadOnlyMemory<byte>>>> _units = new(StringComparer.Ordinal);
    private readonly ReferenceData<IReadOnlyDictionary<string, ListingFacts>> _listings = new(time, ListingsLifetime, api.ReadAllListingsAsync);

    /// <summary>The listings by id, no older than a quarter of an hour.</summary>
    public Task<IReadOnlyDictionary<string, ListingFacts>> ListingsAsync(CancellationToken cancellationToken) => _listings.GetAsync(cancellationToken);

    /// <summary>The listings by id for a read of rooms.</summary>
    public Task<IReadOnlyDictionary<string, ListingFacts>> ListingsAsync(SyncMode mode, CancellationToken cancellationToken) =>
        _listings.GetAsync(mode is SyncMode.RoomStatus ? ListingsLifetimeForStatus : ListingsLifetime, cancellationToken);

    /// <summary>Takes all listings, read for another purpose just now.</summary>
    public void Keep(IReadOnlyDictionary<string, ListingFacts> listings) => _listings.Keep(listings);

    /// <summary>What the reservations of a page have to be joined with.</summary>
    public async Task<AccountFacts> FactsForAsync(IReadOnlyList<ReservationWire> reservations, CancellationToken cancellationToken)
    {
        Learn(reservations);
        var listings = await ListingsAsync(cancellationToken);
        var numbers = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var listingId in reservations.Where(HasUnits).Select(wire => Tidy.Text(wire.ListingMapId)).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            foreach (var unit in listings.GetValueOrDefault(listingId)?.Units ?? await UnitWiresAsync(listingId, cancellationToken))
            {
                if (Tidy.Text(unit.Id) is { } id)
                    numbers[id] = HostawayRoomMapping.NumberOf(unit);
            }
        }

        return new AccountFacts(listings, numbers);
    }

    /// <summary>
    /// Whether listings have units, as reservations show it: one of a listing with units names them, one of a single room never does, and one that only
    /// asks may name none yet. No field of a listing that could be relied on tells. Null where no reservation has told.
    /// </summary>
    public bool? HasUnits(string listingId) => _hasUnits.TryGetValue(listingId, out var known) ? known : null;

    /// <summary>Whether it takes a call to learn if a listing has units: no reservation has told, and it was not asked for them of late.</summary>
    public bool IsUntold(string listingId) => HasUnits(listingId) is null && !(_units.TryGetValue(listingId, out var units) && units.IsFresh);

    /// <summary>Learns from reservations which listings have units.</summary>
    public void Learn(IEnumerable<ReservationWire> reservations)
    {
        foreach (var wire in reservations)
        {
            if (Tidy.Text(wire.ListingMapId) is not { } listingId)
                continue;
            if (HasUnits(wire))
                _hasUnits[listingId] = true;
            else if (HostawayMapping.StatusOf(wire) is not (BookingStatus.Inquiry or BookingStatus.Unknown))
                _hasUnits.TryAdd(listingId, false);
        }
    }

    /// <summary>The room that a listing is; null when it is several, or none of the account.</summary>
    public async Task<(string Id, string? Name)?> RoomOfAsync(string? listingId, CancellationToken cancellationToken)
    {
        if (listingId is null || (await ListingsAsync(cancellationToken)).GetValueOrDefault(listingId) is not { } listing)
            return null;

        var hasUnits = listing.Units is { } units ? units.Count > 0 : HasUnits(listingId) ?? (await UnitsAsync(listingId, cancellationToken)).Count > 0;
        return hasUnits ? null : (listingId, listing.Name);
    }

    /// <summary>The units of a listing as they came.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> UnitsAsync(string listingId, CancellationToken cancellationToken)
    {
        var units = _units.GetOrAdd(listingId, id => new(time, UnitsLifetime, token => api.ListUnitsAsync(id, token)));
        return units.GetAsync(cancellationToken);
    }

    private static bool HasUnits(ReservationWire wire) => wire.ReservationUnit is { Count: > 0 };

    private async Task<IEnumerable<ListingUnitWire>> UnitWiresAsync(string listingId, CancellationToken cancellationToken) =>
        (await UnitsAsync(listingId, cancellationToken))
            .Select(unit => HostawayApi.TryRead(unit, HostawayJson.Default.ListingUnitWire))
            .OfType<ListingUnitWire>();
}
