using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Mews;

/// <summary>
/// The reads of the Mews Connector API that we use. Every operation is a POST with the credentials in its body
/// (https://mews-systems.gitbook.io/connector-api/guidelines/requests).
/// </summary>
internal sealed class MewsApi(VendorHttp http, Secret clientToken, Secret accessToken)
{
    /// <summary>Most records of a page, and most ids of a filter.</summary>
    public const int Most = 1000;

    private const int FewestRecords = 50;

    private const string Client = "PmsPlatform 0.1";

    /// <summary>Largest page by operation, where Mews found a full one too heavy.</summary>
    private readonly ConcurrentDictionary<string, int> _bearable = new(StringComparer.Ordinal);

    /// <summary>One page of reservations; the undated operation is an older one with other names.</summary>
    public Task<MewsPage> ReservationsAsync(MewsQuery query, CancellationToken cancellationToken) =>
        PageAsync("reservations/getAll", "Reservations", query, cancellationToken, version: "/2023-06-06");

    /// <summary>All reservations of the query.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> AllReservationsAsync(MewsQuery query, CancellationToken cancellationToken) =>
        AllAsync(page => ReservationsAsync(query with { Limitation = page }, cancellationToken), "reservations/getAll");

    /// <summary>One page of customers. Needs at least one filter.</summary>
    public Task<MewsPage> CustomersAsync(MewsQuery query, CancellationToken cancellationToken) =>
        PageAsync(
            "customers/getAll",
            "Customers",
            query with { Extent = new MewsExtent { Customers = true, Addresses = false }, ActivityStates = ["Active", "Deleted"] },
            cancellationToken);

