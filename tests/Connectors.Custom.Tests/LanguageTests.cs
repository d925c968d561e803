using System.Text.Json;
using PmsPlatform.Connectors.Custom.Language;

namespace PmsPlatform.Connectors.Custom.Tests;

public sealed class LanguageTests
{
    private const string Fields = """ "fields": { "externalId": "$.id", "status": "$.s", "arrival": "$.a", "departure": "$.d" } """;

    [Theory]
    [InlineData("$", "$")]
    [InlineData("$.a.b", "$.a.b")]
    [InlineData("$['a b'].c", "$['a b'].c")]
    [InlineData("$[\"x\"][2]", "$.x[2]")]
    [InlineData("$.guest-name", "$.guest-name")]
    [InlineData("$.list[*].id", "$.list[*].id")]
    [InlineData("$.by.*.id", "$.by[*].id")]
    [InlineData("/a/0/b~1c", "$.a[0].b/c")]
    public void A_path_is_read_and_written(string text, string written) => Assert.Equal(written, JsonPath.TryParse(text, out _)?.Text);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a.b", "does not begin with $")]
    [InlineData("$..a", "a name is missing at character 2")]
    [InlineData("$.a[", "has no end at character 4")]
    [InlineData("$.a[?(@.x)]", "filters are not supported")]
    [InlineData("$.a['b]", "a name in brackets has no end")]
    [InlineData("$a", "a . or [ is expected at character 2")]
    public void A_wrong_path_is_told_with_its_place(string text, string problem)
    {
        Assert.Null(JsonPath.TryParse(text, out var told));
        Assert.Contains(problem, told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_finds_values_with_their_own_places()
    {
        var value = JsonElement.Parse("""{"rooms":[{"n":1},{"n":null},{},{"n":2}],"by":{"7":{"n":3}}}""");
        Assert.Equal(["$.rooms[0].n", "$.rooms[1].n", "$.rooms[3].n"], Parsed("$.rooms[*].n").Select(value).Select(found => found.Path));
        Assert.Equal("$.by.7.n", Parsed("$.by.*.n").First(value)?.Path);
        Assert.Null(Parsed("$.rooms[9].n").First(value));
    }

    [Theory]
    [InlineData("""{""", "$: is not JSON at line 1")]
    [InlineData("""[]""", "$: is no object")]
    [InlineData("""{}""", "$: maps nothing; add at least one of bookings, guests, rooms.")]
    [InlineData("""{"room":{}}""", "$.room: is not known here; known are version, auth")]
    [InlineData("""{"version":2,"rooms":{"fields":{"externalId":"$.i","number":"$.n"}}}""", "$.version: is no such number; write a whole number from 1 to 1.")]
    [InlineData("""{"bookings":{"fields":{"externalId":"$.id","arrival":"$.a"}}}""", "$.bookings: maps no status; add \"status\": \"$.path\" to fields, or give it a default.")]
    [InlineData("""{"bookings":{"fields":{"externalId":"id"}}}""", "$.bookings.fields.externalId: 'id' is no path: it does not begin with $ or /")]
    [InlineData("""{"bookings":{"fields":{"guestName":"$.x"}}}""", "$.bookings.fields.guestName: is not known here; known are externalId, confirmationNumber")]
    [InlineData("""{"bookings":{"fields":{"arrival":{"source":"$.a","convert":{"format":"dd.mm.yyyy"}}}}}""", "$.bookings.fields.arrival.convert.format: 'dd.mm.yyyy' is no format of dates; write one such as dd.MM.yyyy")]
    [InlineData("""{"bookings":{"fields":{"status":{"source":"$.s","convert":{"table":{"X":"Booked"}}}}}}""", "$.bookings.fields.status.convert.table.X: 'Booked' is no status; write one of Unknown, Inquiry")]
    [InlineData("""{"bookings":{"fields":{"total":{"source":"$.t","convert":{"currency":"EURO"}}}}}""", "$.bookings.fields.total.convert.currency: 'EURO' is no currency of ISO 4217")]
    [InlineData("""{"bookings":{"fields":{"total":{"source":"$.t","convert":{"unit":"cents"}}}}}""", "$.bookings.fields.total.convert.unit: 'cents' is not known; write one of major, minor.")]
    [InlineData("""{"bookings":{"fields":{"createdAt":{"source":"$.t","convert":{"zone":"Mars"}}}}}""", "$.bookings.fields.createdAt.convert.zone: 'Mars' is no zone")]
    [InlineData("""{"bookings":{"fields":{"notes":{"template":"{$.a} {b}"}}}}""", "$.bookings.fields.notes.template: 'b' is no path")]
    [InlineData("""{"bookings":{"fields":{"notes":{"required":true}}}}""", "$.bookings.fields.notes: has neither source, template nor default")]
    [InlineData("""{"bookings":{"request":{"path":"https://other.example/x"}}}""", "$.bookings.request.path: is no path below the connection's endpoint")]
    [InlineData("""{"bookings":{"request":{"path":"//other.example/x"}}}""", "$.bookings.request.path: is no path below the connection's endpoint")]
    [InlineData("""{"bookings":{"request":{"path":"x?since={sinze}"}}}""", "$.bookings.request.path: {sinze} is no placeholder; known are since")]
    [InlineData("""{"bookings":{"request":{"path":"x"},"paging":{"type":"page"}}}""", "$.bookings.paging: turns pages that no request asks for; use {page} in the request.")]
    [InlineData("""{"bookings":{"request":{"path":"x?c={cursor}"},"paging":{"type":"cursor"}}}""", "$.bookings.paging: has no next")]
    [InlineData("""{"bookings":{"request":{"path":"g","graphql":{"query":"query A { a }","operation":"B"}}}}""", "$.bookings.request.graphql.operation: is not in the query")]
    [InlineData("""{"auth":{"type":"apikey"}}""", "$.auth.type: 'apikey' is not known; write one of none, apiKey, bearer, basic, oauth2.")]
    [InlineData("""{"auth":{"type":"oauth2"}}""", "$.auth: has no usable tokenPath")]
    [InlineData("""{"headers":{"Authorization":"Bearer x"}}""", "$.headers.Authorization: is a credential, which a mapping must not hold")]
    [InlineData("""{"bookings":{},"bookings":{}}""", "$: is not JSON")]
    [InlineData("""{"guests":{"within":"$.g","fields":{"externalId":"$.id"}}}""", "$.guests: takes guests from bookings that nobody asks for")]
    public void A_wrong_mapping_is_told_with_place_reason_and_remedy(string text, string problem) =>
        Assert.Contains(DocumentReader.Read(text).Problems, told => told.StartsWith(problem, StringComparison.Ordinal));

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var (_, problems) = DocumentReader.Read("""{"auth":{"type":"x"},"bookings":{"records":"b","fields":{"externalId":"$.","total":7}}}""");
        Assert.True(problems.Count >= 6, string.Join('\n', problems));
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("graphql")]
    public void The_mappings_of_the_sandbox_are_right(string name) => Assert.Empty(DocumentReader.Read(Mappings.Text(name)).Problems);

    [Fact]
    public void The_whole_example_of_the_documentation_is_right()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "custom-mapping.md"));
        var begin = text.IndexOf("```json", StringComparison.Ordinal) + 7;
        Assert.Empty(DocumentReader.Read(text[begin..text.IndexOf("```", begin, StringComparison.Ordinal)]).Problems);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_no_problem() =>
        Assert.Empty(DocumentReader.Read($$"""{ /* ours */ "bookings": { {{Fields}}, }, }""").Problems);

    private static JsonPath Parsed(string text) => JsonPath.TryParse(text, out _)!;
}
