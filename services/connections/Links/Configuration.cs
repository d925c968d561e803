using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Hotels;
using PmsPlatform.Connections.Vendors;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Links;

/// <summary><c>/api/admin/pms/configuration</c>: connections as operators keep them.</summary>
internal static class Configuration
{
    private const string Address = "/api/admin/pms/configuration";

    public static void MapConfiguration(this IEndpointRouteBuilder app)
    {
        var read = app.MapGroup(Address).RequirePermission(Permission.ViewData);
        read.MapGet("", ListAsync).WithName("ListConnections").WithSummary("Connections by id. Of secrets only that they are set, and how they end.");
        read.MapGet("/{id}", FindAsync).WithName("GetConnection").WithSummary("One connection.");

        var change = app.MapGroup(Address).RequirePermission(Permission.ManageConnections);
        change.MapPost("", SaveAsync).WithName("SaveConnection").WithSummary("Makes a connection or changes the one the hotel has with this PMS. Heeds If-Match.");
        change.MapDelete("/{id}", DisconnectAsync).WithName("Disconnect").WithSummary("Switches a connection off. Its history stays; saving it again switches it on.");
        change.MapDelete("", DisconnectOfHotelAsync).WithName("DisconnectOfHotel").WithSummary("The same for the hotel's connection with a PMS.");
        change.MapPost("/{id}/webhook", RenewWebhookAsync).WithName("RenewWebhook").WithSummary("Draws a new webhook secret, shown once. The old address ends.");
    }

    private static async Task<Results<Ok<Page<ConnectionView>>, ProblemHttpResult>> ListAsync(
        string? hotelId, string? pmsType, string? after, int? limit, HttpContext http, RegistryContext registry, ConnectionViews views, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(ref after, ref limit, out var problem))
            return problem;

