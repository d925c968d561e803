using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Records by id, up to 1000 a call, with the same joins as the feeds.</summary>
public sealed partial class MewsConnector : IFindsBookings, IFindsGuests, IFindsRooms
{
    public async Task<VendorPage> FindBookingsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(externalIds);
        if (externalIds.Count == 0)
            return new VendorPage();

        // Orders of other services have ids of the same kind; they are no bookings.
        var stay = await _reference.StayAsync(cancellationToken);
        var found = await _api.AllReservationsAsync(new MewsQuery { ServiceIds = stay.ServiceIds, ReservationIds = externalIds }, cancellationToken);
        var builder = new PageBuilder(_hotel);
        var reservations = builder.Read(EntityKind.Booking, found.Records, MewsJson.Default.MewsReservation, "Id");
        var joins = await JoinAsync([.. reservations.Select(record => record.Value)], builder, cancellationToken);
        foreach (var reservation in reservations)
            builder.AddBooking(reservation, value => MewsMapping.Booking(value, joins, _hotel), reservation.Value.Id);
        return builder.Build();
    }

    public async Task<VendorPage> FindGuestsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(externalIds);
        var builder = new PageBuilder(_hotel);
        AddGuests(builder, (await _api.CustomersAsync(externalIds, cancellationToken)).Records);
        return builder.Build();
    }

    /// <summary>All resources are one call, as some would be, and who is in them is another.</summary>
    public async Task<VendorPage> FindRoomsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(externalIds);
        var wanted = externalIds.ToHashSet(StringComparer.Ordinal);
        var stay = await _reference.StayAsync(cancellationToken);
        var assigned = await _reference.AssignmentsAsync(cancellationToken);
        var all = (await _api.AllResourcesAsync(cancellationToken)).Records;
        var resources = MewsCatalogue.ResourcesOf(all);
        _reference.Keep(resources);

        var builder = new PageBuilder(_hotel);
        var rooms = builder.Read(EntityKind.Room, [.. all.Where(record => IsOneOf(record, wanted))], MewsJson.Default.MewsResource, "Id")
            .Where(record => MewsRoomMapping.IsRoom(record.Value) && assigned.ContainsKey(record.Value.Id!))
            .ToList();
        var occupied = rooms.Count > 0 ? await OccupiedAsync(resources.Values, _time.GetUtcNow(), cancellationToken) : [];
        foreach (var room in rooms)
        {
            var category = stay.Categories.GetValueOrDefault(assigned[room.Value.Id!]);
            builder.AddRoom(room, value => MewsRoomMapping.Room(value, category, occupied.Contains(value.Id!)), room.Value.Id);
        }

        return builder.Build();
    }

    private static bool IsOneOf(ReadOnlyMemory<byte> record, HashSet<string> ids) =>
        new[] { record }.Readable(MewsJson.Default.MewsResource).FirstOrDefault()?.Id is { } id && ids.Contains(id);
}
