using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mock;

/// <summary>Records by id, a hundred a call; guests by e-mail, phone or the beginning of a name; balances.</summary>
public sealed partial class MockConnector : IFindsBookings, IFindsGuests, IFindsRooms, ISearchesGuests, IReadsBalances
{
    /// <summary>Whoever searches a person wants no more.</summary>
    private const int MostSearchPages = 10;

    /// <inheritdoc />
    public Task<VendorPage> FindBookingsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken) => FindAsync(EntityKind.Booking, "bookings", externalIds, cancellationToken);

    /// <inheritdoc />
    public Task<VendorPage> FindGuestsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken) => FindAsync(EntityKind.Guest, "guests", externalIds, cancellationToken);

    /// <inheritdoc />
    public Task<VendorPage> FindRoomsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken) => FindAsync(EntityKind.Room, "rooms", externalIds, cancellationToken);

    /// <inheritdoc />
    public async Task<VendorPage> SearchGuestsAsync(GuestSearch search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);

        // The vendor compares names with their accents: a name alone is compared here, without them.
        var filter = search switch
        {
            { Email: { } email } => $"&email={Uri.EscapeDataString(email)}",
            { Phone: { } phone } => $"&phone={Uri.EscapeDataString(phone)}",
            _ => "",
        };
        var page = new PageBuilder(_hotel);
        string? cursor = null;
        for (var pages = 0; pages < MostSearchPages; pages++)
        {
            var list = await _api.ListAsync("guests", filter, MockApi.LargestPage, cursor, cancellationToken);
            MockPayload.AddGuests(page, list.Records);
            if ((cursor = list.Next) is null)
            {
                var found = page.Build();
                return found with { Guests = [.. found.Guests.Where(search.Fits)] };
            }
        }

        throw new VendorException(VendorErrorKind.Unsupported, "guests", $"more than {MostSearchPages * MockApi.LargestPage} guests are to be looked through; say more");
    }

    /// <inheritdoc />
    public async Task<Money?> ReadBalanceAsync(string bookingExternalId, CancellationToken cancellationToken)
    {
        var found = await FindBookingsAsync([bookingExternalId], cancellationToken);
        if (found.Unmapped is [var broken, ..])
            throw new VendorException(VendorErrorKind.Malformed, "bookings", $"the booking cannot be mapped: {broken.Path} {broken.Reason}");
        return found.Bookings is not [var booking] ? null
            : booking.Balance ?? throw new VendorException(VendorErrorKind.Unsupported, "bookings", "the booking has no price");
    }

    private async Task<VendorPage> FindAsync(EntityKind entity, string list, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var page = new PageBuilder(_hotel);
        MockPayload.Add(page, entity, await _api.FindAsync(list, ids, cancellationToken), _hotel);
        return page.Build();
    }
}
