using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Custom;

/// <summary>A hotel that runs on a system of its own: four kinds of rooms, bookings shown whole, the owner's nights among them.</summary>
internal static class CustomShape
{
    private static readonly (string Name, int Capacity, int Price, int Share)[] Kinds =
        [("Garden Single", 1, 70, 20), ("Garden Double", 2, 90, 40), ("Courtyard Twin", 2, 100, 25), ("Attic Suite", 4, 180, 15)];

    public static WorldShape Inn { get; } = new()
    {
        BookingPerRoom = false,
        BlocksAreBookings = true,
        Channels = [(SaleChannel.Direct, 40), (SaleChannel.Phone, 20), (SaleChannel.BookingCom, 25), (SaleChannel.WalkIn, 5), (SaleChannel.Agent, 10)],
        Groups = Divide,
    };

    private static List<RoomGroup> Divide(int rooms)
    {
        var groups = new List<RoomGroup>();
        var first = 0;
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            var (name, capacity, price, share) = Kinds[kind];
            var count = kind == Kinds.Length - 1 ? rooms - first : Math.Max(1, rooms * share / 100);
            groups.Add(new RoomGroup(name, "Room", capacity, price, first, count));
            first += count;
        }

        return groups;
    }
}
