namespace PmsPlatform.VendorSandbox.Properties;

/// <summary>What a property's vendor believes the time to be: right, or running from the day its world was made for, and skewed when told so.</summary>
internal sealed class VendorClock
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _ahead;

    public VendorClock(TimeProvider time, TimeZoneInfo zone, DateOnly? today)
    {
        _time = time;
        var now = time.GetUtcNow();
        AsOf = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
        if (today is not { } day)
            return;
        var noon = day.ToDateTime(new TimeOnly(12, 0));
        AsOf = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(noon, zone), TimeSpan.Zero);
        _ahead = AsOf - now;
    }

    /// <summary>The instant the world was made for.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>What is added to the vendor's clock because a fault says so.</summary>
    public Func<TimeSpan> Skew { get; init; } = () => TimeSpan.Zero;

    public DateTimeOffset Now => _time.GetUtcNow() + _ahead + Skew();
}