    /// <summary>The customers with these ids, merged and deleted ones among them.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> CustomersAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ByIdsAsync(
            "customers/getAll",
            ids,
            (some, page) => CustomersAsync(new MewsQuery { CustomerIds = some, Limitation = page }, cancellationToken),
            oneEach: true);

    /// <summary>Who stays with whom, newest first.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> CompanionshipsAsync(IReadOnlyCollection<string> reservationIds, CancellationToken cancellationToken)
    {
        var query = new MewsQuery { Extent = new MewsExtent { Reservations = false, ReservationGroups = false, Customers = false } };
        return ByIdsAsync(
            "companionships/getAll",
            reservationIds,
            (some, page) => PageAsync(
                "companionships/getAll", "Companionships", query with { ReservationIds = some, Limitation = page }, cancellationToken));
    }

    /// <summary>What is charged on these reservations, without what was cancelled.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> OrderItemsAsync(IReadOnlyCollection<string> reservationIds, CancellationToken cancellationToken)
    {
        var query = new MewsQuery { AccountingStates = ["Open", "Closed", "Inactive"] };
        return ByIdsAsync(
            "orderItems/getAll",
            reservationIds,
            (some, page) => PageAsync("orderItems/getAll", "OrderItems", query with { ServiceOrderIds = some, Limitation = page }, cancellationToken));
    }

    /// <summary>The companies with these ids.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> CompaniesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ByIdsAsync(
            "companies/getAll",
            ids,
            (some, page) => PageAsync("companies/getAll", "Companies", new MewsQuery { Ids = some, Limitation = page }, cancellationToken),
            oneEach: true);

    /// <summary>One page of rooms, beds and other things that are sold; closed ones too, for old bookings name them.</summary>
    public Task<MewsPage> ResourcesAsync(MewsLimitation page, CancellationToken cancellationToken)
    {
        var query = new MewsQuery { Extent = new MewsExtent { Resources = true, Inactive = true }, Limitation = page };
        return PageAsync("resources/getAll", "Resources", query, cancellationToken);
    }

    /// <summary>All of them.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> AllResourcesAsync(CancellationToken cancellationToken) =>
        AllAsync(page => ResourcesAsync(page, cancellationToken), "resources/getAll");

    /// <summary>Everything that can be booked or ordered at the property.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ServicesAsync(CancellationToken cancellationToken) =>
        AllAsync(page => PageAsync("services/getAll", "Services", new MewsQuery { Limitation = page }, cancellationToken), "services/getAll");

    /// <summary>The categories of these services.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ResourceCategoriesAsync(IReadOnlyCollection<string> serviceIds, CancellationToken cancellationToken) =>
        ByIdsAsync(
            "resourceCategories/getAll",
            serviceIds,
            (some, page) => PageAsync(
                "resourceCategories/getAll", "ResourceCategories", new MewsQuery { ServiceIds = some, Limitation = page }, cancellationToken));

    /// <summary>Which resource belongs to which of these categories.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> CategoryAssignmentsAsync(IReadOnlyCollection<string> categoryIds, CancellationToken cancellationToken) =>
        ByIdsAsync(
            "resourceCategoryAssignments/getAll",
            categoryIds,
            (some, page) => PageAsync(
                "resourceCategoryAssignments/getAll",
                "ResourceCategoryAssignments",
                new MewsQuery { ResourceCategoryIds = some, Limitation = page },
                cancellationToken));

    /// <summary>Who counts as adult and who as child in these services.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> AgeCategoriesAsync(IReadOnlyCollection<string> serviceIds, CancellationToken cancellationToken) =>
        ByIdsAsync(
            "ageCategories/getAll",
            serviceIds,
            (some, page) => PageAsync("ageCategories/getAll", "AgeCategories", new MewsQuery { ServiceIds = some, Limitation = page }, cancellationToken));

    /// <summary>The property behind the access token.</summary>
    public async Task<MewsEnterprise> EnterpriseAsync(CancellationToken cancellationToken)
    {
        var response = await SendAsync("configuration/get", "", new MewsQuery(), cancellationToken);
        try
        {
            if (JsonSerializer.Deserialize(response.Body.Span, MewsJson.Default.MewsConfiguration)?.Enterprise is { } enterprise)
                return enterprise;
        }
        catch (JsonException error)
        {
            throw new VendorException(VendorErrorKind.Malformed, "configuration/get", "the answer is not the documented JSON", error);
        }

        throw new VendorException(VendorErrorKind.Malformed, "configuration/get", "the answer has no 'Enterprise'");
    }

    /// <summary>Reads slices that are only joined to others: one of the wrong shape is passed over.</summary>
    public static IEnumerable<T> Readable<T>(IEnumerable<ReadOnlyMemory<byte>> records, JsonTypeInfo<T> type)
        where T : class
    {
        foreach (var record in records)
        {
            T? value;
            try
            {
                value = JsonSerializer.Deserialize(record.Span, type);
            }
            catch (JsonException)
            {
                continue;
            }

            if (value is not null)
                yield return value;
        }
    }

    /// <summary>Reads by id, as many ids a call as Mews takes. Where each id stands for one record, a page for all of them is the only one.</summary>
    private static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ByIdsAsync(
        string operation, IReadOnlyCollection<string> ids, Func<IReadOnlyList<string>, MewsLimitation, Task<MewsPage>> read, bool oneEach = false)
    {
        var all = new List<ReadOnlyMemory<byte>>();
        foreach (var some in ids.Chunk(Most))
            all.AddRange(await AllAsync(page => read(some, page), operation, oneEach ? some.Length : int.MaxValue));
        return all;
    }

    private static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> AllAsync(
        Func<MewsLimitation, Task<MewsPage>> read, string operation, int enough = int.MaxValue)
    {
        var page = await read(new MewsLimitation(Most));
        if (page.Cursor is null || page.Asked >= enough)
            return page.Records;

        var all = new List<ReadOnlyMemory<byte>>(page.Records);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (page.Cursor is { } cursor)
        {
            if (!seen.Add(cursor))
                throw Repeated(operation);
            page = await read(new MewsLimitation(Most, cursor));
            all.AddRange(page.Records);
        }

        return all;
    }

    private async Task<MewsPage> PageAsync(
        string operation, string property, MewsQuery query, CancellationToken cancellationToken, string version = "")
    {
        var cursor = query.Limitation!.Cursor;
        var count = Math.Min(query.Limitation.Count, _bearable.GetValueOrDefault(operation, Most));
        while (true)
        {
            try
            {
                var response = await SendAsync(operation, version, query with { Limitation = new MewsLimitation(count, cursor) }, cancellationToken);
                return PageOf(response.List(property), count, cursor, operation);
            }
            catch (VendorException error) when (error.Status == HttpStatusCode.RequestTimeout && count > FewestRecords)
            {
                // What Mews asks for when a page is too heavy to prepare: a smaller one, also from now on.
                count = _bearable[operation] = count / 2;
            }
        }
    }

    private static MewsPage PageOf(JsonList list, int count, string? cursor, string operation)
    {
        // The cursor names the last record, so only an empty page has none; a short page is the last one too and saves that call.
        var next = list.Records.Count < count ? null : list.Scalar("Cursor");
        return next is null || !string.Equals(next, cursor, StringComparison.Ordinal) ? new MewsPage(list.Records, next, count) : throw Repeated(operation);
    }

    private Task<VendorResponse> SendAsync(string operation, string version, MewsQuery query, CancellationToken cancellationToken)
    {
        var body = query with { ClientToken = clientToken.Reveal(), AccessToken = accessToken.Reveal(), Client = Client };
        var request = new VendorRequest
        {
            Method = HttpMethod.Post,
            Path = $"api/connector/v1/{operation}{version}",
            Operation = operation,
            Body = JsonSerializer.SerializeToUtf8Bytes(body, MewsJson.Default.MewsQuery),
        };
        return http.SendAsync(request, cancellationToken);
    }

    private static VendorException Repeated(string operation) =>
        new(VendorErrorKind.Malformed, operation, "the answer repeats a cursor, so its pages would never end");
}

/// <summary>One page.</summary>
/// <param name="Records">The records as they came.</param>
/// <param name="Cursor">Where the next page begins; null after the last.</param>
/// <param name="Asked">How many records were asked for.</param>
internal sealed record MewsPage(IReadOnlyList<ReadOnlyMemory<byte>> Records, string? Cursor, int Asked);
