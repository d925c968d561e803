using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Mews;

/// <summary>
/// The reads of the Mews Connector API that we use. Every operation is a POST with the credentials in its body; filters take 1000 ids, pages hold 1000
/// records (https://mews-systems.gitbook.io/connector-api/guidelines/requests, /guidelines/pagination).
/// </summary>
internal sealed partial class MewsApi(VendorHttp http, Secret clientToken, Secret accessToken)
{
    /// <summary>Most records of a page, and most ids of a filter.</summary>
    public const int Most = 1000;

    private const int FewestRecords = 50;
    private const string Client = "PmsPlatform 0.1";

    // The undated reservations/getAll is an older operation with other names.
    private static readonly Operation Reservations = new("reservations/getAll", "Reservations", Version: "/2023-06-06");
    private static readonly Operation Customers = new("customers/getAll", "Customers", OneEach: true);
    private static readonly Operation Companionships = new("companionships/getAll", "Companionships");
    private static readonly Operation OrderItems = new("orderItems/getAll", "OrderItems");
    private static readonly Operation Payments = new("payments/getAll", "Payments");
    private static readonly Operation Companies = new("companies/getAll", "Companies", OneEach: true);
    private static readonly Operation Resources = new("resources/getAll", "Resources");
    private static readonly Operation Services = new("services/getAll", "Services");
    private static readonly Operation ResourceCategories = new("resourceCategories/getAll", "ResourceCategories");
    private static readonly Operation CategoryAssignments = new("resourceCategoryAssignments/getAll", "ResourceCategoryAssignments");
    private static readonly Operation AgeCategories = new("ageCategories/getAll", "AgeCategories");
    private static readonly Operation Configuration = new("configuration/get", "Enterprise");

    // Closed resources too, for old bookings name them.
    private static readonly MewsQuery WithInactive = new() { Extent = new MewsExtent { Resources = true, Inactive = true } };

    /// <summary>Largest page by operation, where Mews found a full one too heavy.</summary>
    private readonly ConcurrentDictionary<string, int> _bearable = new(StringComparer.Ordinal);

    /// <summary>One page of reservations.</summary>
    public Task<MewsPage> ReservationsAsync(MewsQuery query, CancellationToken cancellationToken) => PageAsync(Reservations, query, cancellationToken);

    /// <summary>All reservations of the query.</summary>
    public Task<MewsPage> AllReservationsAsync(MewsQuery query, CancellationToken cancellationToken) => AllAsync(Reservations, query, cancellationToken);

    /// <summary>One page of customers, merged and deleted ones among them. Needs at least one filter.</summary>
    public Task<MewsPage> CustomersAsync(MewsQuery query, CancellationToken cancellationToken) => PageAsync(Customers, OfCustomers(query), cancellationToken);

    /// <summary>The customers with these ids.</summary>
    public Task<MewsPage> CustomersAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ByIdsAsync(Customers, ids, some => OfCustomers(new MewsQuery { CustomerIds = some }), cancellationToken);

    /// <summary>Who stays in these reservations.</summary>
    public Task<MewsPage> CompanionshipsAsync(IReadOnlyCollection<string> reservationIds, CancellationToken cancellationToken)
    {
        var nothingElse = new MewsExtent { Reservations = false, ReservationGroups = false, Customers = false };
        return ByIdsAsync(Companionships, reservationIds, some => new MewsQuery { ReservationIds = some, Extent = nothingElse }, cancellationToken);
    }

    /// <summary>What is charged on these reservations, without what was cancelled.</summary>
    public Task<MewsPage> OrderItemsAsync(IReadOnlyCollection<string> reservationIds, CancellationToken cancellationToken) =>
        ByIdsAsync(
            OrderItems, reservationIds, some => new MewsQuery { ServiceOrderIds = some, AccountingStates = ["Open", "Closed", "Inactive"] }, cancellationToken);

    /// <summary>What was paid on these reservations and is not on a closed bill yet. Amounts are negative.</summary>
    public Task<MewsPage> OpenPaymentsAsync(IReadOnlyCollection<string> reservationIds, CancellationToken cancellationToken) =>
        ByIdsAsync(
            Payments, reservationIds, some => new MewsQuery { ReservationIds = some, States = ["Charged"], AccountingStates = ["Open"] }, cancellationToken);

    /// <summary>The companies with these ids.</summary>
    public Task<MewsPage> CompaniesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ByIdsAsync(Companies, ids, some => new MewsQuery { Ids = some }, cancellationToken);

    /// <summary>One page of rooms, beds and other things that are sold.</summary>
    public Task<MewsPage> ResourcesAsync(MewsLimitation page, CancellationToken cancellationToken) =>
        PageAsync(Resources, WithInactive with { Limitation = page }, cancellationToken);

    /// <summary>All of them.</summary>
    public Task<MewsPage> AllResourcesAsync(CancellationToken cancellationToken) => AllAsync(Resources, WithInactive, cancellationToken);

    /// <summary>Everything that can be booked or ordered at the property.</summary>
    public Task<MewsPage> ServicesAsync(CancellationToken cancellationToken) => AllAsync(Services, new MewsQuery(), cancellationToken);

    /// <summary>The categories of these services.</summary>
    public Task<MewsPage> ResourceCategoriesAsync(IReadOnlyCollection<string> serviceIds, CancellationToken cancellationToken) =>
        ByIdsAsync(ResourceCategories, serviceIds, some => new MewsQuery { ServiceIds = some }, cancellationToken);

