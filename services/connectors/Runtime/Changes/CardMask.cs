namespace PmsPlatform.Connectors.Runtime.Changes;

/// <summary>
/// Masks payment card numbers in raw payloads before they are stored: runs of 13 to 19 digits, single blanks or hyphens between them, that pass the
/// Luhn check. The last four digits stay, so that a person can still tell which card was meant.
/// </summary>
internal static class CardMask
{
    /// <summary>A copy of the payload with card numbers masked; same length, so that JSON stays valid.</summary>
    public static byte[] Mask(ReadOnlySpan<byte> payload)
    {
        var masked = payload.ToArray();
        for (var i = 0; i < masked.Length; i++)
        {
            if (!char.IsAsciiDigit((char)masked[i]))
                continue;

            var (end, digits) = RunFrom(masked, i);
            // Only quoted runs: masking a bare JSON number would break the payload, and no vendor writes a card as a number.
            var quoted = i > 0 && masked[i - 1] is not ((byte)'.' or (byte)'-' or (byte)'+') && end < masked.Length && masked[end] is not (byte)'.';
            if (digits is >= 13 and <= 19 && quoted && PassesLuhn(masked.AsSpan(i, end - i)) && InsideString(masked, i))
                MaskRun(masked.AsSpan(i, end - i), digits);
            i = end - 1;
        }

        return masked;
    }

    private static (int End, int Digits) RunFrom(byte[] text, int start)
    {
        var digits = 0;
        var end = start;
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsAsciiDigit((char)text[i]))
            {
                digits++;
                end = i + 1;
            }
            else if (text[i] is not ((byte)' ' or (byte)'-') || i != end)
                break;
        }

        return (end, digits);
    }

    private static bool InsideString(byte[] text, int position)
    {
        var inside = false;
        for (var i = 0; i < position; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                inside = !inside;
        }

        return inside;
    }

    private static bool PassesLuhn(ReadOnlySpan<byte> run)
    {
        var sum = 0;
        var doubled = false;
        for (var i = run.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit((char)run[i]))
                continue;
            var digit = run[i] - '0';
            if (doubled)
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
            doubled = !doubled;
        }

        return sum % 10 == 0;
    }

    private static void MaskRun(Span<byte> run, int digits)
    {
        var seen = 0;
        for (var i = 0; i < run.Length; i++)
        {
            if (char.IsAsciiDigit((char)run[i]) && ++seen <= digits - 4)
                run[i] = (byte)'*';
        }
    }
}
