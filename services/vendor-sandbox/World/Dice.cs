namespace PmsPlatform.VendorSandbox.World;

/// <summary>
/// Deterministic chance. Generators walk through a sequence (<see cref="Next"/>); descriptions of single things are computed from their number alone
/// (<c>Of</c>), so that nothing has to be stored for them. Own code because the sequence of <see cref="Random"/> is not promised to stay.
/// </summary>
internal struct Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number that depends on all arguments and on nothing else.</summary>
    public static ulong Of(ulong seed, ulong topic, long number) => Mix(Mix(seed ^ (topic * 0x9E3779B97F4A7C15UL)) + (ulong)number);

    /// <summary>A number below <paramref name="sides"/> that depends on the arguments alone.</summary>
    public static int Of(ulong seed, ulong topic, long number, int sides) => Reduce(Of(seed, topic, number), sides);

    /// <summary>A seed from a text, stable across processes.</summary>
    public static ulong Seed(string text, long number)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var letter in text)
            hash = (hash ^ letter) * 0x100000001B3UL;
        return Mix(hash ^ (ulong)number);
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Mix(_state);
    }

    public int Below(int sides) => Reduce(Next(), sides);

    public int Between(int lowest, int highest) => lowest + Below(highest - lowest + 1);

    public bool Percent(int chance) => Below(100) < chance;

    /// <summary>A real number from 0 up to, not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    private static int Reduce(ulong value, int sides) => (int)((value >> 32) * (uint)sides >> 32);
}
