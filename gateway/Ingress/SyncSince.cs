using System.Globalization;

namespace PmsPlatform.Gateway.Ingress;

/// <summary>
/// The form of <c>since</c>: an ISO 8601 instant with its offset, or a date, which the connector takes in the hotel's time zone. An instant without offset
/// is refused: whose clock it was read from would be a guess.
/// </summary>
internal static class SyncSince
{
    public const string Expected = "Send an instant with offset, as in 2026-03-01T06:00:00Z or 2026-03-01T08:00:00+02:00, or a date, as in 2026-03-01.";

    private static readonly string[] Instants =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    // Room on both sides for overlaps and time zones, where arithmetic on instants would else leave the calendar.
    private static readonly DateOnly First = new(1970, 1, 1);
    private static readonly DateOnly Last = new(2199, 12, 31);

    public static bool IsUsable(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date >= First && date <= Last;

        return DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            && DateOnly.FromDateTime(instant.UtcDateTime) is var day && day >= First && day <= Last;
    }
}
