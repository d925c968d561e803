namespace PmsPlatform.ServiceDefaults;

/// <summary>How calls between our own services bear short faults. Set per client with <see cref="HttpResilience.ConfigureServiceResilience"/>.</summary>
public sealed class HttpResilienceOptions
{
    /// <summary>How often a call is repeated after its first try. Default 3. Only GET, HEAD, OPTIONS, TRACE, PUT and DELETE are repeated.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>Wait before the first repetition, doubled each time, with jitter. Default 200 ms. A Retry-After of the service comes first.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait before a repetition; a service that asks for a longer one gets no repetition. Default 5 s.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one try of a call that may be repeated may take. Default 10 s. Others have until <see cref="TotalTime"/>.</summary>
    public TimeSpan TryTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the whole call may take with all repetitions, until the headers of the answer. Default 30 s.</summary>
    public TimeSpan TotalTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Share of failed tries, 0 to 1, at which a service is left alone for <see cref="BreakTime"/>. Default 0.5.</summary>
    public double BreakRatio { get; set; } = 0.5;

    /// <summary>Fewest tries within <see cref="BreakWindow"/> on which the share is judged. Default 20.</summary>
    public int BreakMinimum { get; set; } = 20;

    /// <summary>The span over which failures are counted. Default 10 s.</summary>
    public TimeSpan BreakWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a failing service is left alone before one try. Default 5 s.</summary>
    public TimeSpan BreakTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The client does without, see <see cref="HttpResilience.RemoveServiceResilience"/>.</summary>
    internal bool IsOff { get; set; }
}