    /// <summary>Which resource belongs to which of these categories.</summary>
    public Task<MewsPage> CategoryAssignmentsAsync(IReadOnlyCollection<string> categoryIds, CancellationToken cancellationToken) =>
        ByIdsAsync(CategoryAssignments, categoryIds, some => new MewsQuery { ResourceCategoryIds = some }, cancellationToken);

    /// <summary>Who counts as adult and who as child in these services.</summary>
    public Task<MewsPage> AgeCategoriesAsync(IReadOnlyCollection<string> serviceIds, CancellationToken cancellationToken) =>
        ByIdsAsync(AgeCategories, serviceIds, some => new MewsQuery { ServiceIds = some }, cancellationToken);

    /// <summary>The property behind the access token.</summary>
    public async Task<MewsEnterprise> EnterpriseAsync(CancellationToken cancellationToken)
    {
        var response = await SendAsync(Configuration, new MewsQuery(), cancellationToken);
        return response.List(Configuration.List).Records.Readable(MewsJson.Default.MewsEnterprise).FirstOrDefault()
            ?? throw new VendorException(VendorErrorKind.Malformed, Configuration.Name, "the answer is not the documented JSON");
    }

    private static MewsQuery OfCustomers(MewsQuery query) =>
        query with { Extent = new MewsExtent { Customers = true, Addresses = false }, ActivityStates = ["Active", "Deleted"] };

    /// <summary>Reads by id, as many ids a call as Mews takes. Where each id stands for one record, a page for all of them is the only one.</summary>
    private async Task<MewsPage> ByIdsAsync(
        Operation operation, IReadOnlyCollection<string> ids, Func<IReadOnlyList<string>, MewsQuery> query, CancellationToken cancellationToken)
    {
        var all = new List<ReadOnlyMemory<byte>>();
        foreach (var some in ids.Chunk(Most))
            all.AddRange((await AllAsync(operation, query(some), cancellationToken, enough: operation.OneEach ? some.Length : int.MaxValue)).Records);
        return new MewsPage(all, null, Most);
    }

    private async Task<MewsPage> AllAsync(Operation operation, MewsQuery query, CancellationToken cancellationToken, int enough = int.MaxValue)
    {
        var page = await PageAsync(operation, query with { Limitation = new MewsLimitation(Most) }, cancellationToken);
        if (page.Cursor is null || page.Asked >= enough)
            return page;

        var all = new List<ReadOnlyMemory<byte>>(page.Records);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (page.Cursor is { } cursor)
        {
            if (!seen.Add(cursor))
                throw Repeated(operation);
            page = await PageAsync(operation, query with { Limitation = new MewsLimitation(Most, cursor) }, cancellationToken);
            all.AddRange(page.Records);
        }

        return page with { Records = all };
    }

    private async Task<MewsPage> PageAsync(Operation operation, MewsQuery query, CancellationToken cancellationToken)
    {
        var cursor = query.Limitation!.Cursor;
        var count = Math.Min(query.Limitation.Count, _bearable.GetValueOrDefault(operation.Name, Most));
        while (true)
        {
            try
            {
                var response = await SendAsync(operation, query with { Limitation = new MewsLimitation(count, cursor) }, cancellationToken);
                return PageOf(response.List(operation.List), count, cursor, operation);
            }
            catch (VendorException error) when (error.Status == HttpStatusCode.RequestTimeout && count > FewestRecords)
            {
                // What Mews asks for when a page is too heavy to prepare: a smaller one, also from now on.
                count = _bearable[operation.Name] = count / 2;
            }
        }
    }

    private static MewsPage PageOf(JsonList list, int count, string? cursor, Operation operation)
    {
        // The cursor names the last record, so only an empty page has none; a short page is the last one too and saves that call.
        var next = list.Records.Count < count ? null : list.Scalar("Cursor");
        return next is null || !string.Equals(next, cursor, StringComparison.Ordinal) ? new MewsPage(list.Records, next, count) : throw Repeated(operation);
    }

    private Task<VendorResponse> SendAsync(Operation operation, MewsQuery query, CancellationToken cancellationToken)
    {
        var body = query with { ClientToken = clientToken.Reveal(), AccessToken = accessToken.Reveal(), Client = Client };
        var request = new VendorRequest
        {
            Method = HttpMethod.Post,
            Path = $"api/connector/v1/{operation.Name}{operation.Version}",
            Operation = operation.Name,
            Body = JsonSerializer.SerializeToUtf8Bytes(body, MewsJson.Default.MewsQuery),
        };
        return http.SendAsync(request, cancellationToken);
    }

    private static VendorException Repeated(Operation operation) =>
        new(VendorErrorKind.Malformed, operation.Name, "the answer repeats a cursor, so its pages would never end");

    /// <summary>An operation, the list in its answer, and whether an id asked for stands for at most one record.</summary>
    private sealed record Operation(string Name, string List, string Version = "", bool OneEach = false);
}

/// <summary>One page, or several in one.</summary>
/// <param name="Records">The records as they came.</param>
/// <param name="Cursor">Where the next page begins; null after the last.</param>
/// <param name="Asked">How many records were asked for.</param>
internal sealed record MewsPage(IReadOnlyList<ReadOnlyMemory<byte>> Records, string? Cursor, int Asked);
