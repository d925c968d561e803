namespace PmsPlatform.LocalRunner.Running;

/// <summary>
/// The local runner's own rule (real Aspire restarts nothing): a process that crashed is started again after 1, 2, 4 ... 30 s.
/// One that was healthy and stayed up for 30 s begins again at 1 s. One that crashes five times without ever being healthy is given up.
/// </summary>
internal sealed class BackOff
{
    private const int Tries = 5;

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_steady = TimeSpan.FromSeconds(30);

    private int _crashes;
    private bool _everHealthy;

    /// <summary>How long to wait before the next start; null = give up.</summary>
    public TimeSpan? Crashed(bool wasHealthy, TimeSpan lived)
    {
        _everHealthy |= wasHealthy;
        _crashes = wasHealthy && lived >= s_steady ? 1 : _crashes + 1;
        if (!_everHealthy && _crashes >= Tries)
        {
            return null;
        }

        TimeSpan pause = s_first * Math.Pow(2, Math.Min(_crashes - 1, 10));
        return pause < s_longest ? pause : s_longest;
    }
}
