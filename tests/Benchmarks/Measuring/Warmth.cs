namespace PmsPlatform.Benchmarks.Measuring;

/// <summary>
/// Runs a load until it gets no faster: what is hot is compiled several times, in the background, and on a busy machine that takes its time. A measurement
/// in between would be one of the compiler.
/// </summary>
internal static class Warmth
{
    private const double Faster = 1.05;
    private const int Mostly = 12;
    private const int Still = 2;

    private static readonly TimeSpan Each = TimeSpan.FromSeconds(4);

    /// <param name="load">Gives a rate for a span.</param>
    public static async Task ReachAsync(Func<TimeSpan, Task<double>> load)
    {
        var (best, still) = (0.0, 0);
        for (var turn = 0; turn < Mostly && still < Still; turn++)
        {
            var rate = await load(Each);
            still = rate > best * Faster ? 0 : still + 1;
            best = Math.Max(best, rate);
        }
    }
}
