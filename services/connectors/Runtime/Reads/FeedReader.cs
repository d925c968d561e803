using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>Reads a feed as a whole, which a sync does page by page.</summary>
internal static class FeedReader
{
    private const int MostPages = 500;

    /// <summary>All pages, every record once.</summary>
    /// <exception cref="VendorException">Unsupported when the vendor has no such list, or more than <paramref name="most"/> records: a list is never cut silently.</exception>
    public static async Task<MappedRecords> ReadAllAsync(BoundConnection connection, EntityKind entity, Feed feed, int most, CancellationToken cancellationToken)
    {
        if (!connection.Reads(entity))
            throw new VendorException(VendorErrorKind.Unsupported, "read", $"{connection.Descriptor.Name} does not list {entity} records");

        var all = new MappedRecords();
        string? cursor = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await connection.ReadAsync(entity, feed, cursor, cancellationToken);
            all = pages == 0 && page.NextCursor is null ? page : Join(all, page);
            if (all.CountOf(entity) > most)
                throw new VendorException(VendorErrorKind.Unsupported, "read", $"the list has more than {most} records; sync them instead");
            if (page.NextCursor is null)
                return all;
            if (string.Equals(page.NextCursor, cursor, StringComparison.Ordinal))
                throw new VendorException(VendorErrorKind.Malformed, "read", "the vendor gave the same cursor twice, paging would never end");
            cursor = page.NextCursor;
        }

        throw new VendorException(VendorErrorKind.Malformed, "read", $"the vendor still has a next page after {MostPages}");
    }

    /// <summary>Both, a record that is in both once: pages are not transactions, and what moves while they are read appears twice.</summary>
    public static MappedRecords Join(MappedRecords one, MappedRecords other) => new()
    {
        Bookings = Once(one.Bookings, other.Bookings, booking => booking.ExternalId),
        Guests = Once(one.Guests, other.Guests, guest => guest.ExternalId),
        Rooms = Once(one.Rooms, other.Rooms, room => room.ExternalId),
        Availability = Once(one.Availability, other.Availability, night => night.ExternalId),
        Maintenance = Once(one.Maintenance, other.Maintenance, block => block.ExternalId),
        HousekeepingTasks = Once(one.HousekeepingTasks, other.HousekeepingTasks, task => task.ExternalId),
        IsList = true,
        Unmapped = [.. one.Unmapped, .. other.Unmapped],
    };

    private static IReadOnlyList<T> Once<T>(IReadOnlyList<T> one, IReadOnlyList<T> other, Func<T, string> id) =>
        one.Count == 0 ? other : [.. one.Concat(other).GroupBy(id, StringComparer.Ordinal).Select(group => group.Last())];
}
