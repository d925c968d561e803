using System.Globalization;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Console.Pages;

/// <summary>How values are written for people.</summary>
internal static class Show
{
    public static string At(DateTimeOffset? instant) =>
        instant is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "never";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Took(SyncRunView run, DateTimeOffset now) =>
        run.StartedAt is { } started ? Span((run.EndedAt ?? now) - started) : "";

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "under 1 s",
        { TotalMinutes: < 2 } => $"{(int)span.TotalSeconds} s",
        { TotalHours: < 2 } => $"{(int)span.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} days",
    };

    public static string Entities(EntityKind entity) => entity switch
    {
        EntityKind.Booking => "bookings",
        EntityKind.Guest => "guests",
        EntityKind.Room => "rooms",
        EntityKind.Availability => "availability",
        EntityKind.Maintenance => "maintenance",
        _ => "housekeeping-tasks",
    };

    /// <summary>Progress of a run: of how many where the vendor tells, else how many.</summary>
    public static string Progress(SyncCounts counts) => counts.Total is { } total and > 0
        ? $"{Count(counts.Processed)} of {Count(Math.Max(total, counts.Processed))}"
        : Count(counts.Processed);

    public static string Tone(SyncRunView run) => run switch
    {
        { State: SyncRunState.Failed } => "bad",
        { State: SyncRunState.Completed, Counts.Failed: > 0 } => "warn",
        { State: SyncRunState.Completed } => "good",
        _ => "busy",
    };
}
