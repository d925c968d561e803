using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using static PmsPlatform.Connectors.Hostaway.HostawayValues;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>What bookings take from their listing.</summary>
/// <param name="Name">The name people at work use.</param>
/// <param name="RoomType">Entire home, private or shared room, in the vendor's words.</param>
/// <param name="CheckIn">From when guests may come, local.</param>
/// <param name="CheckOut">Until when they leave, local.</param>
/// <param name="UnitNumbers">Number of each unit by its id; empty for a listing that is one room, null when the vendor did not say.</param>
internal sealed record ListingFacts(
    string? Name, string? RoomType, TimeOnly? CheckIn, TimeOnly? CheckOut, IReadOnlyDictionary<string, string?>? UnitNumbers)
{
    /// <summary>No listings, for mapping without a connection.</summary>
    public static readonly IReadOnlyDictionary<string, ListingFacts> None = new Dictionary<string, ListingFacts>(StringComparer.Ordinal);

    /// <summary>True when the listing sells several rooms alike and is none itself.</summary>
    public bool HasUnits => UnitNumbers is { Count: > 0 };

    public static ListingFacts Of(ListingWire wire) => new(
        HostawayRoomMapping.NameOf(wire),
        Tidy.Text(wire.RoomType),
        Hour(wire.CheckInTimeStart),
        Hour(wire.CheckOutTime),
        wire.ListingUnits?
            .Where(unit => Tidy.Text(unit?.Id) is not null)
            .DistinctBy(unit => unit!.Id!.Trim(), StringComparer.Ordinal)
            .ToDictionary(unit => unit!.Id!.Trim(), unit => HostawayRoomMapping.NumberOf(unit!), StringComparer.Ordinal));
}

/// <summary>The account's listings, read once in a while and joined to every page of bookings.</summary>
internal sealed class HostawayReference(HostawayApi api, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly ReferenceData<IReadOnlyDictionary<string, ListingFacts>> _listings = new(time, Lifetime, api.ReadAllListingsAsync);

    /// <summary>The listings by id.</summary>
    public Task<IReadOnlyDictionary<string, ListingFacts>> ListingsAsync(CancellationToken cancellationToken) => _listings.GetAsync(cancellationToken);
}
