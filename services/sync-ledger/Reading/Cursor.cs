using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PmsPlatform.SyncLedger.Reading;

/// <summary>
/// Where a page ended, as text that tells nothing to whoever passes it back. It names the list it belongs to, and is not signed: whatever it says, the
/// statement shows the caller's own hotels only.
/// </summary>
internal static class Cursor
{
    private const char Separator = '\u001f';

    public static string Write(string list, params ReadOnlySpan<string> position) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}{Separator}{string.Join(Separator, position)}"));

    public static string Write(DateTime instant) => instant.Ticks.ToString(CultureInfo.InvariantCulture);

    /// <returns>False when the text is no cursor of this list.</returns>
    public static bool TryRead(string text, string list, int parts, [NotNullWhen(true)] out string[]? position)
    {
        position = null;
        if (!Base64Url.IsValid(text))
            return false;

        var read = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator);
        if (read.Length != parts + 1 || !string.Equals(read[0], list, StringComparison.Ordinal) || read.Any(part => part.Contains('\0', StringComparison.Ordinal)))
            return false;

        position = read[1..];
        return true;
    }

    public static bool TryReadInstant(string part, out DateTime instant)
    {
        var isRead = long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks;
        instant = new DateTime(isRead ? ticks : 0, DateTimeKind.Utc);
        return isRead;
    }
}
