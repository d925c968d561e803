using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Connections.Links;
using PmsPlatform.Connections.Vendors;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Guidance;

/// <summary>What is to be tried. Secrets in it are passed on to the vendor's connector and kept nowhere.</summary>
internal sealed record TestConnectionRequest
{
    /// <summary>The vendor's slug.</summary>
    public string? PmsType { get; init; }

    /// <summary>For vendors with a single credential: that one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Settings by the vendor's names.</summary>
    public Dictionary<string, string?>? Credentials { get; init; }

    /// <summary>The version of the vendor's API, for vendors that have a setting of that name.</summary>
    public string? Version { get; init; }

    /// <summary>Overrides the vendor's production address.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The hotel, whose zone and currency are compared where the vendor tells its own; null when the caller has one only.</summary>
    public string? HotelId { get; init; }

    /// <summary>Says nothing: a record prints its members, and these are secrets.</summary>
    public override string ToString() => "***";
}

/// <summary>How it went.</summary>
internal sealed record TestConnectionAnswer
{
    public required bool Success { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    public required TestConnectionDetails Details { get; init; }

    /// <summary>What went wrong, without secrets; empty when it works.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>What to do about it, most likely cause first; when it works, what to do next.</summary>
    public required IReadOnlyList<string> Suggestions { get; init; }

    /// <summary>What a language model adds when it does not work; null when none is configured or it had nothing to say in time.</summary>
    public ModelAdvice? Advice { get; init; }
}

/// <summary>What happened.</summary>
/// <param name="PmsType">The vendor's slug.</param>
/// <param name="Endpoint">Where the vendor was called.</param>
/// <param name="Fault">Why it does not work, for programs; null when it does.</param>
/// <param name="Operation">The vendor's operation that was called last.</param>
/// <param name="Status">The vendor's HTTP status; null when there was no answer.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record TestConnectionDetails(string PmsType, string Endpoint, ConnectionFault? Fault, string? Operation, int? Status, long Milliseconds);

/// <summary><c>POST /api/admin/pms/test-connection</c>: calls the vendor with what was entered, before anything is stored.</summary>
internal static partial class TestConnection
{
    public static void MapTestConnection(this IEndpointRouteBuilder app) => app.MapGroup("/api/admin/pms").RequirePermission(Permission.ManageConnections)
        .MapPost("/test-connection", TryAsync).WithName("TestConnection").WithSummary("Calls the PMS with credentials that are not stored.");

    private static async Task<Results<Ok<TestConnectionAnswer>, ProblemHttpResult>> TryAsync(
        TestConnectionRequest body, HttpContext http, RegistryContext registry, VendorCatalogue vendors, EndpointRules endpoints, ConnectorCalls connectors,
        Adviser adviser, AuditLog audit, TimeProvider time, ILogger<TestConnectionRequest> logger, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        if (await Configuration.HotelAsync(body.HotelId, http, registry, cancellationToken) is not { } hotel)
            return body.HotelId is null ? Problem.Invalid("$.hotelId", "is missing; the caller has several hotels, or none.") : Problem.NotFound("hotel");
        if (string.IsNullOrEmpty(body.PmsType) || await vendors.FindAsync(body.PmsType, cancellationToken) is not { } vendor)
            return await Configuration.UnknownVendorAsync("$.pmsType", vendors, cancellationToken);

        var (values, problem) = ValuesOf(body, vendor);
        var draft = new LinkDraft { Hotel = hotel, Vendor = vendor, Values = values, Endpoint = body.Endpoint };
        if ((problem ?? DraftCheck.ProblemOf(draft, endpoints) ?? DraftCheck.ProblemOfMissing(values, vendor)) is { } refused)
            return refused;

        var trial = new ConnectionTrial
        {
            TimeZone = hotel.TimeZone,
            Currency = hotel.Currency,
            Endpoint = string.IsNullOrEmpty(body.Endpoint) ? null : new Uri(body.Endpoint),
            Settings = values.Where(value => !string.IsNullOrEmpty(value.Value)).ToDictionary(value => value.Key, value => value.Value!, StringComparer.OrdinalIgnoreCase),
        };
        if (await connectors.TryAsync(vendor.Slug, trial, cancellationToken) is not { } result)
            return Problem.Unavailable($"the connector of {vendor.Name}", TimeSpan.FromSeconds(5));

        await audit.WriteAsync(
            http.Audit(time, "connection.tested", $"vendor {vendor.Slug}", hotel.HotelId) with
            {
                OrganizationId = hotel.OrganizationId,
                Outcome = result.Fault is null ? AuditOutcome.Succeeded : AuditOutcome.Failed,
                Changes = FaultOf(result),
            },
            cancellationToken);
        Log.Tried(logger, http.Caller().Subject, vendor.Slug, hotel.HotelId, result.Fault?.ToString() ?? "works", http.CorrelationId());
        var advice = await adviser.AskAsync(trial, result, vendor, ConnectorCalls.Patience - time.GetElapsedTime(began), cancellationToken);
        return TypedResults.Ok(AnswerOf(result, trial, vendor) with { Advice = advice });
    }

    private static Dictionary<string, AuditChange> FaultOf(ConnectionTrialResult result) => result.Fault is { } fault
        ? new(StringComparer.Ordinal) { ["fault"] = new(null, fault.ToString()) }
        : [];

    private static TestConnectionAnswer AnswerOf(ConnectionTrialResult result, ConnectionTrial trial, VendorReport vendor) => new()
    {
        Success = result.Fault is null,
        Message = result.Fault is { } fault ? Advice.MessageOf(fault, vendor) : $"{vendor.Name} answers and knows the credentials.",
        Details = new(vendor.Slug, (trial.Endpoint ?? vendor.DefaultEndpoint).ToString(), result.Fault, result.Operation, result.Status, result.Milliseconds),
        Errors = result.Reason is { } reason ? [reason] : [],
        Suggestions = result.Fault is { } known ? Advice.StepsFor(known, vendor) : vendor.Guide.NextSteps,
    };

    private static (Dictionary<string, string?> Values, ProblemHttpResult? Problem) ValuesOf(TestConnectionRequest body, VendorReport vendor)
    {
        var values = new Dictionary<string, string?>(body.Credentials ?? [], StringComparer.OrdinalIgnoreCase);
        if (body.ApiKey is { } key)
        {
            if (DraftCheck.SingleCredentialOf(vendor) is not { } single)
                return (values, DraftCheck.NoSingleCredential(vendor));
            values[single.Name] = key;
        }

        if (body.Version is { } version)
        {
            if (vendor.Settings.FirstOrDefault(setting => string.Equals(setting.Name, "version", StringComparison.OrdinalIgnoreCase)) is not { } setting)
                return (values, Problem.Invalid("$.version", $"is not asked for: there is one version of {vendor.Name}'s API here."));
            values[setting.Name] = version;
        }

        return (values, null);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Caller} tried a connection with {Vendor} for {Hotel}: {Outcome} ({CorrelationId})")]
        public static partial void Tried(ILogger logger, string caller, string vendor, string hotel, string outcome, string correlationId);
    }
}
