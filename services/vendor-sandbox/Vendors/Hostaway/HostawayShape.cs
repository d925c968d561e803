using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>What rental managers on Hostaway look like: an account of listings, some a single home, some of several like units; portals bring most guests.</summary>
internal static class HostawayShape
{
    private const int MostHomes = 24;
    private const int UnitsPerListing = 30;

    private static readonly string[] Places = ["Quayside", "Lighthouse", "Old Mill", "Chandlery", "Customs House", "Ropewalk", "Beacon", "Cooperage", "Tidewater", "Sailmaker's", "Granary", "Boathouse"];
    private static readonly string[] Kinds = ["Loft", "Cottage", "Studio", "Penthouse"];

    public static WorldShape Rentals { get; } = new()
    {
        BookingPerRoom = false,
        BlocksAreBookings = true,
        InquiriesWithoutDates = 25,
        Channels = [(SaleChannel.Airbnb, 38), (SaleChannel.BookingCom, 26), (SaleChannel.Vrbo, 12), (SaleChannel.Expedia, 6), (SaleChannel.Direct, 15), (SaleChannel.Phone, 3)],
        RequestChannels = [SaleChannel.Airbnb, SaleChannel.Vrbo],
        Groups = Divide,
    };

    private static List<RoomGroup> Divide(int rooms)
    {
        var homes = Math.Min(MostHomes, rooms / 2);
        var listings = Math.Max(3, (rooms - homes + UnitsPerListing - 1) / UnitsPerListing);
        var groups = new List<RoomGroup>();
        for (var listing = 0; listing < listings; listing++)
        {
            var first = (rooms - homes) * listing / listings;
            var count = (rooms - homes) * (listing + 1) / listings - first;
            groups.Add(new RoomGroup(Name(listing, "Residences"), "entire_home", 2 + listing % 3, 90 + listing % 4 * 20, first, count, MultiUnit: true));
        }

        for (var home = 0; home < homes; home++)
            groups.Add(new RoomGroup(Name(home, Kinds[home % Kinds.Length]), home % 9 == 4 ? "private_room" : "entire_home", 2 + home % 5, 80 + home % 7 * 25, rooms - homes + home, 1));
        return groups;
    }

    private static string Name(int number, string kind) =>
        Places[number % Places.Length] + " " + kind + (number >= Places.Length ? " " + (number / Places.Length + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
}
