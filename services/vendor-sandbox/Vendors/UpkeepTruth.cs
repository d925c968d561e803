using System.Text;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors;

/// <summary>What truth about nights has in common.</summary>
internal static class UpkeepTruth
{
    /// <summary>Nights told of every room type, from the hotel's today on.</summary>
    public const int Nights = 90;

    /// <summary>The platform's id of a night: the room type's, a colon and the date.</summary>
    public static string NightId(HotelWorld world, string roomType, int record) => $"{roomType}:{Encoding.ASCII.GetString(Moment.Date(world.Today + record % Nights))}";
}
