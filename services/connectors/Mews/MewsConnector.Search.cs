using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>
/// Guests by whole address or whole names (https://mews-systems.gitbook.io/connector-api/operations/customers#get-all-customers: Mews compares nothing
/// less than a whole first or last name, and no phones), and balances.
/// </summary>
public sealed partial class MewsConnector : ISearchesGuests, IReadsBalances
{
    /// <summary>Whoever searches a person wants no more.</summary>
    private const int MostFound = 5 * MewsApi.Most;

    public async Task<VendorPage> SearchGuestsAsync(GuestSearch search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        var found = await Task.WhenAll(QueriesOf(search).Select(query => AllCustomersAsync(query, cancellationToken)));

        var builder = new PageBuilder(_hotel);
        AddGuests(builder, [.. found.SelectMany(records => records)]);
        var page = builder.Build();
        return page with { Guests = [.. page.Guests.Where(search.Fits).DistinctBy(guest => guest.ExternalId, StringComparer.Ordinal)] };
    }

    public async Task<Money?> ReadBalanceAsync(string bookingExternalId, CancellationToken cancellationToken)
    {
        string[] ids = [bookingExternalId];
        var items = _api.OrderItemsAsync(ids, cancellationToken);
        var payments = _api.OpenPaymentsAsync(ids, cancellationToken);
        await Task.WhenAll(items, payments);

        var (owed, paid) = ((await items).Records, (await payments).Records);
        if (owed.Count + paid.Count == 0 && !await ExistsAsync(bookingExternalId, cancellationToken))
            return null;
        try
        {
            return MewsBalance.Of(owed, paid, _hotel.Currency);
        }
        catch (MappingException error)
        {
            throw new VendorException(VendorErrorKind.Malformed, "orderItems/getAll", $"an amount cannot be counted: {error.Path} {error.Reason}", error);
        }
    }

    private async Task<bool> ExistsAsync(string reservationId, CancellationToken cancellationToken) =>
        (await _api.ReservationsAsync(new MewsQuery { ReservationIds = [reservationId], Limitation = new MewsLimitation(1) }, cancellationToken)).Records.Count > 0;

    /// <summary>What finds everybody who may fit.</summary>
    private static IEnumerable<MewsQuery> QueriesOf(GuestSearch search)
    {
        if (search.Email is { } email)
            return [new MewsQuery { Emails = [email] }];
        if (search.Name is not { } name)
            throw new VendorException(VendorErrorKind.Unsupported, "customers/getAll", "it finds guests by e-mail or whole name, not by phone alone");

        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var whole = string.Join(' ', words);
        var first = Enumerable.Range(1, words.Length - 1).Select(cut => string.Join(' ', words[..cut])).ToList();

        // The last name may be followed by a second one, which is a field of its own.
        var last = Enumerable.Range(1, words.Length - 1).SelectMany(cut => Enumerable.Range(cut + 1, words.Length - cut).Select(end => string.Join(' ', words[cut..end]))).ToList();
        return
        [
            new MewsQuery { LastNames = [whole, .. first] },
            new MewsQuery { FirstNames = [whole] },
            .. first.Count > 0 ? (MewsQuery[])[new MewsQuery { FirstNames = first, LastNames = [.. last.Distinct(StringComparer.Ordinal)] }] : [],
        ];
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> AllCustomersAsync(MewsQuery query, CancellationToken cancellationToken)
    {
        var all = new List<ReadOnlyMemory<byte>>();
        string? cursor = null;
        do
        {
            var page = await _api.CustomersAsync(query with { Limitation = new MewsLimitation(MewsApi.Most, cursor) }, cancellationToken);
            all.AddRange(page.Records);
            cursor = page.Cursor;
        }
        while (cursor is not null && all.Count < MostFound);
        return cursor is null ? all : throw new VendorException(VendorErrorKind.Unsupported, "customers/getAll", $"more than {MostFound} guests have this name; say more");
    }
}
