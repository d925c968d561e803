using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Connectors.Runtime.Audit;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Webhooks of a connector: taking them, working them off, looking at them.</summary>
internal static class InboxEndpoints
{
    private const string Vendors = "vendors, whom their connector proves in the vendor's own way";
    private const int MostListed = 500;
    private const int MostReplayed = 10_000;
    private const int UsualReplayed = 1_000;

    /// <summary>Adds everything between a delivery and what follows from it.</summary>
    public static void AddInbox<TConnector>(this IHostApplicationBuilder builder)
        where TConnector : IPmsConnector
    {
        builder.Services.AddSingleton(InboxOptions.Read(builder.Configuration));
        builder.Services.AddSingleton(WebhookVendor.Of<TConnector>());
        builder.Services.AddSingleton<WebhookDoors>();
        builder.Services.AddSingleton<DeliveryWriter>();
        builder.Services.AddSingleton<InboxStore>();
        builder.Services.AddSingleton<InboxSignals>();
        builder.Services.AddSingleton<InboxWork>();
        builder.Services.AddSingleton<InboxQueries>();
        builder.Services.AddSingleton<InboxProcessor>();
        builder.Services.AddSingleton<WebhookIngress>();
        builder.Services.AddHostedService<InboxService>();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, InboxJson.Default));
    }

    /// <summary>Maps the addresses that vendors call, by way of the gateway, and those of the inbox.</summary>
    public static void MapInbox(this IEndpointRouteBuilder app)
    {
        // No caller: the vendor proves itself in its own way. The application is asked for the ingress and not the request, which would make a scope for each.
        var limit = new BodyLimit();
        var services = app.ServiceProvider;
        app.MapPost("/webhooks/{token?}", (string? token, HttpContext http) =>
            services.GetRequiredService<WebhookIngress>().TakeAsync(http, token)).WithMetadata(limit).OpenTo(Vendors).WithName("TakeWebhook").WithSummary("A delivery in the vendor's form.");
        app.MapPost("/webhooks/neutral/bookings", (Delegate)((HttpContext http) =>
            services.GetRequiredService<WebhookIngress>().TakeNeutralAsync(http))).WithMetadata(limit).OpenTo(Vendors).WithName("TakeNeutralBooking").WithSummary("A booking in the vendor-neutral form.");

        var group = app.MapGroup("/inbox").RequireCaller();
        group.MapGet("", ListAsync).RequirePermission(Permission.ViewData).WithName("ListInbox").WithSummary("Deliveries, newest first.");
        group.MapGet("/{id:guid}", FindAsync).RequirePermission(Permission.ViewData).WithName("GetInboxEntry").WithSummary("One delivery.");
        group.MapGet("/{id:guid}/payload", PayloadAsync).RequirePermission(Permission.ViewPayloads).WithName("GetInboxPayload").WithSummary("What was delivered, card numbers masked.");
        group.MapPost("/{id:guid}/replay", ReplayOneAsync).RequirePermission(Permission.Sync).WithName("ReplayInboxEntry").WithSummary("Works one delivery off again.");
        group.MapPost("/replay", ReplayAsync).RequirePermission(Permission.Sync).WithName("ReplayInbox").WithSummary("Works deliveries off again.");
    }

    private static async Task<Results<Ok<Page<InboxEntry>>, ProblemHttpResult>> ListAsync(
        HttpContext http, InboxQueries inbox, HotelDirectory hotels, CancellationToken cancellationToken, string? booking = null, string? hotel = null,
        string? connectionId = null, InboxState? state = null, DateTimeOffset? from = null, DateTimeOffset? until = null, string? after = null, int limit = 50)
    {
        if (limit is < 1 or > MostListed)
            return Problem.Invalid("limit", $"must be 1 to {MostListed}.");
        Guid last = default;
        if (after is not null && !Guid.TryParseExact(after, "N", out last))
            return Problem.Invalid("after", "is not what a list gave as next.");

        var caller = http.Caller();
        var filter = new InboxFilter
        {
            HotelIds = hotel is null ? caller.HotelIds : [.. caller.HotelIds.Where(id => string.Equals(hotels.Find(id)?.Slug, hotel, StringComparison.Ordinal))],
            ConnectionId = connectionId,
            Booking = booking,
            State = state,
            From = from,
            Until = until,
        };
        var entries = await inbox.ListAsync(caller, filter, after is null ? null : last, limit + 1, cancellationToken);
        return TypedResults.Ok(new Page<InboxEntry> { Items = [.. entries.Take(limit)], Next = entries.Count > limit ? entries[limit - 1].Id.ToString("N") : null });
    }

    private static async Task<Results<Ok<InboxEntry>, ProblemHttpResult>> FindAsync(Guid id, HttpContext http, InboxQueries inbox, CancellationToken cancellationToken) =>
        await inbox.FindAsync(http.Caller(), id, cancellationToken) is { } entry ? TypedResults.Ok(entry) : Problem.NotFound("delivery");

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PayloadAsync(
        Guid id, HttpContext http, InboxQueries inbox, DeliveryWriter writer, AuditNotes notes, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await inbox.PayloadAsync(http.Caller(), id, cancellationToken) is not var (hotelId, payload))
            return Problem.NotFound("delivery");

        // On record before anybody sees it.
        await notes.AddAsync(http.Caller(), http.Audit(time, "delivery.payload-read", $"delivery {id}", hotelId), cancellationToken);
        return TypedResults.File(writer.Read(hotelId, payload, headers: null).Body.ToArray(), "application/json");
    }

    private static async Task<Results<Accepted<InboxEntry>, ProblemHttpResult>> ReplayOneAsync(
        Guid id, HttpContext http, InboxQueries inbox, InboxSignals signals, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        var lanes = await inbox.ReplayAsync(caller, new InboxFilter { HotelIds = caller.HotelIds }, id, 1, (hotel, _) => http.Audit(time, "delivery.replayed", $"delivery {id}", hotel), cancellationToken);
        foreach (var lane in lanes)
            signals.Arrived(lane.ConnectionId, lane.Named);
        if (await inbox.FindAsync(caller, id, cancellationToken) is not { } entry)
            return Problem.NotFound("delivery");
        return lanes.Count > 0 ? TypedResults.Accepted((string?)null, entry) : Problem.Conflict("The delivery is not worked off yet, or its content was erased.");
    }

    private static async Task<Results<Ok<ReplayAnswer>, ProblemHttpResult>> ReplayAsync(
        ReplayRequest body, HttpContext http, InboxQueries inbox, InboxSignals signals, ConnectorDescriptor descriptor, TimeProvider time, CancellationToken cancellationToken)
    {
        if (body is { Booking: null, ConnectionId: null, State: null, From: null, Until: null })
            return Problem.Invalid("$", "says nothing: give booking, connectionId, state, from or until.");
        if (body.Limit is < 1 or > MostReplayed)
            return Problem.Invalid("$.limit", $"must be 1 to {MostReplayed}.");

        var filter = new InboxFilter
        {
            HotelIds = http.Caller().HotelIds,
            ConnectionId = body.ConnectionId,
            Booking = body.Booking,
            State = body.State,
            From = body.From,
            Until = body.Until,
        };
        var lanes = await inbox.ReplayAsync(http.Caller(), filter, id: null, body.Limit ?? UsualReplayed, EntryOf, cancellationToken);
        foreach (var lane in lanes.Distinct())
            signals.Arrived(lane.ConnectionId, lane.Named);
        return TypedResults.Ok(new ReplayAnswer(lanes.Count));

        AuditEntry EntryOf(string hotel, int count) => http.Audit(time, "deliveries.replayed", $"deliveries of {descriptor.Slug}", hotel) with
        {
            Changes = new Dictionary<string, AuditChange>(StringComparer.Ordinal) { ["replayed"] = new(null, count.ToString(CultureInfo.InvariantCulture)) },
        };
    }

    /// <summary>A little above what is taken, so that it is we who say what is too large.</summary>
    private sealed class BodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => Refusal.MostBytes + 1024;
    }
}
