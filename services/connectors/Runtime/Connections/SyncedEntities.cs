using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>
/// Which entities of a connection are synced. What is off is neither scheduled nor read, and is left out where it comes along with something else: with
/// guests off no profile leaves the connector, while a booking keeps its own summary of whom to reach.
/// </summary>
internal sealed class SyncedEntities
{
    /// <summary>The member of a connection's configuration.</summary>
    public const string Setting = "Entities";

    private readonly HashSet<EntityKind> _off;

    private SyncedEntities(IEnumerable<EntityKind> off) => _off = [.. off];

    /// <summary>Everything the vendor has.</summary>
    public static SyncedEntities All { get; } = new([]);

    /// <summary>The names of what is on, for people.</summary>
    public string Words => string.Join(", ", SyncEntities.Names.Where(known => Has(known.Entity)).Select(known => known.Name));

    /// <summary>Reads the names of a connection; null names all.</summary>
    /// <param name="names">As configured.</param>
    /// <param name="connector">The vendor's, which knows what it lists.</param>
    /// <param name="vendor">The vendor's name, for the message.</param>
    /// <exception cref="InvalidOperationException">A name is none, or names what the vendor does not list.</exception>
    public static SyncedEntities Of(IReadOnlyList<string>? names, IPmsConnector connector, string vendor)
    {
        if (names is null)
            return All;

        var offered = string.Join(", ", SyncEntities.Names.Where(known => Offers(connector, known.Entity)).Select(known => known.Name));
        if (names.Count == 0)
            throw new InvalidOperationException($"{Setting} is empty; leave it out to sync all of {offered}.");

        var on = new HashSet<EntityKind>();
        foreach (var name in names)
        {
            var known = SyncEntities.Names.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
            if (known.Name is null)
                throw new InvalidOperationException($"{Setting} has '{name}', which is no entity; {vendor} offers {offered}.");
            if (!Offers(connector, known.Entity))
                throw new InvalidOperationException($"{Setting} has '{name}', which {vendor} does not list; it offers {offered}.");
            on.Add(known.Entity);
        }

        return new SyncedEntities(SyncEntities.Names.Select(known => known.Entity).Where(kind => !on.Contains(kind)));
    }

    /// <summary>Whether a kind is synced.</summary>
    public bool Has(EntityKind entity) => !_off.Contains(entity);

    /// <summary>Why nothing is done with a kind that is off.</summary>
    public string Refusal(EntityKind entity) =>
        $"{SyncEntities.NameOf(entity)} are not synced on this connection: its setting {Setting} names {Words} only";

    /// <summary>The records whose kind is on, of those that could not be mapped too: they hold the same data.</summary>
    public MappedRecords Keep(MappedRecords records) => _off.Count == 0
        ? records
        : records with
        {
            Bookings = Has(EntityKind.Booking) ? records.Bookings : [],
            Guests = Has(EntityKind.Guest) ? records.Guests : [],
            Rooms = Has(EntityKind.Room) ? records.Rooms : [],
            Availability = Has(EntityKind.Availability) ? records.Availability : [],
            Maintenance = Has(EntityKind.Maintenance) ? records.Maintenance : [],
            HousekeepingTasks = Has(EntityKind.HousekeepingTask) ? records.HousekeepingTasks : [],
            Unmapped = [.. records.Unmapped.Where(record => Has(record.Entity))],
        };

    /// <summary>Guests come with bookings also where the vendor has no list of them.</summary>
    private static bool Offers(IPmsConnector connector, EntityKind entity) =>
        SyncEntities.Lists(connector, entity) || (entity is EntityKind.Guest && connector is IReadsBookings);
}
