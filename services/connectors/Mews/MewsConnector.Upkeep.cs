using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Availability, maintenance, tasks.</summary>
public sealed partial class MewsConnector : IReadsAvailability, IReadsMaintenance, IReadsHousekeepingTasks
{
    public Task<VendorPage> ReadAvailabilityAsync(Feed feed, string? cursor, CancellationToken cancellationToken) =>
        _availability.ReadAsync(feed, cursor, cancellationToken);

    public async Task<VendorPage> ReadMaintenanceAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var assigned = await _reference.AssignmentsAsync(cancellationToken);
        var resources = await _reference.ResourcesAsync(cancellationToken);
        var span = (MewsSpan.SinceOf(feed) ?? _historyFrom) is { } since ? MewsSpan.Updates(since, feed.StartedAt) : null;
        var at = MewsCursor.Find(cursor) ?? new MewsCursor(span?.Start, null);
        var query = new MewsQuery { Limitation = Limitation(feed, at) };
        var page = await _api.ResourceBlocksAsync(span?.Filter(query, at.Window ?? span.Start) ?? query, cancellationToken);

        var builder = new PageBuilder(_hotel);
        foreach (var block in builder.Read(EntityKind.Maintenance, page.Records, MewsUpkeepJson.Default.MewsResourceBlock, "Id"))
        {
            var resource = resources.GetValueOrDefault(block.Value.AssignedResourceId ?? "");
            if (MewsUpkeepMapping.IsMaintenance(block.Value) && (resource is null || assigned.ContainsKey(resource.Id!)))
                builder.AddMaintenance(block, value => MewsUpkeepMapping.Maintenance(value, resource, _hotel), block.Value.Id);
        }

        return builder.Build(at.Advance(page.Cursor, span)?.ToString());
    }

    /// <summary>
    /// Tasks have no time of change: changed are those created or closed since, and of the others those that are due about now are read again, because
    /// staff put off and reword what is before them.
    /// </summary>
    public async Task<VendorPage> ReadHousekeepingTasksAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var since = MewsSpan.SinceOf(feed);
        var created = MewsSpan.Updates(since ?? _historyFrom ?? await OpenedAtAsync(cancellationToken), feed.StartedAt) with { Clock = MewsClock.Created };
        MewsSpan[] spans = since is null
            ? [created]
            : [created, created with { Clock = MewsClock.Closed }, new(MewsClock.Deadline, feed.StartedAt.AddDays(-7), feed.StartedAt.AddDays(80))];
        var (place, at) = TaskPlace(cursor, spans);
        var page = await _api.TasksAsync(spans[place].Filter(new MewsQuery { Limitation = Limitation(feed, at) }, at.Window ?? spans[place].Start), cancellationToken);

        var builder = new PageBuilder(_hotel);
        foreach (var task in builder.Read(EntityKind.HousekeepingTask, page.Records, MewsUpkeepJson.Default.MewsTask, "Id"))
            builder.AddHousekeepingTask(task, MewsUpkeepMapping.Task, task.Value.Id);
        var next = at.Advance(page.Cursor, spans[place]);
        if (next is null && ++place < spans.Length)
            next = new MewsCursor(spans[place].Start, null);
        return builder.Build(next is null ? null : string.Create(CultureInfo.InvariantCulture, $"{place}:{next}"));
    }

    /// <summary>Which span a read is in, and where within it; the beginning for what is no cursor of ours.</summary>
    private static (int Place, MewsCursor At) TaskPlace(string? cursor, MewsSpan[] spans) =>
        cursor?.Split(':', 2) is [var place, var rest]
        && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var found) && found < spans.Length && MewsCursor.Find(rest) is { } at
            ? (found, at)
            : (0, new MewsCursor(spans[0].Start, null));
}
