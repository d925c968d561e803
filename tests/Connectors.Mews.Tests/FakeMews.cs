using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>One call as Mews got it.</summary>
internal sealed record MewsCall(string Operation, JsonObject Body)
{
    public int Count => (int)Body["Limitation"]![nameof(Count)]!;

    public IReadOnlyList<string> Texts(string name) => Body[name] is JsonArray texts ? [.. texts.Select(text => (string)text!)] : [];

    public (string Start, string End) Window(string name) => ((string)Body[name]!["StartUtc"]!, (string)Body[name]!["EndUtc"]!);
}

/// <summary>
/// A Mews of lists on a real socket: pages them as documented, the last record's id being the cursor, and answers the filters by id that reads join with.
/// What time filters let through a test says itself, or not at all.
/// </summary>
internal sealed class FakeMews : IAsyncDisposable
{
    private readonly ConcurrentQueue<MewsCall> _calls = new();
    private FakeVendor? _vendor;

    public Dictionary<string, JsonArray> Lists { get; } = new(StringComparer.Ordinal)
    {
        ["services/getAll"] = Parse(
            """
            [{"Id":"stay","IsActive":true,"Data":{"Discriminator":"Bookable","Value":{"EndOffset":"P0M0DT12H0M0S","TimeUnitPeriod":"Day"}}},
             {"Id":"parking","IsActive":true,"Data":{"Discriminator":"Bookable","Value":{"EndOffset":"P0M0DT12H0M0S","TimeUnitPeriod":"Day"}}},
             {"Id":"dayuse","IsActive":true,"Data":{"Discriminator":"Bookable","Value":{"EndOffset":"-P0M0DT6H0M0S","TimeUnitPeriod":"Day"}}},
             {"Id":"desks","IsActive":true,"Data":{"Discriminator":"Bookable","Value":{"EndOffset":"P0M0DT0H0M0S","TimeUnitPeriod":"Hour"}}},
             {"Id":"closed","IsActive":false,"Data":{"Discriminator":"Bookable","Value":{"EndOffset":"P0M0DT12H0M0S","TimeUnitPeriod":"Day"}}},
             {"Id":"bar","IsActive":true,"Data":{"Discriminator":"Additional","Value":{"Promotions":{}}}}]
            """),
        ["resourceCategories/getAll"] = Parse(
            """
            [{"Id":"queen","ServiceId":"stay","Type":"Room","Capacity":2,"Names":{"en-US":"Queen"}},
             {"Id":"spot","ServiceId":"parking","Type":"ParkingSpot","Capacity":1,"Names":{"en-US":"Spot"}},
             {"Id":"nap","ServiceId":"dayuse","Type":"Room","Capacity":1,"Names":{"en-US":"Nap"}}]
            """),
        ["ageCategories/getAll"] = Parse("""[{"Id":"adult","Classification":"Adult"},{"Id":"child","Classification":"Child"}]"""),
        ["resources/getAll"] = Parse(
            """
            [{"Id":"r101","IsActive":true,"Name":"101","State":"Clean","Data":{"Discriminator":"Space","Value":{"FloorNumber":"1"}}},
             {"Id":"r102","IsActive":true,"Name":"102","State":"Dirty","Data":{"Discriminator":"Space","Value":{"FloorNumber":"1"}}},
             {"Id":"p1","IsActive":true,"Name":"P1","State":"Clean","Data":{"Discriminator":"Space","Value":{"FloorNumber":"-1"}}}]
            """),
        ["resourceCategoryAssignments/getAll"] = Parse(
            """
            [{"Id":"a1","ResourceId":"r101","CategoryId":"queen","IsActive":true},{"Id":"a2","ResourceId":"r102","CategoryId":"queen","IsActive":true},
             {"Id":"a3","ResourceId":"p1","CategoryId":"spot","IsActive":true}]
            """),
    };

