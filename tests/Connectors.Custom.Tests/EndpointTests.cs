using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.Assistance;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Custom.Tests;

public sealed class EndpointTests
{
    private static readonly HotelSettings Hotel = new(TimeZoneInfo.Utc, "EUR");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_trial_shows_what_was_mapped_what_was_not_and_what_nobody_reads()
    {
        var answer = Try(
            """{"bookings":{"records":"$.b","fields":{"externalId":"$.id","status":"$.s","arrival":"$.from","departure":"$.to","guest.email":"$.who.mail","expectedArrivalTime":"$.eta"}}}""",
            """{"b":[{"id":1,"s":"weird","from":"2027-01-01","to":"2027-01-02","who":{"mail":"a@example.org","fax":"1"},"eta":"evening"},{"id":2,"s":"booked","from":"x","to":"2027-01-02","extra":[{"y":1}]}]}""");

        Assert.Equal("a@example.org", (string?)answer.Mapped.Single()!["guests"]![0]!["email"]);
        Assert.Equal([new UnmappedView(EntityKind.Booking, "2", "$.from", "is not a date")], answer.Unmapped);
        Assert.Equal(["$.who.fax", "$.extra[*].y"], answer.UnusedSourceFields);
        Assert.Equal(
            ["expectedArrivalTime: $.eta is not a time of day; the field was left out.", "status: $.s is a word in no table; the field was left out."],
            answer.Problems.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_trial_of_a_wrong_mapping_tells_what_is_wrong_with_it() =>
        Assert.Contains(Try("""{"bookings":{"fields":{"externalId":"id"}}}""", "{}").Problems, problem => problem.StartsWith("$.bookings.fields.externalId:", StringComparison.Ordinal));

    [Fact]
    public void A_posted_body_in_the_platforms_form_needs_no_mapping()
    {
        var reading = CustomConnector.Read(Delivery("""{"deliveryId":"d-1","booking":{"id":7,"status":"confirmed","stay":{"checkIn":"2027-01-01","checkOut":"2027-01-03","room":"4"},"guest":{"name":"Signe Holm"}}}"""), Hotel);
        Assert.Equal(("d-1", "7", null), (reading.DeliveryId, reading.Records.Bookings.Single().ExternalId, reading.Ignored));
        Assert.NotNull(CustomConnector.Read(Delivery("""{"ping":true}"""), Hotel).Ignored);
    }

    [Fact]
    public void A_posted_body_is_mapped_by_the_connections_own_mapping()
    {
        var settings = new ConnectionSettings([new("mapping", """{"posted":{"bookings":"$.data"},"bookings":{"records":"$.list","fields":{"externalId":"$.i","status":"$.s","arrival":"$.a","departure":"$.d"}}}""")]);
        var reading = CustomConnector.Read(Delivery("""{"data":[{"i":"x","s":"new","a":"2027-01-01","d":"2027-01-02"},{"i":"y"}]}"""), Hotel with { Settings = settings });
        Assert.Equal("x", reading.Records.Bookings.Single().ExternalId);
        Assert.Equal(("y", "$.a", "is missing"), (reading.Records.Unmapped.Single().ExternalId, reading.Records.Unmapped.Single().Path, reading.Records.Unmapped.Single().Reason));
        Assert.DoesNotContain("externalId", (Hotel with { Settings = settings }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_told_names_and_shapes_and_its_answer_counts_only_where_it_fits()
    {
        await using var model = await FakeVendor.StartAsync(
            http => FakeVendor.JsonAsync(http, """{"model":"m","choices":[{"message":{"role":"assistant","content":"{\"departure\":\"$.heim\",\"arrival\":\"$.nirgends\",\"total\":\"$.wer\",\"guest.name\":\"$.wer\"}"}}]}"""), Token);
        using var host = Host(model.Url + "/v1", "key-1");
        var chat = host.Services.GetRequiredService<IChatClient>();
        var sample = JsonElement.Parse("""{"id":"Z-1","status":"booked","arrival":"2027-01-01","heim":"2027-01-04","wer":"Signe Holm"}""");

        var answer = (await MappingEndpoints.ProposeAsync(EntityKind.Booking, [sample], chat, Token))!;

        Assert.True(answer.Refined);
        var fields = answer.Fields.ToDictionary(field => field.Field, field => field.Source, StringComparer.Ordinal);
        Assert.Equal(("$.arrival", "$.heim", "$.wer"), (fields["arrival"], fields["departure"], fields["guest.name"]));
        Assert.DoesNotContain("total", fields.Keys);
        var sent = model.Requests.Single();
        Assert.Equal(("/v1/chat/completions", "Bearer key-1"), (sent.Target, sent.Headers["Authorization"]));
        Assert.DoesNotContain("Signe", sent.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Z-1", sent.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_away_costs_nothing_but_its_refinement()
    {
        await using var model = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, "oops", StatusCodes.Status500InternalServerError), Token);
        using var host = Host(model.Url, key: null);
        var chat = host.Services.GetRequiredService<IChatClient>();
        var answer = (await MappingEndpoints.ProposeAsync(EntityKind.Booking, [JsonElement.Parse("""{"id":"Z-1","status":"booked"}""")], chat, Token))!;
        Assert.False(answer.Refined);
        Assert.Equal("$.id", answer.Fields.Single(field => field.Field == "externalId").Source);
    }

    private static IHost Host(string endpoint, string? key)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Pms:Ai:Endpoint", endpoint), new("Pms:Ai:Model", "m"), new("Pms:Ai:Key", key)]);
        builder.AddAssistance();
        return builder.Build();
    }

    private static MappingTrialAnswer Try(string mapping, string payload) =>
        MappingEndpoints.Try(new MappingTrial { Mapping = JsonElement.Parse(mapping), Payload = JsonElement.Parse(payload) }, EntityKind.Booking, Hotel);

    private static WebhookDelivery Delivery(string body) => new(System.Text.Encoding.UTF8.GetBytes(body), new Dictionary<string, string>(StringComparer.Ordinal));
}
