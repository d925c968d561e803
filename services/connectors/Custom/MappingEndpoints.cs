using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.AI;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Connectors.Custom.Suggestions;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Custom;

/// <summary>Trying a mapping out and having one proposed. Nothing of what is sent is kept or logged.</summary>
internal static class MappingEndpoints
{
    private const int MostBytes = 2 * 1024 * 1024;
    private const int MostSamples = 50;

    public static void Map(RouteGroupBuilder endpoints)
    {
        var mapping = endpoints.MapGroup("/mapping").RequirePermission(Permission.ManageConnections).WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        mapping.MapPost("/try", TryAsync).WithName("TryMapping").WithSummary("What a mapping makes of a payload, and what it leaves out.");
        mapping.MapPost("/suggest", SuggestAsync).WithName("SuggestMapping").WithSummary("A mapping proposed for samples, with a confidence per field.");
    }

    private static async Task<Results<JsonHttpResult<MappingTrialAnswer>, ProblemHttpResult>> TryAsync(HttpContext http, HotelDirectory hotels, CancellationToken cancellationToken)
    {
        var (trial, unreadable) = await ReadAsync(http, CustomJson.Default.MappingTrial, cancellationToken);
        if (trial is null)
            return unreadable!;
        if (EntityOf(trial.Entity) is not { } entity)
            return Problem.Invalid("$.entity", "booking, guest or room.");
        if (trial.Mapping.ValueKind != JsonValueKind.Object)
            return Problem.Invalid("$.mapping", "a mapping document.");
        if (HotelOf(trial, hotels, http.Caller()) is not { } hotel)
            return Problem.Invalid(trial.TimeZone is null ? "$.currency" : "$.timeZone", "an IANA time zone, and a currency of ISO 4217.");
        return TypedResults.Json(Try(trial, entity, hotel), CustomJson.Default.MappingTrialAnswer);
    }

    /// <summary>Maps and says what was left out.</summary>
    internal static MappingTrialAnswer Try(MappingTrial trial, EntityKind entity, HotelSettings hotel)
    {
        var (mapping, problems) = DocumentReader.Read(trial.Mapping.GetRawText());
        var page = new MappedPage { Notes = [] };
        IReadOnlyList<string> unused = [];
        var told = problems.ToList();
        if (problems.Count == 0)
        {
            try
            {
                CustomPayload.Map(page, mapping, entity, trial.Payload, hotel);
                var section = mapping.Sections[entity];
                unused = SourceFields.Unused(section, CustomPayload.RecordsOf(section, mapping, trial.Payload).Records.Select(found => found.Value));
            }
            catch (MappingException error)
            {
                told.Add($"payload {error.Path}: {error.Reason}.");
            }
            catch (InvalidOperationException)
            {
                told.Add("payload $: holds a text that is not Unicode.");
            }
        }

        told.AddRange(page.Notes!.Select(note => $"{note.Field}: {note.Path} {note.Reason}; the field was left out.").Distinct(StringComparer.Ordinal));
        return new MappingTrialAnswer
        {
            Mapped = entity switch
            {
                EntityKind.Booking => Written(page.Bookings, ContractsJson.Default.Booking),
                EntityKind.Guest => Written(page.Guests, ContractsJson.Default.Guest),
                _ => Written(page.Rooms, ContractsJson.Default.Room),
            },
            Unmapped = [.. page.Unmapped.Select(record => new UnmappedView(record.Entity, record.ExternalId, record.Path, record.Reason))],
            UnusedSourceFields = unused,
            Problems = told,
        };
    }

    private static async Task<Results<JsonHttpResult<SuggestionAnswer>, ProblemHttpResult>> SuggestAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var (request, unreadable) = await ReadAsync(http, CustomJson.Default.SuggestionRequest, cancellationToken);
        if (request is null)
            return unreadable!;
        if (EntityOf(request.Entity) is not { } entity)
            return Problem.Invalid("$.entity", "booking, guest or room.");
        if (request.Samples is not { Count: > 0 and <= MostSamples } samples)
            return Problem.Invalid("$.samples", $"1 to {MostSamples} payloads.");
        return await ProposeAsync(entity, samples, http.RequestServices.GetService<IChatClient>(), cancellationToken) is { } answer
            ? TypedResults.Json(answer, CustomJson.Default.SuggestionAnswer)
            : Problem.Invalid("$.samples", "JSON whose texts are Unicode.");
    }

    /// <summary>Null when the samples hold texts that cannot be read.</summary>
    internal static async Task<SuggestionAnswer?> ProposeAsync(
        EntityKind entity, IReadOnlyList<JsonElement> samples, IChatClient? chat, CancellationToken cancellationToken)
    {
        Suggestion suggestion;
        try
        {
            suggestion = Suggester.Suggest(entity, samples);
        }
        catch (InvalidOperationException)
        {
            return null;
        }

        var refined = false;
        if (chat is not null)
            (suggestion, refined) = await ChatRefiner.RefineAsync(chat, entity, suggestion, cancellationToken);
        var used = suggestion.Fields.Select(field => field.Leaf.Path.Text).ToHashSet(StringComparer.Ordinal);
        return new SuggestionAnswer
        {
            Mapping = SuggestedMapping.Write(entity, suggestion),
            Fields = [.. suggestion.Fields.Select(field => new SuggestedFieldView(field.Field, field.Source, field.Confidence, field.Why))],
            NotFound = [.. Targets.Of(entity).Select(target => target.Name).Except(suggestion.Fields.Select(field => field.Field), StringComparer.Ordinal)],
            UnusedSourceFields = [.. suggestion.Leaves.Where(leaf => (leaf.Shape & ~Shape.Empty) != Shape.None).Select(leaf => leaf.Path.Text).Where(path => !used.Contains(path))],
            Refined = refined,
        };
    }

    private static JsonArray Written<T>(IEnumerable<T> records, JsonTypeInfo<T> type) => new([.. records.Select(record => JsonSerializer.SerializeToNode(record, type))]);

    private static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, cancellationToken) is { } value ? (value, null) : (null, Problem.Invalid("$", "a JSON object."));
        }
        catch (JsonException error)
        {
            return (null, Problem.Invalid(error.Path ?? "$", "JSON of the documented form."));
        }
    }

    private static EntityKind? EntityOf(string? name) => name?.ToLowerInvariant() switch
    {
        "booking" or "bookings" => EntityKind.Booking,
        "guest" or "guests" => EntityKind.Guest,
        "room" or "rooms" => EntityKind.Room,
        _ => null,
    };

    private static HotelSettings? HotelOf(MappingTrial trial, HotelDirectory hotels, CallerIdentity caller)
    {
        var own = caller.HotelIds.Select(hotels.Find).FirstOrDefault(hotel => hotel is not null);
        var zone = own is null ? TimeZoneInfo.Utc : hotels.TimeZoneOf(own.Id);
        if (trial.TimeZone is { } named && !TimeZoneInfo.TryFindSystemTimeZoneById(named, out zone))
            return null;
        return Currencies.TryFind(trial.Currency ?? own?.Currency ?? "EUR", out var currency) ? new HotelSettings(zone, currency.Code) : null;
    }
}
