using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>The vendor gives bookings by id.</summary>
public interface IFindsBookings
{
    /// <summary>Reads bookings with their guests, in as few calls as the vendor allows. What it does not have is left out. The page has no next one.</summary>
    /// <param name="externalIds">At most 1000, each once.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Http.VendorException">They could not be read.</exception>
    Task<VendorPage> FindBookingsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken);
}

/// <summary>The vendor gives guests by id.</summary>
public interface IFindsGuests
{
    /// <summary>Reads guests. Parameters and errors as for bookings.</summary>
    Task<VendorPage> FindGuestsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken);
}

/// <summary>The vendor gives rooms by id.</summary>
public interface IFindsRooms
{
    /// <summary>Reads rooms. Parameters and errors as for bookings.</summary>
    Task<VendorPage> FindRoomsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken);
}

/// <summary>The vendor searches its guests.</summary>
public interface ISearchesGuests
{
    /// <summary>Reads guests that fit. What the vendor cannot search by is filtered afterwards; it never answers with guests that do not fit.</summary>
    /// <exception cref="Http.VendorException">They could not be read; Unsupported when the vendor can search by nothing of what is given.</exception>
    Task<VendorPage> SearchGuestsAsync(GuestSearch search, CancellationToken cancellationToken);
}

/// <summary>Whom to look for; at least one member is given and all that are given must fit.</summary>
public sealed record GuestSearch
{
    /// <summary>Beginning of a first, last or full name, without regard to case and accents.</summary>
    public string? Name { get; init; }

    /// <summary>The whole address, without regard to case.</summary>
    public string? Email { get; init; }

    /// <summary>A number in E.164.</summary>
    public string? Phone { get; init; }
}

/// <summary>The vendor tells what is owed on a booking.</summary>
public interface IReadsBalances
{
    /// <summary>What is still to be paid; negative when too much was paid. Null when the vendor has no such booking.</summary>
    /// <exception cref="Http.VendorException">It could not be read.</exception>
    Task<Money?> ReadBalanceAsync(string bookingExternalId, CancellationToken cancellationToken);
}
