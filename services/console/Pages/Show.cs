using System.Globalization;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.Contracts.Verifications;

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

    public static bool Ended(SyncRunView run) => run.State is SyncRunState.Completed or SyncRunState.Failed;

    /// <summary>For the bar; without a value it says that something goes on, and nobody knows how far.</summary>
    public static string? Share(SyncProgress? progress) => progress?.Percent?.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>How far a run is and how long it may take yet, in words: the bar alone says nothing to those who cannot see it.</summary>
    public static string Outlook(SyncProgress? progress, DateTimeOffset now)
    {
        var parts = new List<string>();
        if (progress?.Percent is { } percent)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %"));
        if (progress is { ReadFrom: { } from, ReadUntil: { } until })
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"arrivals {from:yyyy-MM-dd} to {until:yyyy-MM-dd}"));
        parts.Add(progress?.EstimatedEnd is { } end && end > now ? $"about {Span(end - now)} left" : "time left unknown");
        return string.Join(", ", parts);
    }

    /// <summary>How a comparison with the PMS came out, and how old it is.</summary>
    public static string Compared(VerificationResult result, DateTimeOffset now)
    {
        var age = result.CheckedAt is { } at ? $", {Span(now - at)} ago" : "";
        return result.State is VerificationState.Completed
            ? $"{Count(result.Equal)} of {Count(result.Total)} equal{(result.Differing == 0 ? "" : $", {Count(result.Differing)} differ")}{age}"
            : $"could not be compared{age}: {result.Reason}";
    }

    public static string Tone(SyncRunView run) => run switch
    {
        { State: SyncRunState.Failed } => "bad",
        { State: SyncRunState.Completed, Counts.Failed: > 0 } => "warn",
        { State: SyncRunState.Completed } => "good",
        _ => "busy",
    };
}
