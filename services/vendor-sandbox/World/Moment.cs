using System.Text;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>
/// An instant as seconds, a day as days, both since the start of the year 2000: four and two bytes in the tables of the world instead of eight.
/// Writes both as text without allocating, which is most of what a page of bookings consists of.
/// </summary>
internal static class Moment
{
    /// <summary>Characters of <c>2026-11-20T15:06:42Z</c> and of <c>2026-11-20 15:06:42</c> plus one.</summary>
    public const int MostCharacters = 20;

    private const int LastDay = 36_524;
    private static readonly long EpochTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly int EpochDay = new DateOnly(2000, 1, 1).DayNumber;
    private static readonly byte[] Days = WriteDays();

    public static uint From(DateTimeOffset at) => (uint)((at.UtcTicks - EpochTicks) / TimeSpan.TicksPerSecond);

    public static DateTimeOffset ToInstant(uint moment) => new(EpochTicks + moment * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    public static int DayFrom(DateOnly day) => day.DayNumber - EpochDay;

    public static DateOnly ToDate(int day) => DateOnly.FromDayNumber(day + EpochDay);

    /// <summary>Writes <c>2026-11-20</c>.</summary>
    public static ReadOnlySpan<byte> Date(int day) => Days.AsSpan(day * 10, 10);

    /// <summary>Writes <c>2026-11-20T15:06:42Z</c>.</summary>
    public static ReadOnlySpan<byte> Iso(uint moment, Span<byte> buffer)
    {
        Write(moment, buffer, (byte)'T');
        buffer[19] = (byte)'Z';
        return buffer[..20];
    }

    /// <summary>Writes <c>2026-11-20 15:06:42</c>.</summary>
    public static ReadOnlySpan<byte> Plain(uint moment, Span<byte> buffer)
    {
        Write(moment, buffer, (byte)' ');
        return buffer[..19];
    }

    public static string IsoText(uint moment) => Encoding.ASCII.GetString(Iso(moment, stackalloc byte[MostCharacters]));

    private static void Write(uint moment, Span<byte> buffer, byte separator)
    {
        var (day, second) = Math.DivRem(moment, 86_400u);
        Date((int)day).CopyTo(buffer);
        buffer[10] = separator;
        Two(buffer[11..], second / 3600);
        buffer[13] = (byte)':';
        Two(buffer[14..], second / 60 % 60);
        buffer[16] = (byte)':';
        Two(buffer[17..], second % 60);
    }

    private static void Two(Span<byte> buffer, uint value)
    {
        buffer[0] = (byte)('0' + value / 10);
        buffer[1] = (byte)('0' + value % 10);
    }

    private static byte[] WriteDays()
    {
        var text = new byte[(LastDay + 1) * 10];
        for (var day = 0; day <= LastDay; day++)
        {
            var date = ToDate(day);
            var slot = text.AsSpan(day * 10, 10);
            Two(slot, (uint)date.Year / 100);
            Two(slot[2..], (uint)date.Year % 100);
            slot[4] = (byte)'-';
            Two(slot[5..], (uint)date.Month);
            slot[7] = (byte)'-';
            Two(slot[8..], (uint)date.Day);
        }

        return text;
    }
}
