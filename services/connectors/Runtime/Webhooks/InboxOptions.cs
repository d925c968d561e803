using Microsoft.Extensions.Configuration;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Settings of the inbox, section <c>Pms:Inbox</c>. Checked at start, every problem at once.</summary>
internal sealed record InboxOptions
{
    public const string Section = "Pms:Inbox";

    /// <summary>How long records that were only named are collected before they are fetched together. Default 250 ms.</summary>
    public TimeSpan CoalescingWindow { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the same body is taken for the same delivery, where the vendor gives deliveries no id. Default 10 minutes.</summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a delivery is tried that cannot be worked off. Default 24 hours.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long deliveries are kept after they came. Those not worked off are kept longer. Default 30 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Wait after the first failed try; doubles with each one up to <see cref="LongestRest"/>. Default 2 s.</summary>
    public TimeSpan FirstRest { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between two tries. Default 5 minutes.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it is looked for deliveries that another replica took or that are to be tried again. Default 1 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often old deliveries are deleted and old bodies forgotten. Default 1 minute.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a delivery may wait for its commit before the vendor is told to come again. Default 4 s, vendors give up after 5.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Reads the section. A member that does not exist is a problem too: a limit misspelt is a limit not set.</summary>
    /// <exception cref="StartupConfigurationException">A value cannot be used.</exception>
    public static InboxOptions Read(IConfiguration configuration)
    {
        InboxOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<InboxOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException error)
        {
            throw new StartupConfigurationException($"{Section} cannot be read: {error.Message}");
        }

        var problems = options.Problems().ToList();
        return problems.Count == 0 ? options : throw new StartupConfigurationException(problems);
    }

    /// <summary>Wait before the next try after so many.</summary>
    public TimeSpan RestAfter(int attempts) =>
        TimeSpan.FromTicks((long)Math.Min(LongestRest.Ticks, FirstRest.Ticks * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30))));

    private IEnumerable<string> Problems()
    {
        (string Name, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] spans =
        [
            (nameof(CoalescingWindow), CoalescingWindow, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            (nameof(DuplicateWindow), DuplicateWindow, TimeSpan.Zero, TimeSpan.FromDays(1)),
            (nameof(GiveUpAfter), GiveUpAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            (nameof(Retention), Retention, TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)),
            (nameof(FirstRest), FirstRest, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            (nameof(LongestRest), LongestRest, FirstRest, TimeSpan.FromHours(1)),
            (nameof(PollInterval), PollInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            (nameof(SweepInterval), SweepInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromHours(1)),
            (nameof(CommitTimeout), CommitTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        ];
        return spans.Where(span => span.Value < span.Least || span.Value > span.Most)
            .Select(span => $"{Section}:{span.Name} is {span.Value}. Use {span.Least} to {span.Most}.");
    }
}
