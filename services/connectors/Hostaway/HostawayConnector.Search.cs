using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>
/// Guests are searched in reservations (https://api.hostaway.com/documentation#retrieve-a-reservations-list, <c>guestEmail</c> and <c>match</c>); there is
/// no search by phone. A balance is a field of the reservation.
/// </summary>
public sealed partial class HostawayConnector : ISearchesGuests, IReadsBalances
{
    /// <summary>Whoever searches a person wants no more reservations.</summary>
    private const int MostSearchPages = 10;

    /// <inheritdoc />
    public async Task<VendorPage> SearchGuestsAsync(GuestSearch search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        var filter = search switch
        {
            { Email: { } email } => $"&guestEmail={Uri.EscapeDataString(email)}",
            { Name: { } name } => $"&match={Uri.EscapeDataString(name)}",
            _ => throw new VendorException(VendorErrorKind.Unsupported, "reservations", "it finds guests by e-mail or name, not by phone alone"),
        };

        var page = new PageBuilder(_hotel);
        HostawayPayload.AddGuests(page, page.Read(EntityKind.Guest, await ReadAllAsync(filter, cancellationToken), HostawayJson.Default.ReservationWire, "id"));
        var found = page.Build();
        return found with { Guests = [.. found.Guests.Where(search.Fits)] };
    }

    /// <inheritdoc />
    public async Task<Money?> ReadBalanceAsync(string bookingExternalId, CancellationToken cancellationToken)
    {
        if (await FindAsync(bookingExternalId, cancellationToken) is not { } record)
            return null;

        var page = new PageBuilder(_hotel);
        HostawayPayload.AddBookings(page, page.Read(EntityKind.Booking, [record], HostawayJson.Default.ReservationWire, "id"), _hotel, AccountFacts.None);
        var found = page.Build();
        if (found.Bookings is not [var booking])
            throw new VendorException(VendorErrorKind.Malformed, "reservations/{id}", $"the reservation cannot be mapped: {found.Unmapped[0].Path} {found.Unmapped[0].Reason}");
        return booking.Balance ?? throw new VendorException(
            VendorErrorKind.Unsupported,
            "reservations/{id}",
            booking.Status == BookingStatus.Blocked ? "an owner's stay has no price" : "it tells no balance of this reservation");
    }

    private async Task<ReadOnlyMemory<byte>?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await _api.FindReservationAsync(id, cancellationToken)).Records is [var record] ? record : null;
        }
        catch (VendorException error) when (error.Kind == VendorErrorKind.NotFound)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAllAsync(string filter, CancellationToken cancellationToken)
    {
        var all = new List<ReadOnlyMemory<byte>>();
        string? after = null;
        for (var pages = 0; pages < MostSearchPages; pages++)
        {
            var list = await _api.ListReservationsAsync(filter, HostawayApi.LargestPage, after, cancellationToken);
            all.AddRange(list.Records);
            var last = list.Records.Select(ReservationRow.Of).LastOrDefault(row => row.Id is not null).Id;
            if (list.Records.Count < list.PageSize || last is null || string.Equals(last, after, StringComparison.Ordinal))
                return all;
            after = last;
        }

        throw new VendorException(VendorErrorKind.Unsupported, "reservations", $"more than {MostSearchPages * HostawayApi.LargestPage} reservations fit; say more");
    }
}
