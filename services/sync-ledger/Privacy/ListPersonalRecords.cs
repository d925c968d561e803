using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Privacy;

/// <summary>
/// <c>POST /internal/privacy/records</c>, for connections alone: every version that is kept of a person's profiles and bookings. Bookings that are no longer at
/// the vendor are looked through: nobody else remembers who was on them.
/// </summary>
internal static class ListPersonalRecords
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGroup("/internal/privacy").RequireService()
        .MapPost("/records", Handle)
        .WithName("ListPersonalRecords")
        .WithSummary("Every version that is kept of a person's profiles and bookings.");

    private static async Task<Ok<IReadOnlyList<PersonalRecord>>> Handle(
        PersonalRecordsQuestion question, NpgsqlDataSource database, PersonalVersions versions, RefusedPersons refused, PersonalDataProtector protector,
        CancellationToken cancellationToken)
    {
        var person = new PersonTrace(protector, question.HotelId, question.Person);
        List<PersonalRecord> records = [];
        foreach (var set in await versions.SetsAsync(question.HotelId, question.ConnectionId, cancellationToken))
        {
            var isGuest = set.Entity is EntityKind.Guest;
            IReadOnlyCollection<string> ids = isGuest ? question.Person.GuestIds : [.. question.Person.BookingIds, .. await RemovedAsync(database, set, cancellationToken)];
            await foreach (var (key, json) in versions.ReadAsync(set, ids, cancellationToken))
            {
                if ((isGuest ? json : PersonErasure.OfPersonOnly(json, person)) is { } shown)
                    Add(set.Entity.Column(), key.ExternalId, new DateTimeOffset(key.RecordedAt), shown);
            }
        }

        foreach (var item in await refused.FindAsync(question.HotelId, question.ConnectionId, person, cancellationToken))
            Add("refused", Convert.ToHexStringLower(item.Digest), item.RefusedAt, item.Json);
        return TypedResults.Ok<IReadOnlyList<PersonalRecord>>(records);

        void Add(string kind, string id, DateTimeOffset at, byte[] json) =>
            records.Add(new PersonalRecord { Kind = kind, ConnectionId = question.ConnectionId, Id = id, At = at, Value = JsonElement.Parse(json) });
    }

    private static async Task<List<string>> RemovedAsync(NpgsqlDataSource database, VersionSet set, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT external_id FROM entity WHERE set_id = $1 AND removed_at IS NOT NULL");
        command.Parameters.Add(Parameter.Of<int>(NpgsqlTypes.NpgsqlDbType.Integer, set.Id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> ids = [];
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetString(0));
        return ids;
    }
}
