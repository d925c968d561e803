using System.Text.Json;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>companionships/getAll (connector-api/operations/companionships.md): who stays in which reservation beside or instead of its owner.</summary>
internal static class MewsCompanionships
{
    /// <summary>Ids of a stay's companionships: the stay's number times this, plus the place.</summary>
    private const int PerStay = 16;

    private static readonly JsonEncodedText Companionships = JsonEncodedText.Encode("Companionships");
    private static readonly JsonEncodedText CustomerId = JsonEncodedText.Encode("CustomerId");
    private static readonly JsonEncodedText ReservationGroupId = JsonEncodedText.Encode("ReservationGroupId");

    public static void GetAll(MewsContext context)
    {
        var request = context.Request;
        var world = context.World;
        var (count, cursor) = request.Limitation();
        var before = context.Before(cursor, MewsKind.Companionship, world.StayCount * PerStay);
        var customers = context.NumberSet("CustomerIds", MewsKind.Customer);
        var named = context.NumberSet("CompanionshipIds", MewsKind.Companionship);
        var updated = request.Interval("UpdatedUtc");
        var stays = Stays(context);
        if (customers is null && named is null && stays is null)
            throw MewsRequest.Invalid("ReservationIds", "is required if no other filter is provided");

        var page = new List<int>();
        foreach (var stay in (stays ?? AllStays(world)).Where(stay => stay <= before / PerStay))
        {
            for (var place = Count(world, stay) - 1; place >= 0; place--)
            {
                var companionship = stay * PerStay + place;
                if (companionship < before && page.Count < count && (customers?.Contains(Guest(world, stay, place)) ?? true)
                    && (named?.Contains(companionship) ?? true) && (updated is not { } interval || interval.Holds(world.Stay(stay).Updated)))
                    page.Add(companionship);
            }

            if (page.Count == count)
                break;
        }

        context.WritePage(Companionships, page, companionship => context.Ids.Of(MewsKind.Companionship, companionship), companionship => Write(context, companionship), static json =>
        {
            json.WriteNull("Customers"u8);
            json.WriteNull("Reservations"u8);
            json.WriteNull("ReservationGroups"u8);
        });
    }

    /// <summary>How many persons are listed with the stay.</summary>
    public static int Count(HotelWorld world, int stay) => (ListsHolder(world, stay) ? 1 : 0) + world.Stay(stay).Companions;

    /// <summary>The guest in this place of the list.</summary>
    public static int Guest(HotelWorld world, int stay, int place)
    {
        if (!ListsHolder(world, stay))
            return world.Stay(stay).FirstCompanion + place;
        return place == 0 ? world.BookingOf(stay).Guest : world.Stay(stay).FirstCompanion + place - 1;
    }

    private static bool ListsHolder(HotelWorld world, int stay) =>
        world.Stay(stay).Status != StayStatus.Blocked && (world.Stay(stay).Flags & (StayFlags.CompanyAccount | StayFlags.HolderIsCompanion)) != StayFlags.None;

    private static IEnumerable<int> AllStays(HotelWorld world) => Enumerable.Range(0, world.StayCount).Select(step => world.StayCount - 1 - step);

    /// <summary>Stays asked for by reservation or group, newest first; null when neither is given.</summary>
    private static List<int>? Stays(MewsContext context)
    {
        HashSet<int>? stays = null;
        if (context.Request.Ids("ReservationIds") is { } reservations)
            stays = [.. reservations.Select(id => MewsReservations.NumberOf(context.State, id)).OfType<int>().Where(stay => stay >= 0)];
        if (context.Request.Ids("ReservationGroupIds") is { } groups)
        {
            var inGroups = context.Numbers(groups, MewsKind.Group, context.World.BookingCount)
                .SelectMany(booking => Enumerable.Range(context.World.Booking(booking).FirstStay, context.World.Booking(booking).Rooms));
            if (stays is null)
                stays = [.. inGroups];
            else
                stays.IntersectWith(inGroups);
        }

        return stays is null ? null : [.. stays.OrderDescending()];
    }

    private static void Write(MewsContext context, int companionship)
    {
        var (stay, place) = (companionship / PerStay, companionship % PerStay);
        var json = context.Json;
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Companionship, companionship));
        json.WriteString(CustomerId, context.Ids.Of(MewsKind.Customer, Guest(context.World, stay, place)));
        json.WriteString(ReservationGroupId, context.Ids.Of(MewsKind.Group, context.World.Stay(stay).Booking));
        json.WriteString(MewsNames.ReservationId, MewsReservations.IdOf(context.State, stay));
        json.WriteEndObject();
    }
}
