using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>Reading through to the PMS. Reached through the gateway only.</summary>
internal static class ReadEndpoints
{
    private const int LongestId = 200;
    private const int LongestText = 200;
    private const int ShortestName = 2;
    private const string Form = "yyyy-MM-dd";

    // Room on both sides for time zones and windows.
    private static readonly DateOnly First = new(1970, 1, 1);
    private static readonly DateOnly Last = new(2199, 12, 31);

    /// <summary>Adds the read-through cache with its background work.</summary>
    public static void AddReads(this IHostApplicationBuilder builder)
    {
        // Queries hold names, phones and e-mails. Off altogether, as at the gateway: while this log is on, every request makes an activity that nobody
        // collects. Traces that are exported do not need it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        builder.Services.AddSingleton(ReadOptions.Read(builder.Configuration));
        builder.Services.AddSingleton<ReadCache>();
        builder.Services.AddSingleton<ReadSettling>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReadSettling>());
        builder.Services.AddSingleton<ReadThrough>();
        builder.Services.AddHostedService<ReadHousekeeping>();
        builder.Services.AddSingleton<ReadDesk>();
        builder.Services.AddSingleton<CircuitReport>();
        builder.Services.AddHealthChecks().AddCheck<CircuitReport>("vendor", tags: [HealthChecks.ReadyTag, HealthChecks.ShownTag]);
    }

    /// <summary>Maps <c>/read</c>. Handlers ask the application for the desk and not the request, which would make a scope for each.</summary>
    public static void MapReads(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var group = app.MapGroup("/read").RequirePermission(Permission.ViewData);
        group.MapGet("/bookings/{id}", (string id, HttpContext http) => AboutAsync(http, Desk(), id, "booking", static known => new BookingQuestion(known)))
            .WithName("ReadBooking").WithSummary("A booking as the PMS has it.");
        group.MapGet("/bookings/{id}/balance", (string id, HttpContext http) => AboutAsync(http, Desk(), id, "booking", static known => new BalanceQuestion(known)))
            .WithName("ReadBalance").WithSummary("What is still to be paid on a booking.");
        group.MapGet("/guests/{id}", (string id, HttpContext http) => AboutAsync(http, Desk(), id, "guest", static known => new GuestQuestion(known)))
            .WithName("ReadGuest").WithSummary("A guest as the PMS has them.");
        group.MapGet("/guests", (HttpContext http, [FromQuery] string? name = null, [FromQuery] string? email = null, [FromQuery] string? phone = null) =>
                SearchAsync(http, Desk(), name, email, phone))
            .WithName("SearchGuests").WithSummary("Guests by name, e-mail or phone; all that is given must fit.");
        group.MapGet("/arrivals", (HttpContext http, [FromQuery] string? date = null) => ArrivalsAsync(http, Desk(), date))
            .WithName("ReadArrivals").WithSummary("Bookings that arrive on a date of the hotel, today unless given.");
        group.MapGet("/departures", (HttpContext http, [FromQuery] string? date = null) => DeparturesAsync(http, Desk(), date))
            .WithName("ReadDepartures").WithSummary("Bookings that depart on a date of the hotel, today unless given.");
        group.MapGet("/in-house", (HttpContext http, [FromQuery] string? date = null) => InHouseAsync(http, Desk(), services.GetRequiredService<ReadOptions>(), date))
            .WithName("ReadInHouse").WithSummary("Bookings whose guests are in the house now, or will be over the night of a date.");
        group.MapGet("/rooms", (HttpContext http) => Desk().AnswerAsync(http, new RoomsQuestion()))
            .WithName("ReadRooms").WithSummary("All rooms with their status now.");
        group.MapGet("/rooms/{id}", (string id, HttpContext http) => AboutAsync(http, Desk(), id, "room", static known => new RoomQuestion(known)))
            .WithName("ReadRoom").WithSummary("A room with its status now.");

        ReadDesk Desk() => services.GetRequiredService<ReadDesk>();
    }

    private static ValueTask<IResult> AboutAsync(HttpContext http, ReadDesk desk, string id, string what, Func<string, ReadQuestion> ask)
    {
        // Routing leaves an encoded slash as it is.
        var known = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return known.Length > LongestId || known.Any(char.IsControl)
            ? ValueTask.FromResult<IResult>(Problem.NotFound(what))
            : desk.AnswerAsync(http, ask(known));
    }

    private static ValueTask<IResult> SearchAsync(HttpContext http, ReadDesk desk, string? name, string? email, string? phone)
    {
        var search = new GuestSearch { Name = Tidy.Text(name), Email = Tidy.Text(email), Phone = Tidy.E164(phone) };
        var problem = search switch
        {
            { Name: null, Email: null, Phone: null } when Tidy.Text(phone) is null => Problem.Invalid("name", "Give at least one of name, email and phone."),
            { Name.Length: < ShortestName or > LongestText } => Problem.Invalid("name", $"It must have {ShortestName} to {LongestText} characters."),
            { Email: { } address } when address.Length > LongestText || !address.Contains('@', StringComparison.Ordinal) => Problem.Invalid("email", "It must be a whole e-mail address."),
            { Phone: null } when Tidy.Text(phone) is not null => Problem.Invalid("phone", "It must be a number with country code, as in +351210550140 (the + encoded as %2B)."),
            _ => null,
        };
        return problem is null ? desk.AnswerAsync(http, new GuestsQuestion(search)) : ValueTask.FromResult<IResult>(problem);
    }

    private static ValueTask<IResult> ArrivalsAsync(HttpContext http, ReadDesk desk, string? date) =>
        OnDateAsync(http, desk, date, static (day, _) => (new ArrivalsQuestion(day), null));

    private static ValueTask<IResult> DeparturesAsync(HttpContext http, ReadDesk desk, string? date) =>
        OnDateAsync(http, desk, date, static (day, _) => (new DeparturesQuestion(day), null));

    private static ValueTask<IResult> InHouseAsync(HttpContext http, ReadDesk desk, ReadOptions options, string? date) =>
        OnDateAsync(
            http,
            desk,
            date,
            (day, today) => day < today || day > today.AddDays(options.MostDaysAhead)
                ? (null, Problem.Invalid("date", $"It must be the hotel's today or one of the {options.MostDaysAhead} days after; who was in the house before is in the ledger."))
                : (new InHouseQuestion(day), null));

    private static ValueTask<IResult> OnDateAsync(
        HttpContext http, ReadDesk desk, string? text, Func<DateOnly, DateOnly, (ReadQuestion? Question, IResult? Problem)> ask)
    {
        var (connection, problem) = desk.Find(http);
        if (connection is null)
            return ValueTask.FromResult(problem!);

        var today = StayDays.Today(desk.Time.GetUtcNow(), connection.HotelSettings.TimeZone);
        var date = today;
        if (text is not null && (!DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out date) || date < First || date > Last))
            return ValueTask.FromResult<IResult>(Problem.Invalid("date", $"It must be a date of the hotel as {Form}."));

        var (question, refusal) = ask(date, today);
        return question is null ? ValueTask.FromResult(refusal!) : desk.AnswerAsync(http, connection, question);
    }
}
