using Quartz;

namespace PmsPlatform.ServiceDefaults;

/// <summary>A schedule as operators write it: five cron fields (minute, hour, day of month, month, day of week) in the hotel's time.</summary>
public sealed class HotelCron
{
    private readonly CronExpression _cron;

    private HotelCron(CronExpression cron) => _cron = cron;

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">The five fields.</param>
    /// <param name="zone">The hotel's time zone.</param>
    /// <exception cref="FormatException">It is none; the message says what is wrong, without the expression.</exception>
    public static HotelCron Parse(string expression, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(zone);

        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
            throw new FormatException("It needs five fields: minute, hour, day of month, month, day of week.");

        // The library wants seconds in front and exactly one of the two day fields open.
        if (string.Equals(fields[4], "*", StringComparison.Ordinal))
            fields[4] = "?";
        else if (string.Equals(fields[2], "*", StringComparison.Ordinal))
            fields[2] = "?";

        return new HotelCron(new CronExpression($"0 {string.Join(' ', fields)}", zone));
    }

    /// <summary>The next time after an instant, UTC. Null when it never comes again.</summary>
    public DateTimeOffset? After(DateTimeOffset instant) => _cron.GetNextValidTimeAfter(instant);

    /// <summary>The next times after an instant; fewer when there are no more.</summary>
    public IReadOnlyList<DateTimeOffset> Next(DateTimeOffset instant, int count)
    {
        List<DateTimeOffset> times = [];
        for (var after = After(instant); after is { } next && times.Count < count; after = After(next))
            times.Add(next);
        return times;
    }
}
