using System.Globalization;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>The words of the mock PMS, and what its hotel looks like.</summary>
internal static class MockWords
{
    public static readonly IReadOnlyList<string> Statuses = ["inquiry", "tentative", "confirmed", "inHouse", "checkedOut", "cancelled", "noShow", "blocked"];
    public static readonly IReadOnlyList<string> Channels = ["direct", "ota", "agent", "corporate", "phone", "walkIn", "other"];
    public static readonly IReadOnlyList<string> Housekeeping = ["clean", "dirty", "inspected", "pickup", "cleaning"];
    public static readonly IReadOnlyList<string> Services = ["inService", "outOfOrder", "outOfService"];

    private static readonly (string Name, int Capacity, int Price, int Share)[] Kinds =
        [("Meadow Single", 1, 70, 20), ("Meadow Double", 2, 95, 45), ("Orchard Twin", 2, 100, 20), ("Barn Suite", 4, 190, 15)];

    public static WorldShape Inn { get; } = new()
    {
        BookingPerRoom = false,
        BlocksAreBookings = true,
        Channels = [(SaleChannel.Direct, 35), (SaleChannel.Phone, 15), (SaleChannel.BookingCom, 25), (SaleChannel.Corporate, 10), (SaleChannel.WalkIn, 5), (SaleChannel.Agent, 10)],
        Groups = Divide,
    };

    public static string Status(StayStatus status) => Camel(status.ToString());

    /// <summary>The status in the platform's words, which are the same with another first letter.</summary>
    public static string PlatformWord(string word) => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..];

    public static (string Channel, string Name) Channel(SaleChannel channel) => channel switch
    {
        SaleChannel.Direct => ("direct", "Website"),
        SaleChannel.Phone => ("phone", "Telephone"),
        SaleChannel.WalkIn => ("walkIn", "Front desk"),
        SaleChannel.BookingCom => ("ota", "Booking.com"),
        SaleChannel.Corporate => ("corporate", "Companies"),
        SaleChannel.Agent => ("agent", "Travel agents"),
        _ => ("other", "Other"),
    };

    private static string Camel(string word) => char.ToLower(word[0], CultureInfo.InvariantCulture) + word[1..];

    private static List<RoomGroup> Divide(int rooms)
    {
        var groups = new List<RoomGroup>();
        var first = 0;
        foreach (var (name, capacity, price, share) in Kinds)
        {
            var count = groups.Count == Kinds.Length - 1 ? rooms - first : Math.Max(1, rooms * share / 100);
            groups.Add(new RoomGroup(name, "Room", capacity, price, first, count));
            first += count;
        }

        return groups;
    }
}
