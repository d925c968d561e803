using System.Buffers.Text;
using System.Text;

namespace PmsPlatform.Connectors.Runtime.Changes;

/// <summary>
/// Masks payment card numbers in raw payloads before they are stored: 13 to 19 digits that begin as cards do, pass the Luhn check and are written together or
/// in a card's groups. The last four digits stay, so that a person can still tell which card was meant. Members whose name ends in "id" or speaks of a
/// telephone are left alone: one in ten of all long numbers passes the check, a record whose id was masked would be another record, and a guest would not be
/// found by his call.
/// </summary>
internal static class CardMask
{
    private const int Fewest = 13;
    private const int Most = 19;
    private const int FirstGroup = 4;

    private static readonly string[] Telephones = ["phone", "mobile", "fax", "whatsapp"];

    /// <summary>A copy of the payload with card numbers masked; same length, so that JSON stays valid.</summary>
    public static byte[] Mask(ReadOnlySpan<byte> payload)
    {
        var masked = payload.ToArray();
        var inside = false;
        var name = default(Range);
        var opened = 0;
        var before = default(byte);
        for (var i = 0; i < masked.Length; i++)
        {
            var symbol = masked[i];
            if (inside && symbol == '\\')
            {
                (symbol, i) = Unescape(masked, i);
            }
            else if (symbol == '"')
            {
                if (inside && IsName(masked, i))
                    name = opened..i;
                inside = !inside;
                opened = i + 1;
            }
            else if (char.IsAsciiDigit((char)symbol))
            {
                // Only quoted runs: masking a bare JSON number would break the payload, and no vendor writes a card as a number.
                i = inside ? MaskRun(masked, i, before, masked.AsSpan(name)) : EndOfDigits(masked, i);
            }

            before = symbol;
        }

        return masked;
    }

    /// <summary>What an escape stands for, and its last place: a writer may say \u002B for the plus of a telephone number.</summary>
    private static (byte Symbol, int End) Unescape(byte[] text, int backslash)
    {
        var kind = backslash + 1 < text.Length ? text[backslash + 1] : default;
        if (kind != 'u' || backslash + 6 > text.Length || !Utf8Parser.TryParse(text.AsSpan(backslash + 2, 4), out ushort code, out var read, 'x') || read != 4)
            return (kind, backslash + 1);
        return (code < 128 ? (byte)code : default, backslash + 5);
    }

    private static bool IsSpared(ReadOnlySpan<byte> name)
    {
        if (name is [.., (byte)'i' or (byte)'I', (byte)'d' or (byte)'D'])
            return true;
        var text = Encoding.UTF8.GetString(name);
        return Array.Exists(Telephones, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the string that ends here names a member.</summary>
    private static bool IsName(byte[] text, int quote)
    {
        var next = quote + 1;
        while (next < text.Length && text[next] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            next++;
        return next < text.Length && text[next] == ':';
    }

    /// <summary>Masks the run that begins here when it is a card's, and returns its last place.</summary>
    private static int MaskRun(byte[] text, int start, byte before, ReadOnlySpan<byte> name)
    {
        var (end, digits, first) = RunFrom(text, start);
        var run = text.AsSpan(start, end - start);
        var alone = before is not ((byte)'.' or (byte)'-' or (byte)'+') && (end == text.Length || text[end] is not (byte)'.');
        var grouped = first == digits || first == FirstGroup;
        if (alone && grouped && digits is >= Fewest and <= Most && BeginsAsCard(run) && PassesLuhn(run) && !IsSpared(name))
            Hide(run, digits);
        return end - 1;
    }

    private static int EndOfDigits(byte[] text, int start)
    {
        while (start + 1 < text.Length && char.IsAsciiDigit((char)text[start + 1]))
            start++;
        return start;
    }

    /// <summary>Digits with single blanks or hyphens between them: where they end, how many they are, and how many come before the first sign.</summary>
    private static (int End, int Digits, int First) RunFrom(byte[] text, int start)
    {
        var (digits, first, end) = (0, 0, start);
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsAsciiDigit((char)text[i]))
            {
                digits++;
                end = i + 1;
            }
            else if (text[i] is (byte)' ' or (byte)'-' && i == end)
            {
                first = first == 0 ? digits : first;
            }
            else
            {
                break;
            }
        }

        return (end, digits, first == 0 || end == start + first ? digits : first);
    }

    /// <summary>2 (2221 to 2720), 3, 4, 5 or 6: what the networks have (ISO/IEC 7812).</summary>
    private static bool BeginsAsCard(ReadOnlySpan<byte> run) => run[0] is >= (byte)'3' and <= (byte)'6' || (run[0] == '2' && run[1] is >= (byte)'2' and <= (byte)'7');

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

    private static void Hide(Span<byte> run, int digits)
    {
        var seen = 0;
        for (var i = 0; i < run.Length; i++)
        {
            if (char.IsAsciiDigit((char)run[i]) && ++seen <= digits - 4)
                run[i] = (byte)'*';
        }
    }
}
