using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Records that were named, fetched in as few calls as the vendor allows, and what became of each.</summary>
internal sealed class NamedFetch
{
    private const int MostTogether = 1000;

    private readonly List<VendorPage> _pages = [];
    private readonly HashSet<NamedRecord> _found = [];
    private readonly Dictionary<NamedRecord, string> _unmapped = [];
    private readonly Dictionary<NamedRecord, string> _refused = [];
    private readonly HashSet<EntityKind> _unsupported = [];

    private NamedFetch()
    {
    }

    /// <summary>What was read.</summary>
    public IReadOnlyList<VendorPage> Pages => _pages;

    /// <summary>How many ids were asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>Fetches each record once. Guests that came with their bookings are not asked for again.</summary>
    /// <exception cref="VendorException">The vendor does not answer now; what was fetched before is not kept.</exception>
    public static async Task<NamedFetch> FetchAsync(IPmsConnector connector, IReadOnlyCollection<NamedRecord> named, CancellationToken cancellationToken)
    {
        var fetch = new NamedFetch();
        await fetch.FetchAsync(EntityKind.Booking, named, connector is IFindsBookings bookings ? bookings.FindBookingsAsync : null, cancellationToken);
        await fetch.FetchAsync(EntityKind.Guest, named, connector is IFindsGuests guests ? guests.FindGuestsAsync : null, cancellationToken);
        await fetch.FetchAsync(EntityKind.Room, named, connector is IFindsRooms rooms ? rooms.FindRoomsAsync : null, cancellationToken);
        return fetch;
    }

    /// <summary>Whether the vendor gives records of a kind by id.</summary>
    public bool Supports(EntityKind entity) => !_unsupported.Contains(entity);

    /// <summary>Whether the vendor was asked for a record and does not have it. False while that cannot be told: it came but could not be mapped, or the id was refused.</summary>
    public bool IsGone(NamedRecord record) =>
        Supports(record.Entity) && !_found.Contains(record) && !_unmapped.ContainsKey(record) && !_refused.ContainsKey(record)
        && !_pages.SelectMany(page => page.Unmapped).Any(unmapped => unmapped.Entity == record.Entity && unmapped.ExternalId is null);

    /// <summary>How a delivery ends that named some of these records.</summary>
    public Verdict Judge(OpenedRow row)
    {
        foreach (var record in row.Reading.Named)
        {
            if (_refused.TryGetValue(record, out var reason))
                return new Verdict(row.Row.Id, InboxState.Failed, reason, 0);
        }

        foreach (var record in row.Reading.Named)
        {
            if (_unmapped.TryGetValue(record, out var reason))
                return new Verdict(row.Row.Id, InboxState.Quarantined, reason, 0);
        }

        if (row.Verdict.State == InboxState.Quarantined)
            return row.Verdict;
        if (row.Reading.Named.All(record => _unsupported.Contains(record.Entity)))
            return new Verdict(row.Row.Id, InboxState.Ignored, $"the vendor gives no {row.Reading.Named[0].Entity} by id; the next sync brings it", 0);

        var gone = row.Reading.Named.Where(record => !_found.Contains(record) && !_unsupported.Contains(record.Entity)).ToList();
        return new Verdict(row.Row.Id, InboxState.Processed, gone.Count == 0 ? null : $"{gone[0].Entity} {gone[0].ExternalId} is not at the vendor", 0);
    }

    private async Task FetchAsync(
        EntityKind entity,
        IReadOnlyCollection<NamedRecord> named,
        Func<IReadOnlyList<string>, CancellationToken, Task<VendorPage>>? find,
        CancellationToken cancellationToken)
    {
        var wanted = named.Where(record => record.Entity == entity && !_found.Contains(record)).Select(record => record.ExternalId).ToList();
        if (find is null && wanted.Count > 0)
            _unsupported.Add(entity);
        else if (find is not null)
        {
            foreach (var some in wanted.Chunk(MostTogether))
                await FetchSomeAsync(entity, some, find, cancellationToken);
        }
    }

    private async Task FetchSomeAsync(
        EntityKind entity, string[] ids, Func<IReadOnlyList<string>, CancellationToken, Task<VendorPage>> find, CancellationToken cancellationToken)
    {
        try
        {
            Asked += ids.Length;
            Keep(await find(ids, cancellationToken));
        }
        catch (VendorException error) when (error.Kind is VendorErrorKind.Unsupported)
        {
            _unsupported.Add(entity);
        }
        catch (VendorException error) when (error.Kind is VendorErrorKind.Rejected or VendorErrorKind.NotFound)
        {
            // One id that the vendor does not bear must not cost the others: the list is halved until it stands alone.
            if (ids.Length > 1)
            {
                await FetchSomeAsync(entity, ids[..(ids.Length / 2)], find, cancellationToken);
                await FetchSomeAsync(entity, ids[(ids.Length / 2)..], find, cancellationToken);
            }
            else if (error.Kind == VendorErrorKind.Rejected)
                _refused[new NamedRecord(entity, ids[0])] = error.Message;
        }
    }

    private void Keep(VendorPage page)
    {
        _pages.Add(page);
        _found.UnionWith(page.Bookings.Select(item => new NamedRecord(EntityKind.Booking, item.ExternalId)));
        _found.UnionWith(page.Guests.Select(item => new NamedRecord(EntityKind.Guest, item.ExternalId)));
        _found.UnionWith(page.Rooms.Select(item => new NamedRecord(EntityKind.Room, item.ExternalId)));
        foreach (var record in page.Unmapped)
        {
            if (record.ExternalId is { } id)
                _unmapped[new NamedRecord(record.Entity, id)] = $"{record.Path}: {record.Reason}";
        }
    }
}
