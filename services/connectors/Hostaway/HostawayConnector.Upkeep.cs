using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>Nights and tasks. Why a listing is blocked Hostaway does not tell, so there is no maintenance.</summary>
public sealed partial class HostawayConnector : IReadsAvailability, IReadsHousekeepingTasks
{
    /// <summary>Each takes a call; a page is what is read again after a crash.</summary>
    private const int CalendarsOfPage = 10;

    /// <inheritdoc />
    public async Task<VendorPage> ReadAvailabilityAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(feed);
        if (feed is not { From: { } from, Until: { } until })
            throw new ArgumentException("A feed of availability needs its first and its last night.", nameof(feed));

        var listings = await _reference.ListingsAsync(cancellationToken);
        var rest = listings.Keys.Order(StringComparer.Ordinal).Where(id => string.CompareOrdinal(id, cursor) > 0).ToList();

        var page = new PageBuilder(_hotel);
        foreach (var id in rest.Take(CalendarsOfPage))
            HostawayNights.Add(page, await _api.ListCalendarAsync(id, from, until, cancellationToken), new CalendarListing(id, listings[id].Title, listings[id].Currency));
        return page.Build(rest.Count > CalendarsOfPage ? rest[CalendarsOfPage - 1] : null);
    }

    /// <inheritdoc />
    public async Task<VendorPage> ReadHousekeepingTasksAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var (offset, firstBefore) = HostawayRooms.Parse(cursor);
        var list = await _api.ListTasksAsync(offset, Math.Clamp(feed.Limit ?? HostawayApi.LargestPage, 1, HostawayApi.LargestPage), cancellationToken);
        var page = new PageBuilder(_hotel);
        var tasks = page.Read(EntityKind.HousekeepingTask, list.Records, HostawayUpkeepJson.Default.TaskWire, "id");
        var first = tasks.Count > 0 ? tasks[0].Value.Id : null;
        if (first is not null && string.Equals(first, firstBefore, StringComparison.Ordinal))
            throw new VendorException(VendorErrorKind.Malformed, "tasks", "the vendor gave the same page twice, paging would never end");

        foreach (var task in tasks)
        {
            var room = await _reference.RoomOfAsync(Tidy.Text(task.Value.ListingMapId), cancellationToken);
            page.AddHousekeepingTask(task, wire => HostawayTasks.Task(wire, room), task.Value.Id);
        }

        var read = offset + list.Records.Count;
        return page.Build(HostawayApi.IsEnd(list, read) ? null : string.Create(CultureInfo.InvariantCulture, $"{read}|{first}"), list.Count);
    }
}
