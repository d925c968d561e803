using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Resources to rooms (https://mews-systems.gitbook.io/connector-api/operations/resources#resource).</summary>
internal static class MewsRoomMapping
{
    /// <summary>Mews keeps cleaning and service in one state; here they part. Keep equal to the table in README.md.</summary>
    internal static readonly IReadOnlyDictionary<string, (HousekeepingStatus Housekeeping, RoomService Service)> States =
        new Dictionary<string, (HousekeepingStatus, RoomService)>(StringComparer.Ordinal)
        {
            ["Dirty"] = (HousekeepingStatus.Dirty, RoomService.InService),
            ["Clean"] = (HousekeepingStatus.Clean, RoomService.InService),
            ["Inspected"] = (HousekeepingStatus.Inspected, RoomService.InService),
            ["OutOfService"] = (HousekeepingStatus.Unknown, RoomService.OutOfService),
            ["OutOfOrder"] = (HousekeepingStatus.Unknown, RoomService.OutOfOrder),
        };

    /// <summary>Whether the resource is a room: not a bed within one, not a thing or a person, not closed for good.</summary>
    public static bool IsRoom(MewsResource resource) =>
        Tidy.Text(resource.ParentResourceId) is null && resource.Data?.Discriminator is null or "Space" && resource.IsActive != false;

    /// <summary>Rooms with somebody checked in, and rooms of whose beds one is taken.</summary>
    public static HashSet<string> Occupied(IEnumerable<MewsReservation> inHouse, IEnumerable<MewsResource> resources)
    {
        var taken = inHouse.Where(reservation => reservation.State == "Started")
            .Select(reservation => reservation.AssignedResourceId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        taken.UnionWith(resources.Where(resource => taken.Contains(resource.Id ?? "")).Select(resource => resource.ParentResourceId).OfType<string>().ToList());
        return taken;
    }

    /// <param name="resource">A resource that is a room.</param>
    /// <param name="category">Its category; null when it was not read.</param>
    /// <param name="isOccupied">Whether a guest is checked in; null when it was not read.</param>
    public static Room Room(MewsResource resource, MewsResourceCategory? category, bool? isOccupied)
    {
        var state = Tidy.Text(resource.State);
        var (housekeeping, service) = States.GetValueOrDefault(state ?? "", (HousekeepingStatus.Unknown, RoomService.Unknown));
        return new Room
        {
            ExternalId = Require.Text(resource.Id, "$.Id"),
            Number = Require.Text(resource.Name, "$.Name"),
            Type = MewsCatalogue.NameOf(category),
            Floor = Tidy.Text(resource.Data?.Value?.FloorNumber),
            Occupancy = isOccupied switch { true => RoomOccupancy.Occupied, false => RoomOccupancy.Vacant, null => null },
            Housekeeping = housekeeping,
            Service = service,
            VendorStatus = state,
            Capacity = Tidy.Persons(category?.Capacity),
            ModifiedAt = UtcInstant.Find(resource.UpdatedUtc),
            Extensions = ExtraFields.Of(("LocationNotes", resource.Data?.Value?.LocationNotes)),
        };
    }
}
