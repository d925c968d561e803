using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>One page of a list.</summary>
/// <param name="Records">The records as they came.</param>
/// <param name="PageSize">Most records a page can hold: what was asked for, or less where the vendor says that it gives less.</param>
/// <param name="Count">Records of the whole list. Null when the vendor did not say.</param>
internal sealed record HostawayList(IReadOnlyList<ReadOnlyMemory<byte>> Records, int PageSize, long? Count);

/// <summary>The endpoints in use, https://api.hostaway.com/documentation.</summary>
internal sealed class HostawayApi
{
    /// <summary>The documented default; a greater maximum is not documented.</summary>
    public const int LargestPage = 100;

    private const int MostListingPages = 1_000;

    private readonly VendorHttp _http;
    private readonly VendorHttp _withoutToken;

    public HostawayApi(VendorHttp http, ConnectionSettings settings, TimeProvider time)
    {
        _withoutToken = http.Classifying(HostawayFailures.OfTokenRequest);
        _http = http.Classifying(HostawayFailures.Of).WithToken(cancellationToken => FetchTokenAsync(_withoutToken, settings, time, cancellationToken));
    }

    /// <summary>Calls with the account's token, for the endpoints that are not here.</summary>
    public VendorHttp Calls => _http;

    /// <summary>
    /// Reservations, newest change first, with units, custom fields, fees and balance.
    /// https://api.hostaway.com/documentation#retrieve-a-reservations-list
    /// </summary>
    /// <param name="filter">Further query parameters, each led by an ampersand.</param>
    /// <param name="limit">Most records wanted.</param>
    /// <param name="afterId">Id of the last reservation of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<HostawayList> ListReservationsAsync(string filter, int limit, string? afterId, CancellationToken cancellationToken)
    {
        var after = afterId is null ? "" : $"&afterId={Uri.EscapeDataString(afterId)}";
        return ListAsync("reservations", $"v1/reservations?limit={Text(limit)}&includeResources=1&includePayments=1{filter}{after}", limit, cancellationToken);
    }

    /// <summary>
    /// One reservation with all that lists show of it. https://api.hostaway.com/documentation#retrieve-a-reservation
    /// </summary>
    /// <exception cref="VendorException">NotFound when there is none.</exception>
    public Task<HostawayList> FindReservationAsync(string id, CancellationToken cancellationToken) =>
        ListAsync("reservations/{id}", $"v1/reservations/{Uri.EscapeDataString(id)}?includeResources=1&includePayments=1", 1, cancellationToken);

    /// <summary>Listings. https://api.hostaway.com/documentation#retrieve-a-listings-list</summary>
    public Task<HostawayList> ListListingsAsync(long offset, int limit, CancellationToken cancellationToken) =>
        ListAsync("listings", $"v1/listings?limit={Text(limit)}&offset={Text(offset)}&includeResources=1", limit, cancellationToken);

    /// <summary>
    /// Units of one listing, none for a listing that is one room.
    /// https://api.hostaway.com/documentation#retrieve-a-listingunits-list-for-the-listingmap
    /// </summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListUnitsAsync(string listingId, CancellationToken cancellationToken)
    {
        try
        {
            return (await ListAsync("listingUnits", $"v1/listingUnits/{Uri.EscapeDataString(listingId)}", LargestPage, cancellationToken)).Records;
        }
        catch (VendorException error) when (error.Kind == VendorErrorKind.NotFound)
        {
            return [];
        }
    }

