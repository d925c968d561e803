namespace PmsPlatform.Connectors.Runtime;

/// <summary>The vendor lists bookings.</summary>
public interface IReadsBookings
{
    /// <summary>
    /// Reads one page of bookings, with the guests the vendor embeds or that can be joined in whole pages. Fewest calls win: the largest page the
    /// vendor allows, no call per record.
    /// </summary>
    /// <param name="feed">Which bookings. Stays the same from the first to the last page, also across a restart.</param>
    /// <param name="cursor">Null for the first page, then <see cref="VendorPage.NextCursor"/> of the page before.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Http.VendorException">The page could not be read; the kind says what follows.</exception>
    Task<VendorPage> ReadBookingsAsync(Feed feed, string? cursor, CancellationToken cancellationToken);
}

/// <summary>The vendor lists guest profiles, or they can be drawn from its bookings.</summary>
public interface IReadsGuests
{
    /// <summary>Reads one page of guests. Parameters and errors as for bookings.</summary>
    Task<VendorPage> ReadGuestsAsync(Feed feed, string? cursor, CancellationToken cancellationToken);
}

/// <summary>
/// The vendor keeps no list of guests that is whole: they are drawn from its bookings. Such guests are not looked for when they are missing, for a guest
/// without a booking is no guest that was deleted.
/// </summary>
public interface IDrawsGuestsFromBookings
{
    /// <summary>False where it depends on the connection and this one has a list.</summary>
    bool DrawsGuestsFromBookings { get; }
}

/// <summary>The vendor tells what is free and at which price, by room type and night.</summary>
public interface IReadsAvailability
{
    /// <summary>
    /// Reads one page of nights. <see cref="Feed.From"/> and <see cref="Feed.Until"/> are always set and tell which nights are wanted, both included; no other
    /// member of the feed narrows the read, because vendors keep no time of change of a night. Errors as for bookings.
    /// </summary>
    Task<VendorPage> ReadAvailabilityAsync(Feed feed, string? cursor, CancellationToken cancellationToken);
}

/// <summary>The vendor lists when rooms are out of order or out of service, and why.</summary>
public interface IReadsMaintenance
{
    /// <summary>Reads one page of maintenance, lifted and deleted spans with it where the vendor still shows them. Parameters and errors as for bookings.</summary>
    Task<VendorPage> ReadMaintenanceAsync(Feed feed, string? cursor, CancellationToken cancellationToken);
}

/// <summary>The vendor lists tasks of the staff.</summary>
public interface IReadsHousekeepingTasks
{
    /// <summary>Reads one page of tasks. Parameters and errors as for bookings.</summary>
    Task<VendorPage> ReadHousekeepingTasksAsync(Feed feed, string? cursor, CancellationToken cancellationToken);
}

/// <summary>The vendor can take back what it granted.</summary>
public interface IRevokesAccess
{
    /// <summary>
    /// Takes back at the vendor what this connection was granted, such as its access token. Called once after the connection was switched off and its work has
    /// ended; a connection that is switched on again asks for access anew.
    /// </summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Http.VendorException">It could not be taken back.</exception>
    Task RevokeAccessAsync(CancellationToken cancellationToken);
}

/// <summary>The vendor lists rooms.</summary>
public interface IReadsRooms
{
    /// <summary>
    /// Reads one page of rooms with their status now. For <see cref="Contracts.Sync.SyncMode.RoomStatus"/> all rooms and whole ones as well, but what is joined
    /// to them may come from what was kept for an hour, or by an address of the vendor that costs less. Parameters and errors as for bookings.
    /// </summary>
    Task<VendorPage> ReadRoomsAsync(Feed feed, string? cursor, CancellationToken cancellationToken);
}
