using Microsoft.Extensions.Configuration;

namespace PmsPlatform.ServiceDefaults.Privacy;

/// <summary>
/// How long persons are known, section <c>Pms:Retention</c>. What comes and goes faster has its own setting: deliveries (<c>Pms:Inbox:Retention</c>), writes
/// (<c>Pms:WriteBacks:Retention</c>), answers of the PMS (<c>Pms:Reads:LongestStale</c>). The audit log holds no person and is kept.
/// </summary>
public sealed record RetentionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Pms:Retention";

    /// <summary>How long after departure a stay still says whose it was, and how long an unchanged profile without a later stay is kept. Default 1,095 days.</summary>
    public TimeSpan Stays { get; init; } = TimeSpan.FromDays(1095);

    /// <summary>How long a record that could not be read is kept after it was last seen. Default 90 days.</summary>
    public TimeSpan Quarantine { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How often is looked for what has been kept long enough. Default 6 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Reads the section.</summary>
    /// <exception cref="StartupConfigurationException">A period is shorter than a day (the interval: a second), or longer than a hundred years.</exception>
    public static RetentionOptions Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        RetentionOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<RetentionOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new RetentionOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartupConfigurationException($"{Section} cannot be read: {exception.Message}");
        }

        (string Name, TimeSpan Value, TimeSpan Least)[] periods =
        [
            (nameof(Stays), options.Stays, TimeSpan.FromDays(1)),
            (nameof(Quarantine), options.Quarantine, TimeSpan.FromDays(1)),
            (nameof(Interval), options.Interval, TimeSpan.FromSeconds(1)),
        ];
        var problems = periods.Where(period => period.Value < period.Least || period.Value > TimeSpan.FromDays(36_500))
            .Select(period => $"{Section}:{period.Name} is {period.Value}. Use {period.Least} to 36500 days.").ToList();
        return problems.Count == 0 ? options : throw new StartupConfigurationException(problems);
    }
}
