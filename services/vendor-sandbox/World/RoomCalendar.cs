namespace PmsPlatform.VendorSandbox.World;

/// <summary>Which room is taken in which night: one bit each. Refuses to take a night twice, so no room can be double-booked.</summary>
internal sealed class RoomCalendar(int rooms, int firstDay, int days)
{
    private readonly int _words = (days + 63) / 64;
    private readonly ulong[] _taken = new ulong[rooms * ((days + 63) / 64)];

    public int FirstDay { get; } = firstDay;

    /// <summary>The day after the last one kept.</summary>
    public int EndDay { get; } = firstDay + days;

    public bool IsFree(int room, int from, int to)
    {
        if (from < FirstDay || to > EndDay || from >= to)
            return false;
        for (var day = from - FirstDay; day < to - FirstDay; day++)
        {
            if ((_taken[room * _words + (day >> 6)] & (1UL << (day & 63))) != 0)
                return false;
        }

        return true;
    }

    public bool IsTaken(int room, int day) => day >= FirstDay && day < EndDay && !IsFree(room, day, day + 1);

    /// <summary>Takes the nights. False, and nothing is taken, when one of them is taken already or outside of the calendar.</summary>
    public bool TryTake(int room, int from, int to)
    {
        if (!IsFree(room, from, to))
            return false;
        for (var day = from - FirstDay; day < to - FirstDay; day++)
            _taken[room * _words + (day >> 6)] |= 1UL << (day & 63);
        return true;
    }

    public void Release(int room, int from, int to)
    {
        for (var day = Math.Max(from, FirstDay) - FirstDay; day < Math.Min(to, EndDay) - FirstDay; day++)
            _taken[room * _words + (day >> 6)] &= ~(1UL << (day & 63));
    }
}
