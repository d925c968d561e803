namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>Waits between tries: 1 s doubling to 30 s, spread by up to a quarter so that connections do not come back in step.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The wait before a retry.</summary>
    /// <param name="attempt">1 for the first retry.</param>
    /// <param name="jitter">Gives numbers from 0 to 1.</param>
    public static TimeSpan After(int attempt, Func<double> jitter)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempt - 1), Longest.TotalSeconds));
        return wait * (0.75 + (0.25 * jitter()));
    }
}
