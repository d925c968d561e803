using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>GET /reservations and /reservations/{id} (source/includes/_reservation_retrieveReservationsList.md of the vendor's documentation).</summary>
internal static class HostawayReservations
{
    public static void List(HostawayContext context)
    {
        var (records, all) = Records(context);
        var limit = context.Limit();
        var before = context.Number("offset") ?? 0;
        if (context.Query("afterId") is not null)
            before = PositionAfter(context, records, all);
        var page = new List<int>(limit);
        for (var position = before; position < all && (page.Count < limit || EndsWithoutId(context, page)); position++)
            page.Add(records(position));
        context.WriteList(page, all, limit, before, stay => HostawayReservationJson.Write(context, stay, context.IncludeResources));
    }

    public static void Get(HostawayContext context, long id)
    {
        var stay = context.State.StayOf(id) is { } found && context.World.IsVisible(found) ? found : throw HostawayContext.NotFound("Reservation");
        context.WriteResult(() => HostawayReservationJson.Write(context, stay, attachments: true));
    }

    /// <summary>The client goes on after the id of the last record: a fault that takes ids away must not take that one.</summary>
    private static bool EndsWithoutId(HostawayContext context, List<int> page) => context.Broken(BrokenEntity.Bookings, page[^1], count: false) == BrokenHow.MissingId;

    /// <summary>The records that fit the filters, in the order asked for, by position.</summary>
    private static (Func<int, int> At, int Count) Records(HostawayContext context)
    {
        var changed = context.World.Changed;
        var order = context.Query("sortOrder");
        var (from, to) = Range(context, changed);
        var oldestFirst = order is "updatedOn" or "latestActivity" or "lastConversationMessageSent" or "lastConversationMessageReceived";
        var takes = HostawayFilter.Read(context);
        if (order is not ("arrivalDate" or "arrivalDateDesc") && takes is null)
            return (position => oldestFirst ? changed[from + position] : changed[to - 1 - position], to - from);

        var fitting = new List<int>();
        for (var position = from; position < to; position++)
        {
            if (takes?.Invoke(changed[position]) ?? true)
                fitting.Add(changed[position]);
        }

        if (order is "arrivalDate" or "arrivalDateDesc")
            fitting.Sort((left, right) => (context.World.Stay(left).Arrival, left).CompareTo((context.World.Stay(right).Arrival, right)));
        if (order == "arrivalDateDesc" || (!oldestFirst && order != "arrivalDate"))
            fitting.Reverse();
        return (position => fitting[position], fitting.Count);
    }

    /// <summary>Positions of the records whose latest activity lies within the days asked for.</summary>
    private static (int From, int To) Range(HostawayContext context, ChangeOrder changed)
    {
        var from = context.Date("latestActivityStart") is { } start ? changed.FirstAt(start * 86_400L) : 0;
        var to = context.Date("latestActivityEnd") is { } end ? changed.FirstAt((end + 1) * 86_400L) : changed.Count;
        return (from, Math.Max(from, to));
    }

    private static int PositionAfter(HostawayContext context, Func<int, int> records, int all)
    {
        var id = context.Number("afterId") ?? 0;
        var stay = context.State.StayOf(id) ?? throw HostawayContext.Invalid("afterId: there is no such reservation");
        for (var position = Guess(context, stay, all); position < all; position++)
        {
            if (records(position) == stay)
                return position + 1;
        }

        for (var position = 0; position < all; position++)
        {
            if (records(position) == stay)
                return position + 1;
        }

        return all;
    }

    /// <summary>Where the record stands in the default order without filters, which is where it mostly is looked for.</summary>
    private static int Guess(HostawayContext context, int stay, int all)
    {
        var changed = context.World.Changed;
        return all == changed.Count ? context.Query("sortOrder") is null ? all - 1 - changed.PositionOf(stay) : changed.PositionOf(stay) : 0;
    }
}
