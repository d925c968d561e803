using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>Words that systems everywhere use, for mappings without a table of their own. Compared by their letters alone.</summary>
internal static class Words
{
    /// <summary>Statuses of a booking.</summary>
    public static IReadOnlyDictionary<string, BookingStatus> Statuses { get; } = Table(
    [
        (BookingStatus.Confirmed, "confirmed booked reserved new modified accepted approved guaranteed definite ok active commit committed duein upcoming"),
        (BookingStatus.InHouse, "inhouse checkedin checkin started arrived staying occupied current resident walkin dueout"),
        (BookingStatus.CheckedOut, "checkedout checkout departed completed processed finished left past closed"),
        (BookingStatus.Cancelled, "cancelled canceled cancel declined expired deleted rejected void withdrawn annulled"),
        (BookingStatus.NoShow, "noshow notarrived"),
        (BookingStatus.Inquiry, "inquiry enquiry inquired quote quoted lead question request"),
        (BookingStatus.Tentative, "tentative optional option pending requested unconfirmed hold onhold provisional waitlisted waitlist awaitingpayment prebooked"),
        (BookingStatus.Blocked, "blocked block black owner ownerstay maintenance closedperiod blackout unavailable"),
    ]);

    /// <summary>Channels.</summary>
    public static IReadOnlyDictionary<string, BookingChannel> Channels { get; } = Table(
    [
        (BookingChannel.Direct, "direct website web site bookingengine internet ibe homepage online own"),
        (BookingChannel.Ota, "ota bookingcom booking expedia airbnb airbnbcom vrbo homeaway agoda hotelscom hrs channelmanager hostelworld tripcom airbnbofficial"),
        (BookingChannel.Agent, "agent agency travelagent travelagency touroperator gds wholesaler"),
        (BookingChannel.Corporate, "corporate company business"),
        (BookingChannel.Phone, "phone telephone email mail fax call reception"),
        (BookingChannel.WalkIn, "walkin"),
    ]);

    public static IReadOnlyDictionary<string, HousekeepingStatus> Housekeeping { get; } = Table(
    [
        (HousekeepingStatus.Clean, "clean cleaned ready"),
        (HousekeepingStatus.Dirty, "dirty unclean tobecleaned"),
        (HousekeepingStatus.Inspected, "inspected checked cleaninspected"),
        (HousekeepingStatus.Pickup, "pickup touchup"),
        (HousekeepingStatus.Cleaning, "cleaning inprogress"),
    ]);

    public static IReadOnlyDictionary<string, RoomOccupancy> Occupancy { get; } = Table(
    [
        (RoomOccupancy.Vacant, "vacant free empty false no available"),
        (RoomOccupancy.Occupied, "occupied taken true yes inhouse stayover"),
    ]);

    public static IReadOnlyDictionary<string, RoomService> Service { get; } = Table(
    [
        (RoomService.InService, "inservice active ok true yes open available"),
        (RoomService.OutOfOrder, "outoforder ooo broken defect"),
        (RoomService.OutOfService, "outofservice oos inactive false no closed blocked"),
    ]);

    /// <summary>The letters of a word, lower case: <c>Checked-In</c> and <c>CHECKED_IN</c> are the same word.</summary>
    public static string KeyOf(string word) => string.Concat(word.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static Dictionary<string, T> Table<T>(IEnumerable<(T Value, string Words)> rows)
        where T : struct, Enum =>
        rows.SelectMany(row => row.Words.Split(' ').Append(row.Value.ToString().ToLowerInvariant()).Distinct(StringComparer.Ordinal), (row, word) => (word, row.Value))
            .ToDictionary(pair => pair.word, pair => pair.Value, StringComparer.Ordinal);
}