    /// <summary>Answers instead of the lists, by operation, until it gives null.</summary>
    public Func<MewsCall, HttpContext, Task<bool>> Instead { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>What time filters let through; everything unless a test says otherwise.</summary>
    public Func<MewsCall, JsonNode, bool> Takes { get; set; } = (_, _) => true;

    public IReadOnlyList<MewsCall> Calls => [.. _calls];

    public string Url => _vendor!.Url;

    public IReadOnlyList<ReceivedRequest> Requests => _vendor!.Requests;

    public static async Task<FakeMews> StartAsync(CancellationToken cancellationToken)
    {
        var mews = new FakeMews();
        mews._vendor = await FakeVendor.StartAsync(mews.AnswerAsync, cancellationToken);
        return mews;
    }

    public IReadOnlyList<MewsCall> CallsOf(string operation) => [.. _calls.Where(call => call.Operation == operation)];

    /// <summary>Fills in reservations, newest first, each with an owner of its own and nothing else.</summary>
    public void HasReservations(int count) =>
        Lists["reservations/getAll/2023-06-06"] = [.. Enumerable.Range(1, count).Select(number => Reservation($"res-{number:00000}", $"cus-{number:00000}"))];

    public static JsonObject Reservation(string id, string account) => Parse<JsonObject>(
        $$"""
        {"Id":"{{id}}","ServiceId":"stay","AccountId":"{{account}}","AccountType":"Customer","Number":"1","State":"Confirmed","Origin":"Distributor",
         "UpdatedUtc":"2026-10-02T17:31:44Z","RequestedResourceCategoryId":"queen","AssignedResourceId":"r101",
         "ScheduledStartUtc":"2026-11-20T14:00:00Z","ScheduledEndUtc":"2026-11-23T10:00:00Z","PersonCounts":[{"AgeCategoryId":"adult","Count":2}]}
        """);

    public static JsonArray Parse(string json) => Parse<JsonArray>(json);

    public ValueTask DisposeAsync() => _vendor!.DisposeAsync();

    private static T Parse<T>(string json)
        where T : JsonNode => (T)JsonNode.Parse(json)!;

    private async Task AnswerAsync(HttpContext http)
    {
        var operation = http.Request.Path.Value!["/api/connector/v1/".Length..];
        var call = new MewsCall(operation, (JsonObject)(await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!);
        _calls.Enqueue(call);
        if (!await Instead(call, http))
            await FakeVendor.JsonAsync(http, Page(call).ToJsonString());
    }

    private JsonObject Page(MewsCall call)
    {
        var (property, wanted) = call.Operation switch
        {
            "customers/getAll" => ("Customers", call.Texts("CustomerIds").Select(id => (JsonNode)new JsonObject { ["Id"] = id, ["LastName"] = $"Name of {id}" })),
            "orderItems/getAll" => ("OrderItems", Of(call, "ServiceOrderIds", "ServiceOrderId")),
            "companionships/getAll" => ("Companionships", Of(call, "ReservationIds", "ReservationId")),
            "companies/getAll" => ("Companies", Of(call, "Ids", "Id")),
            "resourceCategories/getAll" => ("ResourceCategories", Of(call, "ServiceIds", "ServiceId")),
            "resourceCategoryAssignments/getAll" => ("ResourceCategoryAssignments", Of(call, "ResourceCategoryIds", "CategoryId")),
            "reservations/getAll/2023-06-06" => ("Reservations", Of(call, "ServiceIds", "ServiceId")),
            "services/getAll" => ("Services", Of(call)),
            "resourceBlocks/getAll" => ("ResourceBlocks", Of(call)),
            "tasks/getAll" => ("Tasks", Of(call)),
            "rates/getAll" => ("Rates", Of(call, "ServiceIds", "ServiceId")),
            "ageCategories/getAll" => ("AgeCategories", Of(call)),
            _ => ("Resources", Of(call)),
        };
        var rest = wanted.Where(record => Takes(call, record)).ToList();
        if ((string?)call.Body["Limitation"]!["Cursor"] is { } cursor)
            rest = [.. rest.SkipWhile(record => (string?)record["Id"] != cursor).Skip(1)];
        var page = rest.Take(call.Count).Select(record => record.DeepClone()).ToArray();
        return new JsonObject { [property] = new JsonArray(page), ["Cursor"] = page.LastOrDefault()?["Id"]?.DeepClone() };
    }

    private IEnumerable<JsonNode> Of(MewsCall call, string? filter = null, string member = "")
    {
        var records = Lists.GetValueOrDefault(call.Operation)?.Select(record => record!) ?? [];
        if (filter is null || call.Body[filter] is null)
            return records;

        var wanted = call.Texts(filter).ToHashSet(StringComparer.Ordinal);
        return records.Where(record => wanted.Contains((string?)record[member] ?? ""));
    }
}
