using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>What hotels on Mews look like: five categories of rooms, every channel there is, every room of a booking a reservation of its own.</summary>
internal static class MewsShape
{
    private static readonly (string Name, string Kind, int Capacity, int Price, int Share)[] Categories =
    [
        ("Standard Double", "Room", 2, 85, 40), ("Superior Twin", "Room", 2, 105, 25), ("Family Room", "Room", 4, 130, 15), ("Junior Suite", "Suite", 3, 190, 12), ("Apartment", "Apartment", 5, 220, 8),
    ];

    public static WorldShape Hotel { get; } = new()
    {
        BookingPerRoom = true,
        BlocksAreBookings = false,
        Channels =
        [
            (SaleChannel.BookingCom, 34), (SaleChannel.Expedia, 12), (SaleChannel.Airbnb, 3), (SaleChannel.Direct, 22), (SaleChannel.Phone, 8),
            (SaleChannel.WalkIn, 4), (SaleChannel.Corporate, 9), (SaleChannel.Agent, 8),
        ],
        Groups = Divide,
    };

    private static List<RoomGroup> Divide(int rooms)
    {
        var groups = new List<RoomGroup>();
        var first = 0;
        for (var category = 0; category < Categories.Length; category++)
        {
            var (name, kind, capacity, price, share) = Categories[category];
            var count = category == Categories.Length - 1 ? rooms - first : Math.Max(1, rooms * share / 100);
            groups.Add(new RoomGroup(name, kind, capacity, price, first, count));
            first += count;
        }

        return groups;
    }
}
