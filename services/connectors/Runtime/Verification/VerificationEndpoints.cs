using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Verifications;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Verification;

/// <summary>Asking for a comparison with the ledger and looking at results. Reached through the gateway only.</summary>
internal static class VerificationEndpoints
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Adds what verifications are made of.</summary>
    public static void AddVerifications(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(VerificationOptions.Read(builder.Configuration));
        builder.Services.AddHttpClient<LedgerClient>(client => client.BaseAddress = LedgerClient.Address);
        builder.Services.AddSingleton<VerificationStore>();
        builder.Services.AddSingleton<Verifier>();
        builder.Services.AddSingleton<VerificationWorker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<VerificationWorker>());
    }

    /// <summary>Maps <c>/verifications</c>.</summary>
    public static void MapVerifications(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/verifications").RequireCaller();
        group.MapPost("", StartAsync).RequirePermission(Permission.Sync).WithName("StartVerification").WithSummary("Compares what the PMS has with what the ledger holds.");
        group.MapGet("/{id:guid}", FindAsync).RequirePermission(Permission.ViewData).WithName("GetVerification").WithSummary("One comparison.");
        group.MapGet("", LatestAsync).RequirePermission(Permission.ViewData).WithName("ListVerifications").WithSummary("The latest result of each connection and kind of record.");
    }

    private static async Task<Results<Ok<VerificationView>, Accepted<VerificationView>, ProblemHttpResult>> StartAsync(
        [FromBody] VerificationRequest? body, HttpContext http, ConnectionRegistry connections, SyncRunStore runs, VerificationStore store, VerificationWorker worker,
        ConnectorDescriptor descriptor, TimeProvider time, CancellationToken cancellationToken)
    {
        var mine = connections.OfHotels(http.Caller().HotelIds).ToList();
        if (mine.Count == 0)
            return Problem.NotFound($"connection to {descriptor.Name}");
        if (mine.Count > 1)
            return Problem.Invalid("x-hotel-slug", $"Several hotels of this key are connected to {descriptor.Name}; the header x-hotel-slug says which is meant.");

        var connection = mine[0];
        List<EntityKind> entities;
        if (body?.Entity is not { } name)
            entities = await UsualAsync(connection, runs, cancellationToken);
        else if (EntityOf(name) is not { } entity)
            return Problem.Invalid("entity", "It must be bookings, guests or rooms.");
        else if (!connection.ListsWhole(entity))
            return Problem.Invalid("entity", $"{descriptor.Name} has no list of {name} by themselves, with which the ledger could be compared.");
        else
            entities = [entity];

        var id = await store.EnqueueAsync(http.Caller(), connection.Id, connection.Hotel.Id, entities, cancellationToken);
        worker.Wake();
        var view = await WaitAsync(store, id, http.Caller(), descriptor, time, cancellationToken);
        return view.Ended ? TypedResults.Ok(view) : TypedResults.Accepted(view.Address, view);
    }

    private static async Task<Results<Ok<VerificationView>, ProblemHttpResult>> FindAsync(
        Guid id, HttpContext http, VerificationStore store, ConnectorDescriptor descriptor, CancellationToken cancellationToken) =>
        await store.FindAsync(http.Caller(), id, cancellationToken) is { Count: > 0 } results ? TypedResults.Ok(ViewOf(id, results, descriptor)) : Problem.NotFound("verification");

    private static async Task<Ok<IReadOnlyList<VerificationResult>>> LatestAsync(
        HttpContext http, VerificationStore store, CancellationToken cancellationToken, [FromQuery] int limit = 50) =>
        TypedResults.Ok(await store.LatestAsync(http.Caller(), Math.Clamp(limit, 1, 200), cancellationToken));

    /// <summary>What the vendor lists, guests only once they were read whole: until then they come with their bookings, and the rest is nobody's loss.</summary>
    private static async Task<List<EntityKind>> UsualAsync(BoundConnection connection, SyncRunStore runs, CancellationToken cancellationToken)
    {
        var entities = new List<EntityKind>();
        foreach (var entity in ((EntityKind[])[EntityKind.Booking, EntityKind.Guest, EntityKind.Room]).Where(connection.ListsWhole))
        {
            if (entity is not EntityKind.Guest || await runs.WatermarkAsync(connection.Id, entity, cancellationToken) is not null)
                entities.Add(entity);
        }

        return entities;
    }

    private static async Task<VerificationView> WaitAsync(
        VerificationStore store, Guid id, CallerIdentity caller, ConnectorDescriptor descriptor, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var view = ViewOf(id, await store.FindAsync(caller, id, cancellationToken), descriptor);
            if (view.Ended || time.GetElapsedTime(began) >= LongestWait)
                return view;
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private static VerificationView ViewOf(Guid id, IReadOnlyList<VerificationResult> results, ConnectorDescriptor descriptor) => new()
    {
        Id = id,
        Ended = results.All(result => result.State is VerificationState.Completed or VerificationState.Failed),
        Results = results,
        Address = $"/api/pms/{descriptor.Slug}/verifications/{id}",
    };

    private static EntityKind? EntityOf(string name) => name switch
    {
        "bookings" => EntityKind.Booking,
        "guests" => EntityKind.Guest,
        "rooms" => EntityKind.Room,
        _ => null,
    };
}
