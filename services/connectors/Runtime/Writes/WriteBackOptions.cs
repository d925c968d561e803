using Microsoft.Extensions.Configuration;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>How writes are executed; section <c>Pms:WriteBacks</c>.</summary>
internal sealed record WriteBackOptions
{
    public const string Section = "Pms:WriteBacks";

    /// <summary>How old a write may grow while the vendor does not take it; then it fails. Default 24 h.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Wait after the first failed try; doubles with each further one. Default 1 s.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between tries. Default 5 min.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a lost answer is left alone before the vendor is asked what became of the write: it may still be working on it. Default 15 s.</summary>
    public TimeSpan LookAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a replica that no longer speaks keeps others from its write. Default 30 s.</summary>
    public TimeSpan ClaimLength { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a replica looks for writes that another one accepted or left. Default 1 s.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Writes of different bookings executed at a time, per connection and replica. Default 4.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>How long a settled write and its idempotency key are kept. Default 90 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Reads the section.</summary>
    /// <exception cref="InvalidOperationException">A value cannot work; all of them are named.</exception>
    public static WriteBackOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<WriteBackOptions>() ?? new WriteBackOptions();
        var problems = options.Problems().ToList();
        return problems.Count == 0 ? options : throw new InvalidOperationException(string.Join(" ", problems));
    }

    private IEnumerable<string> Problems()
    {
        (string Name, TimeSpan Value)[] spans =
        [
            (nameof(GiveUpAfter), GiveUpAfter), (nameof(FirstBackoff), FirstBackoff), (nameof(LongestBackoff), LongestBackoff), (nameof(ClaimLength), ClaimLength),
            (nameof(Poll), Poll), (nameof(Retention), Retention),
        ];
        foreach (var (name, value) in spans.Where(span => span.Value <= TimeSpan.Zero))
            yield return $"{Section}:{name} is {value}. Use a span above zero, as in 00:00:30.";
        if (LookAfter < TimeSpan.Zero)
            yield return $"{Section}:{nameof(LookAfter)} is {LookAfter}. Use 00:00:00 or more.";
        if (LongestBackoff < FirstBackoff)
            yield return $"{Section}:{nameof(LongestBackoff)} is {LongestBackoff}. Use at least {nameof(FirstBackoff)} ({FirstBackoff}).";
        if (Parallel is < 1 or > 64)
            yield return $"{Section}:{nameof(Parallel)} is {Parallel}. Use 1 to 64.";
    }
}
