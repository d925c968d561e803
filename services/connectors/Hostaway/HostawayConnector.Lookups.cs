using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>Records by id. The vendor gives one reservation a call, keeps no guests, and lists all listings in one page or few.</summary>
public sealed partial class HostawayConnector : IFindsBookings, IFindsGuests, IFindsRooms
{
    private const string OfReservation = "reservation:";

    /// <inheritdoc />
    public async Task<VendorPage> FindBookingsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(externalIds);
        var page = new PageBuilder(_hotel);
        var reservations = page.Read(EntityKind.Booking, await FindAllAsync(externalIds, cancellationToken), HostawayJson.Default.ReservationWire, "id");
        var account = await _reference.FactsForAsync([.. reservations.Select(record => record.Value)], cancellationToken);
        HostawayPayload.AddBookings(page, reservations, _hotel, account);
        return page.Build();
    }

    /// <summary>
    /// Guests that are known by a reservation, or by their account at the booking website, which reservations can be listed by. An account at a portal
    /// (<c>guestExternalAccountId</c>) cannot be asked for.
    /// </summary>
    public async Task<VendorPage> FindGuestsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(externalIds);
        var records = new List<ReadOnlyMemory<byte>>();
        foreach (var id in externalIds)
        {
            if (id.StartsWith(OfReservation, StringComparison.Ordinal))
                records.AddRange(await FindAllAsync([id[OfReservation.Length..]], cancellationToken));
            else
                records.AddRange((await _api.ListReservationsAsync($"&customerUserId={Uri.EscapeDataString(id)}", HostawayApi.LargestPage, afterId: null, cancellationToken)).Records);
        }

        var wanted = externalIds.ToHashSet(StringComparer.Ordinal);
        var page = new PageBuilder(_hotel);
        HostawayPayload.AddGuests(page, page.Read(EntityKind.Guest, records, HostawayJson.Default.ReservationWire, "id"));
        var found = page.Build();
        var guests = found.Guests.Where(guest => wanted.Contains(guest.ExternalId)).ToList();
        var missing = externalIds.Where(id => !id.StartsWith(OfReservation, StringComparison.Ordinal)).Except(guests.Select(guest => guest.ExternalId), StringComparer.Ordinal);
        return guests.Count == 0 && missing.Any()
            ? throw new VendorException(VendorErrorKind.Unsupported, "reservations", "it cannot be asked for a guest by an account at a portal")
            : found with { Guests = guests };
    }

    /// <inheritdoc />
    public async Task<VendorPage> FindRoomsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(externalIds);
        var wanted = externalIds.ToHashSet(StringComparer.Ordinal);
        var feed = new Feed { Mode = SyncMode.Full, StartedAt = _time.GetUtcNow() };
        var found = new VendorPage();
        string? cursor = null;
        do
        {
            var page = await _rooms.ReadAsync(feed, cursor, cancellationToken);
            found = found with
            {
                Rooms = [.. found.Rooms, .. page.Rooms.Where(room => wanted.Contains(room.ExternalId))],
                Unmapped = [.. found.Unmapped, .. page.Unmapped.Where(record => record.ExternalId is { } id && wanted.Contains(id))],
            };
            cursor = page.NextCursor;
        }
        while (cursor is not null && found.Rooms.Count + found.Unmapped.Count < wanted.Count);

        return found;
    }

    private async Task<List<ReadOnlyMemory<byte>>> FindAllAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        foreach (var id in ids)
        {
            if (await FindAsync(id, cancellationToken) is { } record)
                records.Add(record);
        }

        return records;
    }
}
