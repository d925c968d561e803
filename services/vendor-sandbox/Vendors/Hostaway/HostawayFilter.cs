using System.Globalization;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>Filters of the list of reservations. Dates are inclusive at both ends.</summary>
internal static class HostawayFilter
{
    private static readonly string[] NeverSet = ["hasUnreadConversationMessages", "isStarred", "isArchived", "isPinned"];

    /// <summary>Says whether a reservation fits; null when no filter is given.</summary>
    public static Func<int, bool>? Read(HostawayContext context)
    {
        var world = context.World;
        var state = context.State;
        var filters = new List<Func<int, bool>>();
        if (context.Date("arrivalStartDate") is { } arrivalFrom)
            filters.Add(stay => world.Stay(stay).Arrival >= arrivalFrom);
        if (context.Date("arrivalEndDate") is { } arrivalTo)
            filters.Add(stay => world.Stay(stay).Arrival <= arrivalTo);
        if (context.Date("departureStartDate") is { } departureFrom)
            filters.Add(stay => world.Stay(stay).Departure >= departureFrom);
        if (context.Date("departureEndDate") is { } departureTo)
            filters.Add(stay => world.Stay(stay).Departure <= departureTo);
        if (context.Number("listingId") is { } listing)
            filters.Add(stay => HostawayState.ListingId(state.ListingOf(stay)) == listing);
        if (context.Number("channelId") is { } channel)
            filters.Add(stay => HostawayWords.ChannelOf(state, stay).Id == channel);
        if (context.Number("assigneeUserId") is not null)
            filters.Add(static _ => false);
        foreach (var flag in NeverSet)
        {
            if (context.Query(flag) is { } value)
                filters.Add(_ => value == "0");
        }

        ReadGuest(context, filters);
        return filters.Count switch { 0 => null, 1 => filters[0], _ => stay => filters.TrueForAll(filter => filter(stay)) };
    }

    private static void ReadGuest(HostawayContext context, List<Func<int, bool>> filters)
    {
        var (world, state) = (context.World, context.State);
        if (context.Query("customerUserId") is { } user)
            filters.Add(stay => HostawayWords.CustomerUserOf(state, stay) == user);
        if (context.Query("reservationAgreement") is { } agreement)
            filters.Add(_ => agreement == "not_required");
        if (context.Query("guestEmail") is { } email)
            filters.Add(stay => !HostawayWords.IsBlock(state, stay) && string.Equals(world.People.Describe(world.BookingOf(stay).Guest).Email, email, StringComparison.OrdinalIgnoreCase));
        if (context.Query("match") is { } match)
            filters.Add(stay => !HostawayWords.IsBlock(state, stay) && CultureInfo.InvariantCulture.CompareInfo.IndexOf(HostawayReservationJson.NameOf(world.People.Describe(world.BookingOf(stay).Guest)), match, CompareOptions.IgnoreCase) >= 0);
    }
}
