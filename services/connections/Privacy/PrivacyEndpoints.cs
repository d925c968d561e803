using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Privacy;

/// <summary><c>/api/privacy</c>: handing a guest everything that is kept of him, erasing it, and the receipts.</summary>
internal static class PrivacyEndpoints
{
    private const string Erasures = "/api/privacy/erasures";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    public static void MapPrivacy(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/privacy").RequirePermission(Permission.ManagePrivacy);
        group.MapPost("/exports", ExportAsync).WithName("ExportPersonalData").WithSummary("Everything that is kept of a guest, as JSON. Needs all services: an incomplete answer is none.");
        group.MapPost("/erasures", EraseAsync).WithName("EraseGuest").WithSummary("Erases what is kept of a guest, in all services; the answer is where its receipt grows.");
        group.MapGet("/erasures", ListAsync).WithName("ListErasures").WithSummary("Erasures, newest first.");
        group.MapGet("/erasures/{id:guid}", FindAsync).WithName("GetErasure").WithSummary("The receipt of an erasure.");
    }

    private static async Task<Results<Ok<PersonalDataExport>, ProblemHttpResult>> ExportAsync(
        PrivacyRequest body, HttpContext http, PersonSearch search, PrivacyCalls calls, AuditLog audit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var (person, problem) = await search.FindAsync(body, http.Caller(), cancellationToken);
            if (person is null)
                return problem!;
            var services = await CollectAsync(person, calls, cancellationToken);
            if (services.All(service => service.Records.Count == 0))
                return Problem.NotFound("guest");

            // On record before it leaves.
            var export = Guid.CreateVersion7(time.GetUtcNow());
            await audit.WriteAsync(http.Audit(time, "guest.exported", $"export {export}", person.HotelId), cancellationToken);
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"guest-{export:N}.json\"");
            return TypedResults.Ok(new PersonalDataExport { HotelId = person.HotelId, GeneratedAt = time.GetUtcNow(), Services = services });
        }
        catch (ServiceSilentException silent)
        {
            return Problem.Unavailable(silent.Service, RetryAfter);
        }
    }

    private static async Task<Results<Accepted<ErasureView>, ProblemHttpResult>> EraseAsync(
        PrivacyRequest body, HttpContext http, PersonSearch search, PrivacyCalls calls, RegistryContext registry, ErasureTeller teller, TimeProvider time,
        CancellationToken cancellationToken)
    {
        try
        {
            var (person, problem) = await search.FindAsync(body, http.Caller(), cancellationToken);
            if (person is null)
                return problem!;
            if (person.OpenStays > 0 && body.IncludeOpenStays is not true)
                return Problem.Conflict("The guest is in the house or expected, and the hotel needs the data for the stay. Erase after departure, or with includeOpenStays true.");
            if (!person.Connections.Any(connection => connection.Person is { GuestIds.Count: > 0 } or { BookingIds.Count: > 0 })
                && (await CollectAsync(person, calls, cancellationToken)).All(service => service.Records.Count == 0))
            {
                return Problem.NotFound("guest");
            }

            var erasure = ErasureTeller.Plan(person, await OrganizationOfAsync(person.HotelId, registry, cancellationToken), http.Caller().Subject, http.CorrelationId(), time.GetUtcNow());
            registry.Add(erasure);
            if (await registry.TrySaveAsync(cancellationToken) is { } unsaved)
                return unsaved;
            teller.Wake();
            return TypedResults.Accepted($"{Erasures}/{erasure.ErasureId}", erasure.ToView());
        }
        catch (ServiceSilentException silent)
        {
            return Problem.Unavailable(silent.Service, RetryAfter);
        }
    }

    private static async Task<Results<Ok<Page<ErasureView>>, ProblemHttpResult>> ListAsync(
        string? hotelId, string? after, int? limit, HttpContext http, RegistryContext registry, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(ref after, ref limit, out var problem))
            return problem;
        var before = Guid.TryParse(after, out var id) ? id : Guid.AllBitsSet;
        var rows = await Reachable(http, registry).Where(erasure => erasure.ErasureId < before && (hotelId == null || erasure.HotelId == hotelId))
            .OrderByDescending(erasure => erasure.ErasureId).Take(limit!.Value + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Of(rows, limit.Value, erasure => erasure.ErasureId.ToString(), erasure => erasure.ToView()));
    }

    private static async Task<Results<Ok<ErasureView>, ProblemHttpResult>> FindAsync(
        Guid id, HttpContext http, RegistryContext registry, CancellationToken cancellationToken) =>
        await Reachable(http, registry).SingleOrDefaultAsync(erasure => erasure.ErasureId == id, cancellationToken) is { } erasure
            ? TypedResults.Ok(erasure.ToView())
            : Problem.NotFound("erasure");

    private static IQueryable<Erasure> Reachable(HttpContext http, RegistryContext registry) =>
        Reach.Of(http, Permission.ManagePrivacy).Of(registry.Erasures.AsNoTracking()).Include(erasure => erasure.Parts);

    private static Task<string?> OrganizationOfAsync(string hotelId, RegistryContext registry, CancellationToken cancellationToken) =>
        registry.Hotels.Where(hotel => hotel.HotelId == hotelId).Select(hotel => (string?)hotel.OrganizationId).SingleOrDefaultAsync(cancellationToken);

    private static async Task<List<ServiceRecords>> CollectAsync(Person person, PrivacyCalls calls, CancellationToken cancellationToken)
    {
        var parts = person.Connections.SelectMany(connection => PrivacyServices.Of(connection.Vendor).Select(service => (service, connection)))
            .GroupBy(part => part.service, part => part.connection, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);
        List<ServiceRecords> services = [];
        foreach (var part in parts)
        {
            List<PersonalRecord> records = [];
            foreach (var connection in part)
                records.AddRange(await calls.RecordsAsync(part.Key, new PersonalRecordsQuestion(person.HotelId, connection.ConnectionId, connection.Person), cancellationToken));
            services.Add(new ServiceRecords(part.Key, records));
        }

        return services;
    }
}
