using System.Globalization;

namespace PmsPlatform.ServiceDefaults.Privacy;

/// <summary>
/// The one form in which phone numbers are compared: digits only. An international number loses its <c>+</c> or <c>00</c>, so that
/// <c>+1-555-0123</c>, <c>0015550123</c> and WhatsApp's <c>15550123</c> are one; a national number keeps the digits it was given with.
/// </summary>
public static class PhoneDigits
{
    /// <summary>Fewer digits are an extension or a slip, and would match strangers.</summary>
    public const int Fewest = 5;

    /// <summary>More digits are no phone number.</summary>
    public const int Most = 32;

    /// <summary>The comparable form, or null when the text holds no phone number. Never throws.</summary>
    public static string? Normalise(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;

        Span<char> digits = stackalloc char[Most];
        var count = 0;
        var hasPlus = false;
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            var digit = CharUnicodeInfo.GetDecimalDigitValue(letter);
            if (digit >= 0)
            {
                if (count == Most)
                    return null;
                if (!IsTrunkZero(text, at, hasPlus || IsInternational(digits[..count])))
                    digits[count++] = (char)('0' + digit);
            }
            else if (count == 0)
            {
                hasPlus |= letter is '+' or '\uFF0B';
            }
            else if (char.IsLetter(letter) || letter is ';' or '#' or '@')
            {
                // An extension, a remark, the rest of an address: the number has ended.
                break;
            }
        }

        return Form(digits[..count], hasPlus);
    }

    private static string? Form(ReadOnlySpan<char> digits, bool hasPlus)
    {
        // No country code begins with zero.
        var form = hasPlus || IsInternational(digits) ? digits.TrimStart('0') : digits;
        return form.Length < Fewest ? null : form.ToString();
    }

    private static bool IsInternational(ReadOnlySpan<char> digits) => digits.StartsWith("00");

    // In +44 (0)20 the zero is dialled from inside the country only.
    private static bool IsTrunkZero(string text, int at, bool international) =>
        international && text[at] == '0' && at > 0 && at + 1 < text.Length && text[at - 1] == '(' && text[at + 1] == ')';
}
