using PmsPlatform.Connections.Vendors;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Guidance;

/// <summary>A vendor as whoever connects it needs to know it.</summary>
internal sealed record VendorView
{
    /// <summary>The vendor's slug: what <c>pmsType</c> and <c>provider</c> take.</summary>
    public required string PmsType { get; init; }

    public required string Name { get; init; }

    /// <summary>The fields of the form, in order.</summary>
    public required IReadOnlyList<VendorSetting> CredentialFields { get; init; }

    /// <summary>Which field is the property's id at the vendor, where an account has several.</summary>
    public string? PropertyField { get; init; }

    /// <summary>The vendor's production address.</summary>
    public required Uri Endpoint { get; init; }

    public required Uri Documentation { get; init; }

    public required IReadOnlyList<string> Requirements { get; init; }

    public required IReadOnlyList<VendorLimit> RateLimits { get; init; }

    /// <summary>As in <c>reads-bookings</c>, <c>receives-webhooks</c>, <c>writes-note</c>.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>Feeds that can be scheduled, with their usual rhythm.</summary>
    public required IReadOnlyList<VendorFeed> Feeds { get; init; }

    public required IReadOnlyList<VendorTrouble> CommonProblems { get; init; }

    public required IReadOnlyList<string> SetUpSteps { get; init; }

    public required IReadOnlyList<string> NextSteps { get; init; }
}

/// <summary>How a connection fails, and what helps.</summary>
internal sealed record VendorTrouble(ConnectionFault Fault, string Problem, IReadOnlyList<string> Fixes);

/// <summary><c>GET /api/pms/vendors</c>: every vendor whose connector has run here, with all that a form and its help need.</summary>
internal static class Vendors
{
    public static void MapVendors(this IEndpointRouteBuilder app) => app.MapGroup("/api/pms/vendors").RequireCaller()
        .OpenTo("Everybody who is known: it is about vendors and no hotel.")
        .MapGet("", ListAsync).WithName("ListVendors").WithSummary("The vendors that can be connected: fields, requirements, limits, help.");

    private static async Task<IReadOnlyList<VendorView>> ListAsync(VendorCatalogue vendors, CancellationToken cancellationToken) =>
        [.. (await vendors.AllAsync(cancellationToken)).Select(Of)];

    private static VendorView Of(VendorReport vendor) => new()
    {
        PmsType = vendor.Slug,
        Name = vendor.Name,
        CredentialFields = vendor.Settings,
        PropertyField = vendor.PropertySetting,
        Endpoint = vendor.DefaultEndpoint,
        Documentation = vendor.Documentation,
        Requirements = vendor.Guide.Requirements,
        RateLimits = vendor.Limits,
        Capabilities = vendor.Capabilities,
        Feeds = vendor.Feeds,
        CommonProblems = [.. Enum.GetValues<ConnectionFault>().Select(fault => new VendorTrouble(fault, Advice.MessageOf(fault, vendor), Advice.StepsFor(fault, vendor)))],
        SetUpSteps = vendor.Guide.SetUp,
        NextSteps = vendor.Guide.NextSteps,
    };
}
