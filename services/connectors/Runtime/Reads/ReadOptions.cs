using Microsoft.Extensions.Configuration;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>Settings of reads, section <c>Pms:Reads</c>. Checked at start, every problem at once.</summary>
internal sealed record ReadOptions
{
    public const string Section = "Pms:Reads";

    /// <summary>How long a guest, or a list of guests, is good without asking again. Default 1 h.</summary>
    public TimeSpan GuestLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a booking, a balance, or a list of bookings is good without asking again. Default 5 min.</summary>
    public TimeSpan BookingLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a room, or a list of rooms, is good without asking again. Default 1 min.</summary>
    public TimeSpan RoomLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the PMS may take before its last answer is used. Default 2 s.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the PMS may take where there is no last answer. Default 10 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call that nobody waits for any more goes on. Default 2 min.</summary>
    public TimeSpan LongestCall { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How old an answer may be to be used when the PMS does not answer; then it is deleted. Default 7 days.</summary>
    public TimeSpan LongestStale { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Most records of a list; a longer one is refused rather than cut. Default 2,000.</summary>
    public int MostRecords { get; init; } = 2000;

    /// <summary>How many days ahead it can be asked who will be in the house. Default 31.</summary>
    public int MostDaysAhead { get; init; } = 31;

    /// <summary>Bytes of answers that are kept in memory in front of the database. Default 64 MiB.</summary>
    public int MemoryBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long an answer about this entity is good without asking again.</summary>
    public TimeSpan LifetimeOf(EntityKind entity) => entity switch
    {
        EntityKind.Guest => GuestLifetime,
        EntityKind.Room => RoomLifetime,
        _ => BookingLifetime,
    };

    /// <summary>Reads the section.</summary>
    /// <exception cref="StartupConfigurationException">It cannot work.</exception>
    public static ReadOptions Read(IConfiguration configuration)
    {
        ReadOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<ReadOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new ReadOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartupConfigurationException($"{Section} cannot be read: {exception.Message}");
        }

        var problems = options.Problems().ToList();
        return problems.Count == 0 ? options : throw new StartupConfigurationException(problems);
    }

    private IEnumerable<string> Problems()
    {
        foreach (var (name, value, most) in Spans())
        {
            if (value <= TimeSpan.Zero || value > most)
                yield return $"{Section}:{name} is {value}. Use more than zero and at most {most}.";
        }

        if (LongestWait < Budget)
            yield return $"{Section}:{nameof(LongestWait)} is {LongestWait}, which is shorter than {nameof(Budget)} ({Budget}).";
        foreach (var (name, value) in ((string, int)[])[(nameof(MostRecords), MostRecords), (nameof(MostDaysAhead), MostDaysAhead), (nameof(MemoryBytes), MemoryBytes)])
        {
            if (value < 1)
                yield return $"{Section}:{name} is {value}. Use at least 1.";
        }
    }

    private IEnumerable<(string Name, TimeSpan Value, TimeSpan Most)> Spans() =>
    [
        (nameof(GuestLifetime), GuestLifetime, TimeSpan.FromDays(1)),
        (nameof(BookingLifetime), BookingLifetime, TimeSpan.FromDays(1)),
        (nameof(RoomLifetime), RoomLifetime, TimeSpan.FromDays(1)),
        (nameof(Budget), Budget, TimeSpan.FromMinutes(1)),
        (nameof(LongestWait), LongestWait, TimeSpan.FromMinutes(1)),
        (nameof(LongestCall), LongestCall, TimeSpan.FromMinutes(10)),
        (nameof(LongestStale), LongestStale, TimeSpan.FromDays(365)),
    ];
}