        var rows = await Reach.Of(http, Permission.ViewData).Of(registry.Links.AsNoTracking()).Include(link => link.Status)
            .Where(link => (hotelId == null || link.HotelId == hotelId) && (pmsType == null || link.Vendor == pmsType) && string.Compare(link.ConnectionId, after) > 0)
            .OrderBy(link => link.ConnectionId).Take(limit!.Value + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Of(rows, limit.Value, link => link.ConnectionId, views.Of));
    }

    private static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> FindAsync(
        string id, HttpContext http, RegistryContext registry, ConnectionViews views, CancellationToken cancellationToken)
    {
        if (await LinkAsync(id, http, Permission.ViewData, registry, cancellationToken) is not { } link)
            return Problem.NotFound("connection");
        EntityTag.Tell(http, link);
        return TypedResults.Ok(views.Of(link));
    }

    private static async Task<Results<Created<ConnectionView>, Ok<ConnectionView>, ProblemHttpResult>> SaveAsync(
        ConnectionRequest body, HttpContext http, RegistryContext registry, VendorCatalogue vendors, LinkWriter writer, LinkSaving saving, ConnectionViews views,
        CancellationToken cancellationToken)
    {
        if (await HotelAsync(body.HotelId, http, registry, cancellationToken) is not { } hotel)
            return body.HotelId is null ? Problem.Invalid("$.hotelId", "is missing; the caller has several hotels, or none.") : Problem.NotFound("hotel");
        if (string.IsNullOrEmpty(body.PmsType) || await vendors.FindAsync(body.PmsType, cancellationToken) is not { } vendor)
            return await UnknownVendorAsync("$.pmsType", vendors, cancellationToken);

        var values = new Dictionary<string, string?>(body.Credentials ?? [], StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in body.Settings ?? [])
            values[name] = value;
        if (body.ApiKey is { } key)
        {
            if (DraftCheck.SingleCredentialOf(vendor) is not { } single)
                return DraftCheck.NoSingleCredential(vendor);
            values[single.Name] = key;
        }

        var change = await writer.ApplyAsync(
            new LinkDraft
            {
                Hotel = hotel,
                Vendor = vendor,
                Id = body.Id,
                Values = values,
                Endpoint = body.Endpoint,
                IsOfRecord = body.IsPmsOfRecord,
                Entities = body.Entities,
                FieldOverrides = body.FieldOverrides,
                Reads = body.Reads,
                Retries = body.Retries,
                Schedules = body.Schedules ?? [],
            },
            cancellationToken);
        if (change.Problem is { } problem)
            return problem;
        if (!change.IsNew && EntityTag.Refusal(http, change.Link!) is { } stale)
            return stale;
        if (await saving.SaveAsync(change.Link!, http.CorrelationId(), cancellationToken) is { } refusal)
            return refusal;

        EntityTag.Tell(http, change.Link!);
        var view = views.Of(change.Link!, change.Webhook);
        return change.IsNew ? TypedResults.Created($"{Address}/{Uri.EscapeDataString(view.Id)}", view) : TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> DisconnectAsync(
        string id, HttpContext http, RegistryContext registry, LinkSaving saving, ConnectionViews views, CancellationToken cancellationToken)
    {
        if (await LinkAsync(id, http, Permission.ManageConnections, registry, cancellationToken) is not { } link)
            return Problem.NotFound("connection");
        if (EntityTag.Refusal(http, link) is { } stale)
            return stale;

        link.IsEnabled = false;
        if (await saving.SaveAsync(link, http.CorrelationId(), cancellationToken) is { } refusal)
            return refusal;
        EntityTag.Tell(http, link);
        return TypedResults.Ok(views.Of(link));
    }

    private static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> DisconnectOfHotelAsync(
        string? hotelId, string? pmsType, HttpContext http, RegistryContext registry, LinkSaving saving, ConnectionViews views, CancellationToken cancellationToken)
    {
        var ids = await Reach.Of(http, Permission.ManageConnections).Of(registry.Links)
            .Where(link => (hotelId == null || link.HotelId == hotelId) && (pmsType == null || link.Vendor == pmsType))
            .Select(link => link.ConnectionId).Take(2).ToListAsync(cancellationToken);
        return ids switch
        {
            [] => Problem.NotFound("connection"),
            [var id] => await DisconnectAsync(id, http, registry, saving, views, cancellationToken),
            _ => Problem.Invalid("hotelId", "and pmsType name several connections; name one."),
        };
    }

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> RenewWebhookAsync(
        string id, HttpContext http, RegistryContext registry, VendorCatalogue vendors, LinkWriter writer, LinkSaving saving, CancellationToken cancellationToken)
    {
        if (await LinkAsync(id, http, Permission.ManageConnections, registry, cancellationToken) is not { } link)
            return Problem.NotFound("connection");
        if ((await vendors.FindAsync(link.Vendor, cancellationToken))?.Settings.Any(setting => setting.Name is LinkWriter.WebhookToken) is not true)
            return Problem.Conflict("This vendor's webhooks have no secret in their address.");

        var webhook = writer.DrawToken(link);
        return await saving.SaveAsync(link, http.CorrelationId(), cancellationToken) is { } refusal ? refusal : TypedResults.Ok(webhook);
    }

    /// <summary>A connection within the caller's reach.</summary>
    public static Task<Link?> LinkAsync(string id, HttpContext http, Permission permission, RegistryContext registry, CancellationToken cancellationToken) =>
        Reach.Of(http, permission).Of(registry.Links).Include(link => link.Status).Include(link => link.Schedules)
            .SingleOrDefaultAsync(link => link.ConnectionId == id, cancellationToken);

    /// <summary>The hotel that is named, or the caller's only one.</summary>
    public static async Task<HotelRow?> HotelAsync(string? hotelId, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        var hotels = await Reach.Of(http, Permission.ManageConnections).Of(registry.Hotels)
            .Where(hotel => hotelId == null || hotel.HotelId == hotelId).Take(2).ToListAsync(cancellationToken);
        return hotels is [var one] ? one : null;
    }

    public static async Task<ProblemHttpResult> UnknownVendorAsync(string field, VendorCatalogue vendors, CancellationToken cancellationToken)
    {
        var known = (await vendors.AllAsync(cancellationToken)).Select(vendor => vendor.Slug);
        return Problem.Invalid(field, $"names no vendor whose connector has run here. Known are: {string.Join(", ", known)}.");
    }
}
