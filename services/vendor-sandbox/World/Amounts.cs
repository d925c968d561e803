using System.Buffers.Text;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>Minor units as the decimal number of major units that vendors write.</summary>
internal static class Amounts
{
    public const int MostCharacters = 32;

    /// <summary>Writes <c>93.46</c> for 9346 with two digits, without needless zeros: <c>5</c>, <c>0.5</c>.</summary>
    public static ReadOnlySpan<byte> Decimal(long minor, int exponent, Span<byte> text)
    {
        var length = 0;
        if (minor < 0)
        {
            text[length++] = (byte)'-';
            minor = -minor;
        }

        var unit = 1L;
        for (var digit = 0; digit < exponent; digit++)
            unit *= 10;
        var (whole, part) = Math.DivRem(minor, unit);
        Utf8Formatter.TryFormat(whole, text[length..], out var written);
        length += written;
        if (part == 0)
            return text[..length];
        text[length++] = (byte)'.';
        for (var place = unit / 10; part > 0; place /= 10)
        {
            text[length++] = (byte)('0' + part / place);
            part %= place;
        }

        return text[..length];
    }
}
