using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Notices;

/// <summary>When people are told, and the mail server. Section <c>Notices</c>.</summary>
internal sealed record NoticeOptions
{
    public const string Section = "Notices";

    /// <summary>So many failed runs of a feed in a row are one notice.</summary>
    public int FailedRuns { get; init; } = 3;

    /// <summary>So many records of a connection put into quarantine within an hour are one notice.</summary>
    public int QuarantinedRecords { get; init; } = 20;

    /// <summary>How long before its end a key is told of.</summary>
    public TimeSpan BeforeExpiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a notice is tried to be delivered.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The first wait after a failed try; each one is four times the one before.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often what is due is looked for.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long delivered notices are kept.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The mail server; without one there are no e-mails.</summary>
    public MailOptions Mail { get; init; } = new();

    /// <exception cref="StartupConfigurationException">Something cannot work.</exception>
    public static NoticeOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<NoticeOptions>() ?? new();
        List<string> problems = [];
        if (options.FailedRuns < 1 || options.QuarantinedRecords < 1)
            problems.Add($"{Section}: FailedRuns and QuarantinedRecords must be at least 1.");
        if (new[] { options.GiveUpAfter, options.FirstPause, options.LongestPause, options.Poll, options.Keep }.Any(span => span <= TimeSpan.Zero))
            problems.Add($"{Section}: every span but BeforeExpiry must be longer than nothing.");
        if (options.Mail is { Host: not null, From: null })
            problems.Add($"{Section}:Mail:From is missing: the address that e-mails come from.");
        return problems.Count == 0 ? options : throw new StartupConfigurationException(problems);
    }
}

/// <summary>Where e-mails are handed over.</summary>
internal sealed record MailOptions
{
    /// <summary>The server; null for no e-mails.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = 587;

    /// <summary>False only for a server on this machine: what is sent, and the password, would be in the clear.</summary>
    public bool Tls { get; init; } = true;

    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>The address that e-mails come from.</summary>
    public string? From { get; init; }

    /// <summary>Says nothing: a record prints its members, and one is a secret.</summary>
    public override string ToString() => Host ?? "no mail server";
}
