using System.Net;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Connections.Privacy;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests.Privacy;

/// <summary>A guest's data are handed out whole or not at all, and erased until every service has said so, twice.</summary>
public sealed class PrivacyTests(PrivacyService privacy) : IClassFixture<PrivacyService>
{
    private const string Exports = "/api/privacy/exports";
    private const string Erasures = "/api/privacy/erasures";
    private const string Email = """{"email":"Ilka@Private.example"}""";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly RegistryService service = privacy.Service;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_holds_what_every_service_keeps_and_no_service_is_told_the_address()
    {
        var owner = await HotelAsync("export");
        foreach (var name in Services)
            privacy.Records[$"{name} con_export"] = [Record(name)];

        var (export, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Post, Exports, Email);

        Assert.Equal(
            Services.Order(StringComparer.Ordinal),
            export.GetProperty("services").EnumerateArray().Select(part => part.GetProperty("records")[0].GetProperty("value").GetProperty("kept").GetString()));
        Assert.All(privacy.Others.Requests, request => Assert.DoesNotContain("private.example", request.Body, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(1, await OnRecordAsync("guest.exported", "export"));
        Assert.DoesNotContain("private.example", service.Logs.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_lies_at_a_connection_where_the_guest_has_no_profile_is_handed_out_too()
    {
        var owner = await HotelAsync("trace", found: false);
        await LinkAsync("trace", "con_trace_old");
        privacy.Records["connector-hostaway con_trace_old"] = [Record("quarantine")];

        var (export, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Post, Exports, Email);

        Assert.Contains("quarantine", export.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_answer_of_every_service_nothing_is_handed_out()
    {
        var owner = await HotelAsync("silent");
        privacy.Records["guest-context con_silent"] = [Record("guest-context")];
        privacy.Silent["sync-ledger con_silent"] = true;

        var (problem, _) = await owner.AskAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Post, Exports, Email);

        Assert.Contains("sync-ledger", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await OnRecordAsync("guest.exported", "silent"));
    }

    [Theory]
    [InlineData("{}", "$")]
    [InlineData("""{"email":"a@b.example","phone":"+3620123456"}""", "$")]
    [InlineData("""{"email":"nobody"}""", "$.email")]
    [InlineData("""{"phone":"12"}""", "$.phone")]
    [InlineData("""{"guest":{"connectionId":"con_bad"}}""", "$.guest")]
    public async Task Whom_a_request_means_must_be_plain(string body, string field)
    {
        var owner = await HotelAsync($"plain{Math.Abs(body.GetHashCode(StringComparison.Ordinal))}");

        var (problem, _) = await owner.AskAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Erasures, body);

        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Who_has_several_hotels_names_one_and_only_his_own()
    {
        await HotelAsync("theirs");
        var owner = await service.OwnerAsync("several", "several1", "several2");

        var (problem, _) = await owner.AskAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Exports, Email);
        Assert.Equal("$.hotelId", problem.GetProperty("field").GetString());
        await owner.AskAsync(HttpStatusCode.NotFound, HttpMethod.Post, Exports, """{"hotelId":"htl_theirs","email":"Ilka@Private.example"}""");
        await owner.AskAsync(HttpStatusCode.NotFound, HttpMethod.Post, Erasures, """{"hotelId":"htl_several1","email":"Ilka@Private.example"}""");
    }

    [Fact]
    public async Task Who_may_not_manage_privacy_may_not_see_receipts_either()
    {
        var owner = await HotelAsync("staff");
        var staff = owner.As(caller => caller with { OrganizationGrant = Permission.None, Grants = caller.HotelIds.ToDictionary(hotel => hotel, _ => Permissions.All & ~Permission.ManagePrivacy) });

        await staff.AskAsync(HttpStatusCode.Forbidden, HttpMethod.Post, Exports, Email);
        await staff.AskAsync(HttpStatusCode.Forbidden, HttpMethod.Post, Erasures, Email);
        await staff.AskAsync(HttpStatusCode.Forbidden, HttpMethod.Get, Erasures);
    }

    [Fact]
    public async Task Whoever_is_in_the_house_or_expected_is_erased_only_when_that_is_said()
    {
        var owner = await HotelAsync("open", openStays: 1);

        await owner.AskAsync(HttpStatusCode.Conflict, HttpMethod.Post, Erasures, Email);
        await owner.AskAsync(HttpStatusCode.Accepted, HttpMethod.Post, Erasures, """{"email":"ilka@private.example","includeOpenStays":true}""");
    }

    [Fact]
    public async Task An_erasure_is_told_to_all_answered_twice_and_its_receipt_stays()
    {
        var owner = await HotelAsync("course");
        var (accepted, _) = await owner.AskAsync(HttpStatusCode.Accepted, HttpMethod.Post, Erasures, Email);
        var id = accepted.GetProperty("erasureId").GetGuid();

        var first = await HeardAsync("con_course", 1);
        Assert.Equal((id, 1, "hostaway", "htl_course"), (first.ErasureId, first.Pass, first.Context.Vendor, first.Context.HotelId));
        Assert.Equal(("g-1", "b-1", 1), (Assert.Single(first.Person.GuestIds), Assert.Single(first.Person.BookingIds), first.Person.Contacts.Count));
        foreach (var name in Services)
            await AnswerAsync(first, name, 2);
        Assert.Equal("Pending", (await ReceiptAsync(owner, id)).GetProperty("state").GetString());

        service.Time.Advance(TimeSpan.FromMinutes(1));
        await service.Services.GetRequiredService<ErasureTeller>().TellAsync(Token);
        var second = await HeardAsync("con_course", 2);
        Assert.Equal((id, 2), (second.ErasureId, second.Pass));
        foreach (var name in Services)
            await AnswerAsync(second, name, 1);

        var receipt = await ReceiptAsync(owner, id);
        Assert.Equal("Completed", receipt.GetProperty("state").GetString());
        Assert.All(receipt.GetProperty("parts").EnumerateArray(), part => Assert.Equal(3, part.GetProperty("counts").GetProperty("guests").GetInt64()));
        Assert.Equal(1, await OnRecordAsync("guest.erased", "course"));
        Assert.Equal(0, await ScalarAsync("SELECT count(*) FROM connections.erasure_part WHERE hotel_id = 'htl_course' AND person IS NOT NULL"));
        Assert.DoesNotContain("private.example", receipt.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_told_again_and_an_answer_that_comes_twice_counts_once()
    {
        var owner = await HotelAsync("again");
        var (accepted, _) = await owner.AskAsync(HttpStatusCode.Accepted, HttpMethod.Post, Erasures, Email);
        var first = await HeardAsync("con_again", 1);
        await AnswerAsync(first, "sync-ledger", 5);
        await AnswerAsync(first, "sync-ledger", 5);

        service.Time.Advance(TimeSpan.FromSeconds(31));
        await service.Services.GetRequiredService<ErasureTeller>().TellAsync(Token);

        Assert.Equal(1, (await HeardAsync("con_again", 2)).Pass);
        var receipt = await ReceiptAsync(owner, accepted.GetProperty("erasureId").GetGuid());
        var ledger = receipt.GetProperty("parts").EnumerateArray().Single(part => part.GetProperty("service").GetString() == "sync-ledger");
        Assert.Equal(5, ledger.GetProperty("counts").GetProperty("guests").GetInt64());
        Assert.Equal("Pending", receipt.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Answers_over_the_broker_reach_the_receipt()
    {
        var owner = await HotelAsync("wire");
        var (accepted, _) = await owner.AskAsync(HttpStatusCode.Accepted, HttpMethod.Post, Erasures, Email);
        var first = await HeardAsync("con_wire", 1);

        await service.Services.GetRequiredService<IBus>().PublishAllAsync([first.Answer("guest-context", Counts(4), service.Time)], Delivery.Required, Token);

        await Eventually.TrueAsync(
            async () => (await ReceiptAsync(owner, accepted.GetProperty("erasureId").GetGuid())).ToString().Contains("\"guests\":4", StringComparison.Ordinal), Soon, "the answer is in the receipt", Token);
    }

    [Fact]
    public async Task Receipts_are_listed_newest_first_and_others_are_not_seen()
    {
        var owner = await HotelAsync("list");
        var other = await HotelAsync("list2");
        var (one, _) = await owner.AskAsync(HttpStatusCode.Accepted, HttpMethod.Post, Erasures, Email);
        service.Time.Advance(TimeSpan.FromMilliseconds(5));
        var (two, _) = await owner.AskAsync(HttpStatusCode.Accepted, HttpMethod.Post, Erasures, Email);

        var (page, _) = await owner.GetAsync($"{Erasures}?limit=1");
        Assert.Equal(two.GetProperty("erasureId").GetGuid(), page.GetProperty("items")[0].GetProperty("erasureId").GetGuid());
        var (rest, _) = await owner.GetAsync($"{Erasures}?limit=1&after={page.GetProperty("next").GetString()}");
        Assert.Equal(one.GetProperty("erasureId").GetGuid(), rest.GetProperty("items")[0].GetProperty("erasureId").GetGuid());
        Assert.Empty((await other.GetAsync(Erasures)).Json.GetProperty("items").EnumerateArray());
        await other.AskAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{Erasures}/{one.GetProperty("erasureId").GetGuid()}");
    }

    private static readonly string[] Services = ["guest-context", "sync-ledger", "connector-hostaway"];

    private async Task<Owner> HotelAsync(string name, bool found = true, int openStays = 0)
    {
        if (found)
        {
            var person = new PersonTraces { GuestIds = ["g-1"], BookingIds = ["b-1"], Contacts = ["AAECAwQFBgcICQoLDA0ODw=="] };
            privacy.Found[$"htl_{name}"] = new PersonFound { Connections = [new PersonAtConnection($"con_{name}", "hostaway", person)], OpenStays = openStays };
        }

        return await service.OwnerAsync(name, name);
    }

    private Task<int> LinkAsync(string name, string connection) => service.WithContextAsync(context =>
    {
        context.Add(new Links.Link
        {
            ConnectionId = connection,
            OrganizationId = $"org_{name}",
            HotelId = $"htl_{name}",
            Vendor = "hostaway",
            IsEnabled = false,
            CreatedAt = service.Time.GetUtcNow(),
            ChangedAt = service.Time.GetUtcNow(),
        });
        return context.SaveChangesAsync(Token);
    });

    private PersonalRecord Record(string kept) => new()
    {
        Kind = "guest",
        ConnectionId = "con",
        Id = "g-1",
        At = service.Time.GetUtcNow(),
        Value = JsonSerializer.SerializeToElement(new { kept }),
    };

    private async Task<GuestErasureRequested> HeardAsync(string connection, int count)
    {
        await Eventually.TrueAsync(() => privacy.RequestsOf(connection).Count >= count, Soon, $"{count} requests for {connection} are heard", Token);
        return privacy.RequestsOf(connection)[count - 1];
    }

    private Task AnswerAsync(GuestErasureRequested requested, string name, long guests) =>
        ActivatorUtilities.CreateInstance<RecordErasures>(service.Services).RecordAsync(requested.Answer(name, Counts(guests), service.Time), Token);

    private static Dictionary<string, long> Counts(long guests) => new(StringComparer.Ordinal) { ["guests"] = guests };

    private static async Task<JsonElement> ReceiptAsync(Owner owner, Guid id) => (await owner.GetAsync($"{Erasures}/{id}")).Json;

    private Task<long> OnRecordAsync(string action, string hotel) =>
        ScalarAsync($"SELECT count(*) FROM connections.audit_entry WHERE action = '{action}' AND hotel_id = 'htl_{hotel}'");

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = service.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
