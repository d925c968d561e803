using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.GuestContext.Snapshots;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.GuestContext.Privacy;

/// <summary><c>/internal/privacy</c>, for connections alone: who somebody is, and what is kept of him here.</summary>
internal static class PrivacyEndpoints
{
    private const string Guests = """
        SELECT external_id, observed_at, payload FROM guest
        WHERE external_id = ANY ($3) AND hotel_id = $1 AND connection_id = $2 AND payload IS NOT NULL
        """;

    private const string Bookings = """
        SELECT external_id, observed_at, payload FROM booking
        WHERE external_id = ANY ($3) AND hotel_id = $1 AND connection_id = $2 AND payload IS NOT NULL
        """;

    public static void MapPrivacy(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/internal/privacy").RequireService();
        group.MapPost("/persons", FindAsync).WithName("FindPerson").WithSummary("The profiles and bookings of a person.");
        group.MapPost("/records", RecordsAsync).WithName("ListPersonalRecords").WithSummary("What is kept of a person here.");
    }

    private static async Task<Ok<PersonFound>> FindAsync(PersonQuestion question, FindPerson find, CancellationToken cancellationToken) =>
        TypedResults.Ok(await find.FindAsync(question, cancellationToken));

    private static async Task<Ok<IReadOnlyList<PersonalRecord>>> RecordsAsync(
        PersonalRecordsQuestion question, NpgsqlDataSource database, PersonalDataProtector protector, Payloads payloads, CancellationToken cancellationToken)
    {
        var person = new PersonTrace(protector, question.HotelId, question.Person);
        List<PersonalRecord> records = [];
        await AddAsync("guest", EntityKind.Guest, Guests, question.Person.GuestIds, json => json);
        await AddAsync("booking", EntityKind.Booking, Bookings, question.Person.BookingIds, json => PersonErasure.OfPersonOnly(json, person));
        return TypedResults.Ok<IReadOnlyList<PersonalRecord>>(records);

        async Task AddAsync(string kind, EntityKind entity, string sql, IReadOnlyList<string> ids, Func<byte[], byte[]?> shown)
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.Add(Parameter.Of(question.HotelId));
            command.Parameters.Add(Parameter.Of(question.ConnectionId));
            command.Parameters.Add(Parameter.Of(ids.ToArray()));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (shown(payloads.Open(question.HotelId, entity, reader.GetFieldValue<byte[]>(2))) is not { } json)
                    continue;
                records.Add(new PersonalRecord
                {
                    Kind = kind,
                    ConnectionId = question.ConnectionId,
                    Id = reader.GetString(0),
                    At = reader.GetFieldValue<DateTimeOffset>(1),
                    Value = JsonElement.Parse(json),
                });
            }
        }
    }
}
