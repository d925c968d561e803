using PmsPlatform.Contracts.Context;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.GuestContext.Snapshots;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.GuestContext.Context;

/// <summary><c>GET /api/context?phone=|email=|booking=[&amp;hotel=slug]</c>: who is this, which stay, which room.</summary>
internal sealed class GetGuestContext(FindContext find, HotelDirectory hotels, ContextMetrics metrics)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // The application's own and not the request's, which would make a scope for each.
        var services = routes.ServiceProvider;
        routes.MapGet("/context", (Delegate)((HttpContext http) => services.GetRequiredService<GetGuestContext>().HandleAsync(http)))
            .WithName(nameof(GetGuestContext))
            .WithSummary("Finds a guest by phone, e-mail or booking number, with the stay that matters now, its room, and the age of the data.")
            .Produces<GuestContextAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private async Task<IResult> HandleAsync(HttpContext http)
    {
        var query = http.Request.Query;
        if (!ContextQuestion.TryRead(query, out var question, out var problem))
            return problem!;

        var mine = HotelsOf(http.Caller());
        if (query.ContainsKey(ContextQuestion.Hotel))
        {
            // Another's hotel is told from no hotel by nothing, in the answer and in the way to it.
            var slug = query[ContextQuestion.Hotel].ToString();
            mine = mine.FindAll(hotel => string.Equals(hotel.Slug, slug, StringComparison.Ordinal));
            if (mine.Count == 0)
                return Problem.NotFound("hotel");
        }

        var found = mine.Count == 0 ? null : await find.FindAsync(http.Caller(), question, mine, http.RequestAborted);
        metrics.Answered(question.By, found is not null);
        return found is null ? Problem.NotFound("guest") : new ContextAnswer(found);
    }

    private List<Hotel> HotelsOf(CallerIdentity caller)
    {
        var mine = new List<Hotel>(caller.HotelIds.Count);
        foreach (var id in caller.HotelIds)
        {
            if (hotels.Find(id) is { } hotel)
                mine.Add(hotel);
        }

        return mine;
    }
}
