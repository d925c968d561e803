using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Mews;

/// <summary>The reads of availability, prices, blocks and tasks.</summary>
internal sealed partial class MewsApi
{
    private static readonly Operation ResourceBlocks = new("resourceBlocks/getAll", "ResourceBlocks");
    private static readonly Operation Tasks = new("tasks/getAll", "Tasks");
    private static readonly Operation Rates = new("rates/getAll", "Rates");

    // The undated operation says what can be sold, the dated one only what that is made of.
    private static readonly Operation Availability = new("services/getAvailability", "CategoryAvailabilities");
    private static readonly Operation AvailabilityMetrics = new("services/getAvailability", "ResourceCategoryAvailabilities", Version: "/2024-01-22");
    private static readonly Operation Pricing = new("rates/getPricing", "CategoryPrices");

    /// <summary>One page of resource blocks, deleted ones among them. https://mews-systems.gitbook.io/connector-api/operations/resourceblocks</summary>
    public Task<MewsPage> ResourceBlocksAsync(MewsQuery query, CancellationToken cancellationToken) =>
        PageAsync(ResourceBlocks, query with { ActivityStates = ["Active", "Deleted"] }, cancellationToken);

    /// <summary>One page of tasks. https://mews-systems.gitbook.io/connector-api/operations/tasks#get-all-tasks</summary>
    public Task<MewsPage> TasksAsync(MewsQuery query, CancellationToken cancellationToken) => PageAsync(Tasks, query, cancellationToken);

    /// <summary>The rates of these services that are not deleted. https://mews-systems.gitbook.io/connector-api/operations/rates#get-all-rates</summary>
    public Task<MewsPage> RatesAsync(IReadOnlyCollection<string> serviceIds, CancellationToken cancellationToken) => ByIdsAsync(
        Rates,
        serviceIds,
        some => new MewsQuery { ServiceIds = some, ActivityStates = ["Active"], Extent = new MewsExtent { Rates = true, AvailabilityBlockAssignments = false } },
        cancellationToken);

    /// <summary>What can be sold of each category. https://mews-systems.gitbook.io/connector-api/operations/services#get-service-availability</summary>
    /// <param name="units">The service, and the starts of its first and last time unit; at most 367 days.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<ReadOnlyMemory<byte>> AvailabilityAsync(MewsQuery units, CancellationToken cancellationToken) =>
        BodyOf(await SendAsync(Availability, units, cancellationToken), Availability);

    /// <summary>How many units each category has. https://mews-systems.gitbook.io/connector-api/operations/services#get-service-availability-ver-2024-01-22</summary>
    public async Task<ReadOnlyMemory<byte>> AvailabilityMetricsAsync(MewsQuery units, CancellationToken cancellationToken) =>
        BodyOf(await SendAsync(AvailabilityMetrics, units with { Metrics = ["ActiveResources"] }, cancellationToken), AvailabilityMetrics);

    /// <summary>The prices of one rate. https://mews-systems.gitbook.io/connector-api/operations/rates#get-rate-pricing</summary>
    public async Task<ReadOnlyMemory<byte>> PricingAsync(string rateId, MewsQuery units, CancellationToken cancellationToken) =>
        BodyOf(await SendAsync(Pricing, units with { ServiceId = null, RateId = rateId }, cancellationToken), Pricing);

    /// <summary>The body, once it is known to hold what was asked for.</summary>
    private static ReadOnlyMemory<byte> BodyOf(VendorResponse response, Operation operation)
    {
        _ = response.List(operation.List);
        return response.Body;
    }
}
