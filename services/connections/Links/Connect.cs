using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Hotels;
using PmsPlatform.Connections.Vendors;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Links;

/// <summary><c>/api/pms/connect</c>: an organisation's hotels and a vendor account, in one call.</summary>
internal static class Connect
{
    public static void MapConnect(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/pms/connect").RequirePermission(Permission.ManageConnections);
        group.MapPost("", ConnectAsync).WithName("ConnectPms").WithSummary("Connects hotels of an organisation with a vendor account.");
        group.MapDelete("", DisconnectAsync).WithName("DisconnectPms").WithSummary("Switches the organisation's connections with a vendor off.");
    }

    private static async Task<Results<Ok<ConnectAnswer>, ProblemHttpResult>> ConnectAsync(
        ConnectRequest body, HttpContext http, RegistryContext registry, VendorCatalogue vendors, LinkWriter writer, ConnectionNews news, MappingWriter mappings,
        ConnectionViews views, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(body.Provider) || await vendors.FindAsync(body.Provider, cancellationToken) is not { } vendor)
            return await Configuration.UnknownVendorAsync("$.provider", vendors, cancellationToken);
        var values = ValuesOf(body, vendor);

        var hotels = await Reach.Of(http, Permission.ManageConnections).Of(registry.Hotels)
            .Where(hotel => body.OrganizationId == null || hotel.OrganizationId == body.OrganizationId).OrderBy(hotel => hotel.HotelId).ToListAsync(cancellationToken);
        if (hotels.Count == 0)
            return Problem.NotFound("organization");
        if (!TryReadTargets(body, hotels, out var targets, out var unclear))
            return unclear;

        // All or none: half an account connected is harder to find than none.
        await using var transaction = await registry.Database.BeginTransactionAsync(cancellationToken);
        List<(Link Link, WebhookView? Webhook)> connected = [];
        foreach (var (hotel, propertyId) in targets)
        {
            var draft = new LinkDraft { Hotel = hotel, Vendor = vendor, Values = WithProperty(values, vendor, propertyId), Endpoint = body.Endpoint };
            var change = await writer.ApplyAsync(draft, cancellationToken);
            if ((change.Problem ?? await registry.TrySaveAsync(cancellationToken)) is { } problem)
                return problem;
            if (propertyId is not null && await mappings.MapAsync(change.Link!, body.Account ?? PropertyMapping.MainAccount, propertyId, cancellationToken) is { } refusal)
                return refusal;
            connected.Add((change.Link!, change.Webhook));
        }

        await transaction.CommitAsync(cancellationToken);
        connected.ForEach(made => news.Tell(made.Link, http.CorrelationId()));
        return TypedResults.Ok(new ConnectAnswer(Success: true, [.. connected.Select(made => views.Of(made.Link, made.Webhook))]));
    }

    private static async Task<Results<Ok<ConnectAnswer>, ProblemHttpResult>> DisconnectAsync(
        [Microsoft.AspNetCore.Mvc.FromBody] ConnectRequest? body, string? organizationId, string? provider, HttpContext http, RegistryContext registry,
        LinkSaving saving, ConnectionViews views, CancellationToken cancellationToken)
    {
        (organizationId, provider) = (organizationId ?? body?.OrganizationId, provider ?? body?.Provider);
        if (string.IsNullOrEmpty(provider))
            return Problem.Invalid("$.provider", "is missing.");

        var hotelId = body?.HotelId;
        var links = await Reach.Of(http, Permission.ManageConnections).Of(registry.Links).Include(link => link.Status)
            .Where(link => link.Vendor == provider && (organizationId == null || link.OrganizationId == organizationId) && (hotelId == null || link.HotelId == hotelId))
            .OrderBy(link => link.ConnectionId).ToListAsync(cancellationToken);
        if (links.Count == 0)
            return Problem.NotFound("connection");

        foreach (var link in links)
        {
            link.IsEnabled = false;
            if (await saving.SaveAsync(link, http.CorrelationId(), cancellationToken) is { } refusal)
                return refusal;
        }

        return TypedResults.Ok(new ConnectAnswer(Success: true, [.. links.Select(views.Of)]));
    }

    private static bool TryReadTargets(
        ConnectRequest body, List<HotelRow> hotels, out List<(HotelRow Hotel, string? PropertyId)> targets, out ProblemHttpResult problem)
    {
        (targets, problem) = ([], Problem.NotFound("hotel"));
        if (body.Properties is { Count: > 0 } properties)
        {
            foreach (var property in properties)
            {
                if (string.IsNullOrEmpty(property?.PropertyId))
                {
                    problem = Problem.Invalid("$.properties", "has one without propertyId.");
                    return false;
                }

                if (hotels.Find(hotel => string.Equals(hotel.HotelId, property.HotelId, StringComparison.Ordinal)) is not { } mapped)
                    return false;
                targets.Add((mapped, property.PropertyId));
            }

            return true;
        }

        var chosen = hotels.Where(hotel => body.HotelId is null || string.Equals(hotel.HotelId, body.HotelId, StringComparison.Ordinal)).ToList();
        if (chosen.Count > 1)
            problem = Problem.Invalid("$.hotelId", "is missing: the organisation has several hotels. Name one, or give properties with the hotel of each.");
        if (chosen is not [var one])
            return false;
        targets.Add((one, null));
        return true;
    }

    /// <summary>
    /// Settings by the vendor's names. clientId and clientSecret go to the settings of these names, or, where the vendor calls them otherwise, to its first required
    /// one and its next required secret.
    /// </summary>
    internal static Dictionary<string, string?> ValuesOf(ConnectRequest body, VendorReport vendor)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in body.Others ?? [])
            values[name] = value.ValueKind is JsonValueKind.Null ? null : value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText();

        var id = Named(vendor, "clientId") ?? vendor.Settings.FirstOrDefault(setting => setting.Required);
        var secret = Named(vendor, "clientSecret") ?? vendor.Settings.FirstOrDefault(setting => setting is { Required: true, Secret: true } && setting != id);
        if (body.ClientId is not null)
            values[id?.Name ?? "clientId"] = body.ClientId;
        if (body.ClientSecret is not null)
            values[secret?.Name ?? "clientSecret"] = body.ClientSecret;
        return values;
    }

    private static VendorSetting? Named(VendorReport vendor, string name) =>
        vendor.Settings.FirstOrDefault(setting => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<string, string?> WithProperty(Dictionary<string, string?> values, VendorReport vendor, string? propertyId) =>
        propertyId is null || vendor.PropertySetting is null ? values : new(values, StringComparer.OrdinalIgnoreCase) { [vendor.PropertySetting] = propertyId };
}

/// <summary>What became of a connect or disconnect.</summary>
internal sealed record ConnectAnswer(bool Success, IReadOnlyList<ConnectionView> Connections);
