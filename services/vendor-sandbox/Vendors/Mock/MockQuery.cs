using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>A page of a list.</summary>
internal sealed record MockPage(IReadOnlyList<int> Numbers, string? Next, int Total);

/// <summary>What a list is asked for, by query parameters.</summary>
internal sealed class MockQuery(VendorCall call, MockStore store)
{
    public const int MostPerPage = 500;
    private const int UsualPerPage = 100;
    private const int MostIds = 100;

    private static readonly string[] OfAll = ["limit", "cursor", "modifiedSince", "ids"];

    public MockPage Bookings()
    {
        Allow("arrivalFrom", "arrivalUntil", "departureFrom", "departureUntil", "inHouseOn", "status", "guestId");
        var (arrivalFrom, arrivalUntil) = (Day("arrivalFrom"), Day("arrivalUntil"));
        var (departureFrom, departureUntil) = (Day("departureFrom"), Day("departureUntil"));
        var (inHouse, status, guest) = (Day("inHouseOn"), Text("status"), Text("guestId"));
        if (status is not null && !MockWords.Statuses.Contains(status))
            throw MockProblem.Invalid("status", "one of " + string.Join(", ", MockWords.Statuses));
        return Page(store.Bookings, booking =>
            !(booking.Arrival < arrivalFrom) && !(booking.Arrival > arrivalUntil) && !(booking.Departure < departureFrom) && !(booking.Departure > departureUntil)
            && (inHouse is not { } day || IsInHouse(booking, day))
            && (status is null || booking.Status == status)
            && (guest is null || MockStore.Names(booking, guest)));
    }

    public MockPage Guests()
    {
        Allow("email", "phone", "name");
        var (email, phone, name) = (Text("email"), Text("phone"), Text("name"));
        var digits = phone is null ? null : Digits(phone);
        return Page(store.Guests, guest =>
            (email is null || string.Equals(guest.Email, email, StringComparison.OrdinalIgnoreCase))
            && (digits is null || (guest.Phone is { } number && Digits(number) == digits))
            && (name is null || IsNamed(guest, name)));
    }

    public MockPage Rooms()
    {
        Allow();
        return Page(store.Rooms, _ => true);
    }

    private static bool IsInHouse(MockBooking booking, DateOnly day) => booking.Arrival <= day
        && (booking.Status == "inHouse" || (booking.Status == "confirmed" && booking.Departure >= day));

    private static bool IsNamed(MockGuest guest, string name) => Begins(guest.FirstName, name) || Begins(guest.LastName, name) || Begins($"{guest.FirstName} {guest.LastName}", name);

    private static bool Begins(string? text, string name) => text?.StartsWith(name, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A number without what people write around it; the exit code 00 is a plus.</summary>
    private static string Digits(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits;
    }

    private MockPage Page<T>(MockTable<T> table, Func<T, bool> fits)
        where T : MockRecord
    {
        var (limit, cursor, since, ids) = (Limit(), Cursor(), Instant("modifiedSince"), Ids());
        bool Wanted(T record) => (since is null || record.UpdatedAt >= since) && (ids is null || ids.Contains(record.Id)) && fits(record);

        var numbers = new List<int>();
        MockPlace? last = null;
        foreach (var (place, record) in table.After(cursor))
        {
            if (!Wanted(record))
                continue;
            if (numbers.Count == limit)
                return new MockPage(numbers, TextOf(last!.Value), table.Ordered.Count(Wanted));
            numbers.Add(place.Number);
            last = place;
        }

        return new MockPage(numbers, null, cursor is null ? numbers.Count : table.Ordered.Count(Wanted));
    }

    private void Allow(params ReadOnlySpan<string> more)
    {
        foreach (var name in call.Http.Request.Query.Keys)
        {
            if (!OfAll.Contains(name) && !more.Contains(name))
                throw MockProblem.Invalid(name, "no such parameter");
        }
    }

    private string? Text(string name) => call.Http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private int Limit() => Text("limit") is not { } text ? UsualPerPage
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= MostPerPage ? limit
            : throw MockProblem.Invalid("limit", $"1 to {MostPerPage}");

    private HashSet<string>? Ids()
    {
        if (Text("ids") is not { } text)
            return null;
        var ids = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        return ids.Count <= MostIds ? ids : throw MockProblem.Invalid("ids", $"at most {MostIds}");
    }

    private DateOnly? Day(string name) => Text(name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw MockProblem.Invalid(name, "a date, yyyy-MM-dd");

    private DateTimeOffset? Instant(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant
            : throw MockProblem.Invalid(name, "an instant of ISO 8601");

    private static string TextOf(MockPlace place) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.UpdatedAt}:{place.Number}")));

    private MockPlace? Cursor()
    {
        if (Text("cursor") is not { } text)
            return null;
        if (Base64Url.IsValid(text)
            && Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(':') is [var at, var number]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var rank))
            return new MockPlace(ticks, rank);
        throw MockProblem.Invalid("cursor", "the value of next of the page before");
    }
}
