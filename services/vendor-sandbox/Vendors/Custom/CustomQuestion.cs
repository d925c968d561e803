using System.Globalization;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Custom;

/// <summary>Which records a list is asked for, over either API: parameters by name.</summary>
internal sealed class CustomQuestion(Property property, Func<string, string?> parameter)
{
    public const int MostPerPage = 100;

    private readonly HotelWorld _world = property.World;

    public static VendorRefusal Invalid(string why) => new(StatusCodes.Status400BadRequest, why);

    /// <summary>First stays of the bookings asked for, in the order they were made.</summary>
    public List<int> Bookings()
    {
        var since = Instant("modifiedSince");
        var (arrivalFrom, arrivalTo) = (Day("arrivalFrom"), Day("arrivalTo"));
        var (departureFrom, departureTo) = (Day("departureFrom"), Day("departureTo"));
        var inHouse = Day("inHouseOn");
        var found = new List<int>();
        for (var stay = 0; stay < _world.StayCount; stay++)
        {
            ref readonly var row = ref _world.Stay(stay);
            if (_world.IsVisible(stay)
                && (since is null || row.Updated >= since)
                && !(row.Arrival < arrivalFrom) && !(row.Arrival > arrivalTo) && !(row.Departure < departureFrom) && !(row.Departure > departureTo)
                && (inHouse is null || (row.Arrival <= inHouse && row.Departure >= inHouse && row.Status is StayStatus.Confirmed or StayStatus.InHouse)))
                found.Add(stay);
        }

        return found;
    }

    public List<int> Guests() => Instant("modifiedSince") is { } since
        ? [.. Enumerable.Range(0, _world.GuestCount).Where(guest => _world.Guest(guest).Updated >= since)]
        : [.. Enumerable.Range(0, _world.GuestCount)];

    public List<int> Rooms() => [.. Enumerable.Range(0, _world.Rooms.Rooms.Count)];

    /// <summary>A whole number from 1; null when not given.</summary>
    public int? Number(string name) => parameter(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw Invalid($"{name}: a whole number from 1");

    public int Size(string name) => Math.Min(MostPerPage, Number(name) ?? MostPerPage);

    /// <summary>The records after a cursor, which is the number of the last one.</summary>
    public int After(string name, List<int> records)
    {
        if (parameter(name) is not { } cursor)
            return 0;
        if (!cursor.StartsWith('c') || !int.TryParse(cursor.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            throw Invalid($"{name}: a cursor of the page before");
        var at = records.BinarySearch(last);
        return at < 0 ? ~at : at + 1;
    }

    public static string CursorOf(int record) => string.Create(CultureInfo.InvariantCulture, $"c{record}");

    private int? Day(string name) => parameter(name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 2099
            ? Moment.DayFrom(day) : throw Invalid($"{name}: a date, yyyy-MM-dd");

    private uint? Instant(string name) => parameter(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.Year < 2000 ? 0 : Moment.From(instant) : throw Invalid($"{name}: an instant of ISO 8601");
}
