using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>Counts the calls a complete read of a property takes: pages of 1000, filters of 1000 ids; a page that is not full is the last.</summary>
internal sealed class MewsPlan(Property property)
{
    private const int Page = MewsRequest.MostCount;
    private readonly HotelWorld _world = property.World;
    private readonly List<MewsCharge> _charges = [];

    /// <summary>The guests of a reservation: the owner when it is a customer, then those listed with it, each once.</summary>
    public IEnumerable<int> GuestsOf(int stay)
    {
        var listed = Enumerable.Range(0, MewsCompanionships.Count(_world, stay)).Select(place => MewsCompanionships.Guest(_world, stay, place));
        return (_world.Stay(stay).Has(StayFlags.CompanyAccount) ? listed : listed.Prepend(_world.BookingOf(stay).Guest)).Distinct();
    }

    public IReadOnlyList<PlannedCalls> Fewest()
    {
        var (reservations, groups, companions, items) = (0L, 0L, 0L, 0L);
        var guests = new HashSet<int>();
        var group = -1;
        for (var stay = 0; stay < _world.StayCount; stay++)
        {
            if (!_world.IsVisible(stay))
                continue;
            reservations++;
            groups += _world.Stay(stay).Booking != group ? 1 : 0;
            group = _world.Stay(stay).Booking;
            companions += MewsCompanionships.Count(_world, stay);
            items += Items(stay);
            guests.UnionWith(GuestsOf(stay));
        }

        return
        [
            .. Reference(),
            new("reservations/getAll/2023-06-06", Listed(reservations), "ServiceIds of the stay service, pages of 1000"),
            new("customers/getAll", Named(guests.Count), "CustomerIds, each guest of a booking once, 1000 a call"),
            new("companionships/getAll", Math.Max(Named(groups), Named(companions)), "ReservationGroupIds, 1000 a call"),
            new("orderItems/getAll", Listed(items), "ServiceIds of the stay service and AccountingStates without Canceled, pages of 1000"),
            .. Rooms(),
        ];
    }

    public IReadOnlyList<PlannedCalls> PageByPage()
    {
        var visible = Enumerable.Range(0, _world.StayCount).Where(_world.IsVisible).Reverse().ToList();
        var (customers, companionships, orderItems) = (0L, 0L, 0L);
        foreach (var page in visible.Chunk(Page))
        {
            customers += Named(page.SelectMany(GuestsOf).Distinct().Count());
            companionships += Listed(page.Sum(stay => MewsCompanionships.Count(_world, stay)));
            orderItems += Listed(page.Sum(Items));
        }

        return
        [
            .. Reference(),
            new("reservations/getAll/2023-06-06", Listed(visible.Count), "ServiceIds of the stay service, pages of 1000"),
            new("customers/getAll", customers, "CustomerIds of one page of reservations"),
            new("companionships/getAll", companionships, "ReservationIds of one page of reservations"),
            new("orderItems/getAll", orderItems, "ServiceOrderIds of one page of reservations and AccountingStates without Canceled"),
            .. Rooms(),
        ];
    }

    private static PlannedCalls[] Reference() =>
    [
        new("configuration/get", 1, "time zone, currency, pricing"),
        new("services/getAll", 1, "which service is the stay"),
        new("ageCategories/getAll", 1, "who counts as a child"),
        new("companies/getAll", 1, "names of agencies and firms"),
    ];

    private PlannedCalls[] Rooms()
    {
        var resources = _world.Rooms.Rooms.Count + ((MewsState)property.State).Extras.Count;
        return
        [
            new("resources/getAll", Listed(resources), "pages of 1000"),
            new("resourceCategories/getAll", 1, "names of room types"),
            new("resourceCategoryAssignments/getAll", Listed(resources), "which room is of which type"),
        ];
    }

    private long Items(int stay)
    {
        MewsCharges.List(_world, property.Options.NightlyCharges, stay, _charges);
        return _charges.Count(charge => !charge.Cancelled);
    }

    /// <summary>Calls of a listing whose end shows in a page that is not full.</summary>
    private static long Listed(long records) => records / Page + 1;

    /// <summary>Calls for records asked for by id.</summary>
    private static long Named(long ids) => (ids + Page - 1) / Page;
}