    /// <summary>
    /// Days of one listing, both ends included; none for a listing that is gone. Without the reservations of each day, which hold guests.
    /// https://api.hostaway.com/documentation#retrieve-a-calendar
    /// </summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListCalendarAsync(string listingId, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var dates = string.Create(CultureInfo.InvariantCulture, $"startDate={from:yyyy-MM-dd}&endDate={until:yyyy-MM-dd}");
        try
        {
            return (await ListAsync("calendar", $"v1/listings/{Uri.EscapeDataString(listingId)}/calendar?{dates}&includeResources=0", LargestPage, cancellationToken)).Records;
        }
        catch (VendorException error) when (error.Kind == VendorErrorKind.NotFound)
        {
            return [];
        }
    }

    /// <summary>Tasks. https://api.hostaway.com/documentation#retrieve-tasks</summary>
    public Task<HostawayList> ListTasksAsync(long offset, int limit, CancellationToken cancellationToken) =>
        ListAsync("tasks", $"v1/tasks?limit={Text(limit)}&offset={Text(offset)}", limit, cancellationToken);

    /// <summary>Facts about all listings, for joining. Listings that cannot be read are left out: a read of rooms reports them.</summary>
    public async Task<IReadOnlyDictionary<string, ListingFacts>> ReadAllListingsAsync(CancellationToken cancellationToken)
    {
        var listings = new List<ListingWire>();
        long offset = 0;
        for (var pages = 0; pages < MostListingPages; pages++)
        {
            var list = await ListListingsAsync(offset, LargestPage, cancellationToken);
            listings.AddRange(list.Records.Select(record => TryRead(record, HostawayJson.Default.ListingWire)).OfType<ListingWire>());
            offset += list.Records.Count;
            if (IsEnd(list, offset))
                return ListingFacts.ById(listings);
        }

        throw new VendorException(VendorErrorKind.Malformed, "listings", $"the vendor still has listings after {MostListingPages} pages");
    }

    /// <summary>
    /// Takes the account's access token back, if it has one. The vendor wants the token in the address, where its traces and ours hide queries.
    /// https://api.hostaway.com/documentation#authentication
    /// </summary>
    public async Task RevokeTokenAsync(CancellationToken cancellationToken)
    {
        if (await _http.KeptTokenAsync(cancellationToken) is not { } token)
            return;

        var path = $"v1/accessTokens?token={Uri.EscapeDataString(token.Reveal())}";
        await _withoutToken.SendAsync(new VendorRequest { Method = HttpMethod.Delete, Path = path, Operation = "accessTokens/revoke", IsWrite = true }, cancellationToken);
    }

    /// <summary>Whether a list paged by offset is read to its end.</summary>
    public static bool IsEnd(HostawayList list, long read) =>
        list.Records.Count == 0 || (list.Count is { } count ? read >= count : list.Records.Count < list.PageSize);

    /// <summary>A record as wire type; null when it has another shape.</summary>
    public static T? TryRead<T>(ReadOnlyMemory<byte> record, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(record.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<HostawayList> ListAsync(string operation, string path, int limit, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(
            new VendorRequest { Method = HttpMethod.Get, Path = path, Operation = operation, Headers = [new("Cache-Control", "no-cache")] }, cancellationToken);
        var list = response.List("result");
        var given = HostawayValues.Whole(list.Scalar("limit"));
        var count = HostawayValues.Whole(list.Scalar("count"));
        return new HostawayList(list.Records, given is > 0 && given < limit ? given.Value : limit, count is >= 0 ? count : null);
    }

    /// <summary>https://api.hostaway.com/documentation#authentication</summary>
    private static async Task<VendorToken> FetchTokenAsync(VendorHttp http, ConnectionSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var form = $"grant_type=client_credentials&client_id={Uri.EscapeDataString(settings.Get("accountId"))}"
            + $"&client_secret={Uri.EscapeDataString(settings.GetSecret("clientSecret").Reveal())}&scope=general";
        var asked = time.GetUtcNow();
        var response = await http.SendAsync(
            new VendorRequest
            {
                Method = HttpMethod.Post,
                Path = "v1/accessTokens",
                Operation = "accessTokens",
                Body = Encoding.UTF8.GetBytes(form),
                ContentType = "application/x-www-form-urlencoded",
                Headers = [new("Cache-Control", "no-cache")],
            },
            cancellationToken);

        var token = TryRead(response.Body, HostawayJson.Default.AccessTokenWire);
        if (Tidy.Text(token?.AccessToken) is not { } value || HostawayValues.Whole(token!.ExpiresIn) is not (> 0 and var seconds))
            throw new VendorException(VendorErrorKind.Malformed, "accessTokens", "the answer has no access_token with expires_in") { Status = response.Status };

        // The documentation asks to wait a second before the first use; timers may fire a little early.
        return new VendorToken(new Secret(value), asked.AddSeconds(seconds), time.GetUtcNow().AddSeconds(1.25));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
