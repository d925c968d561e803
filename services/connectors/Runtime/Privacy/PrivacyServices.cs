using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.Connectors.Runtime.Privacy;

/// <summary>What a connector keeps of persons: erasing it, and showing it to the connections service.</summary>
internal static class PrivacyServices
{
    public static void AddPrivacy(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(RetentionOptions.Read(builder.Configuration));
        builder.Services.AddSingleton<PersonalDeliveries>();
        builder.Services.AddSingleton<PersonalWrites>();
        builder.Services.AddSingleton<PersonalQuarantine>();
        builder.Services.AddHostedService<ErasedAnswers>();
    }

    public static void AddErasures(this IBusRegistrationConfigurator bus) => bus.AddConsumer<EraseGuest, EraseGuestDefinition>();

    public static void MapPrivacy(this IEndpointRouteBuilder app) => app.MapGroup("/internal/privacy").RequireService()
        .MapPost("/records", RecordsAsync)
        .WithName("ListPersonalRecords")
        .WithSummary("What is kept of a person here.");

    private static async Task<Ok<IReadOnlyList<PersonalRecord>>> RecordsAsync(
        PersonalRecordsQuestion question, PersonalDeliveries deliveries, PersonalWrites writes, PersonalQuarantine quarantine, PersonalDataProtector protector,
        CancellationToken cancellationToken)
    {
        var person = new PersonTrace(protector, question.HotelId, question.Person);
        List<PersonalRecord> records = [];
        await foreach (var delivery in deliveries.FindAsync(question.HotelId, question.ConnectionId, person, question.Person.BookingIds, cancellationToken))
            Add("delivery", delivery.Id, delivery.ReceivedAt, ValueOf(delivery.Body));
        foreach (var write in await writes.FindAsync(question.HotelId, question.ConnectionId, question.Person, cancellationToken))
        {
            if (write.Request is { } request)
                Add("write-back", write.Id, write.AcceptedAt, JsonSerializer.SerializeToElement(request, ContractsJson.Default.WriteBackRequest));
        }

        foreach (var record in await quarantine.FindAsync(question.HotelId, question.ConnectionId, person, cancellationToken))
            Add("quarantined", record.Id, record.LastSeenAt, ValueOf(record.Payload));
        return TypedResults.Ok<IReadOnlyList<PersonalRecord>>(records);

        void Add(string kind, Guid id, DateTimeOffset at, JsonElement value) =>
            records.Add(new PersonalRecord { Kind = kind, ConnectionId = question.ConnectionId, Id = id.ToString(), At = at, Value = value });
    }

    /// <summary>JSON as it came; anything else as text.</summary>
    private static JsonElement ValueOf(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(body), ContractsJson.Default.String);
        }
    }
}
