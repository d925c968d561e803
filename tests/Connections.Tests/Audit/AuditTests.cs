using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Connections.Access;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Connections.Tests.Access;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests.Audit;

/// <summary>What goes on record, who may read it, and in which forms.</summary>
public sealed class AuditTests(RegistryService service) : IClassFixture<RegistryService>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_that_is_made_and_changed_is_on_record_with_what_changed_and_without_its_secrets()
    {
        await service.VendorsAsync();
        var owner = await service.OwnerAsync("audit-connection", "audit-connection");
        await owner.SaveAsync("""{"pmsType":"mews","id":"con_audit","credentials":{"clientToken":"very-secret-1","accessToken":"very-secret-2"}}""");
        await owner.SaveAsync("""{"pmsType":"mews","id":"con_audit","credentials":{"accessToken":"very-secret-3"},"endpoint":"https://other.example/"}""", HttpStatusCode.OK);
        await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{Owner.Address}/con_audit");

        var records = await RecordsAsync(owner, "?target=connection%20con_audit");

        Assert.Equal(["connection.changed", "connection.changed", "connection.created"], records.Select(record => record.Entry.Action));
        Assert.Equal(new AuditChange("True", "False"), records[0].Entry.Changes["isEnabled"]);
        Assert.Equal(new AuditChange("set", "changed"), records[1].Entry.Changes["sealedSettings.accessToken"]);
        Assert.DoesNotContain("sealedSettings.clientToken", records[1].Entry.Changes.Keys);
        Assert.Equal(new AuditChange(null, "https://other.example/"), records[1].Entry.Changes["endpoint"]);
        Assert.All(records, record => Assert.Equal(("org_audit-connection", "htl_audit-connection", "User"), (record.Entry.OrganizationId, record.Entry.HotelId, record.Entry.Actor.Kind)));
        Assert.DoesNotContain("very-secret", TextOf(records), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_becomes_another_hotel_is_on_record_with_both()
    {
        await service.VendorsAsync();
        var owner = await service.OwnerAsync("audit-map", "audit-map-one", "audit-map-two");
        foreach (var hotel in (string[])["htl_audit-map-one", "htl_audit-map-two"])
        {
            using var saved = await owner.SendAsync(HttpMethod.Put, "/api/admin/pms/mappings", $$"""{"pmsType":"mews","propertyId":"p-1","hotelId":"{{hotel}}"}""");
            Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync(Cancel));
        }

        var records = await RecordsAsync(owner, "?action=mapping.");

        Assert.Equal(["mapping.changed", "mapping.created"], records.Select(record => record.Entry.Action));
        Assert.Equal(new AuditChange("htl_audit-map-one", "htl_audit-map-two"), records[0].Entry.Changes["hotelId"]);
    }

    [Fact]
    public async Task What_is_refused_is_not_on_record_as_done()
    {
        await service.VendorsAsync();
        var owner = await service.OwnerAsync("audit-refused", "audit-refused");
        await owner.SaveAsync("""{"pmsType":"mews","id":"con_audit_first","credentials":{"clientToken":"a","accessToken":"b"}}""");
        await owner.SaveAsync("""{"pmsType":"hostaway","id":"con_audit_second","credentials":{"accountId":"1","clientSecret":"b"}}""", HttpStatusCode.Conflict);

        Assert.Empty(await RecordsAsync(owner, "?target=connection%20con_audit_second"));
    }

    [Fact]
    public async Task Sign_ins_that_succeed_and_fail_are_on_record_with_where_they_came_from()
    {
        using var front = new Front(service);
        var organization = await front.OrganizationAsync();
        var person = await front.PersonAsync(organization, Role.Owner);
        var address = Front.NewAddress();
        using var wrong = await front.LoginAsync(person.Email, "a wrong password of some length", address);
        using var right = await front.LoginAsync(person.Email, address: address);

        var records = await RecordsAsync(front, person, $"?action=sign-in.");

        Assert.Equal(
            [("sign-in.succeeded", AuditOutcome.Succeeded, $"user {person.Id}", address), ("sign-in.failed", AuditOutcome.Failed, $"user {person.Id}", address)],
            records.Select(record => (record.Entry.Action, record.Entry.Outcome, record.Entry.Target, record.Entry.Address!)));
        Assert.DoesNotContain(person.Email, TextOf(records), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_key_is_on_record_when_it_is_made_used_from_a_new_address_and_revoked()
    {
        using var front = new Front(service);
        var organization = await front.OrganizationAsync("htl_audit_key");
        var owner = await front.PersonAsync(organization, Role.Owner);
        using var made = await front.AsAsync(owner.AccessToken, HttpMethod.Post, "/api/keys", new { name = "a machine", permissions = new[] { "ViewData" }, hotelIds = new[] { "htl_audit_key" } });
        var key = await Front.JsonAsync(made);
        var id = (string)key["id"]!;
        foreach (var address in (string[])["203.0.113.9", "203.0.113.9", "203.0.113.10"])
            Assert.NotNull(await front.ResolveAsync((string)key["key"]!, address: address));
        Assert.Equal(204, await front.StatusAsync(owner.AccessToken, HttpMethod.Delete, $"/api/keys/{id}"));

        var records = await RecordsAsync(front, owner, $"?target=key%20{id}");

        Assert.Equal(["key.changed", "key.used-from-new-address", "key.used-from-new-address", "key.created"], records.Select(record => record.Entry.Action));
        Assert.Equal(["203.0.113.10", "203.0.113.9"], records.Skip(1).Take(2).Select(record => record.Entry.Address!));
        Assert.DoesNotContain((string)key["key"]!, TextOf(records), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_of_credentials_that_fails_is_on_record_as_failed()
    {
        await service.VendorsAsync();
        var owner = await service.OwnerAsync("audit-trial", "audit-trial");
        service.Connector.Answer = http => FakeVendor.JsonAsync(http, JsonSerializer.Serialize(
            new ConnectionTrialResult { Fault = ConnectionFault.Unauthorised, Reason = "No.", Milliseconds = 3 }, ContractsJson.Default.ConnectionTrialResult));
        await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Post, "/api/admin/pms/test-connection", """{"pmsType":"mews","credentials":{"clientToken":"tried-secret","accessToken":"tried-secret"}}""");

        var record = Assert.Single(await RecordsAsync(owner, "?action=connection.tested"));

        Assert.Equal((AuditOutcome.Failed, "vendor mews", "Unauthorised"), (record.Entry.Outcome, record.Entry.Target, record.Entry.Changes["fault"].To));
    }

    [Fact]
    public async Task What_another_service_tells_is_on_record_once_and_under_the_hotels_organisation()
    {
        var owner = await service.OwnerAsync("audit-service", "audit-service");
        var entry = EntryOf("htl_audit-service");
        var body = JsonSerializer.Serialize(new AuditBatch { Entries = [entry] }, ContractsJson.Default.AuditBatch);
        for (var time = 0; time < 2; time++)
            await service.Service().AskAsync(HttpStatusCode.NoContent, HttpMethod.Post, "/internal/audit", body);

        var record = Assert.Single(await RecordsAsync(owner, "?action=write-back.requested"));

        Assert.Equal((entry.Id, "org_audit-service", "note"), (record.Entry.Id, record.Entry.OrganizationId, record.Entry.Changes["kind"].To));
    }

    [Fact]
    public async Task Another_organisation_and_another_hotel_see_nothing_of_it()
    {
        var owner = await service.OwnerAsync("audit-mine", "audit-mine", "audit-next");
        var stranger = await service.OwnerAsync("audit-theirs", "audit-theirs");
        var body = JsonSerializer.Serialize(new AuditBatch { Entries = [EntryOf("htl_audit-mine")] }, ContractsJson.Default.AuditBatch);
        await service.Service().AskAsync(HttpStatusCode.NoContent, HttpMethod.Post, "/internal/audit", body);
        var atTheNextHotel = owner.As(caller => caller.OnlyAt(["htl_audit-next"]));

        Assert.Empty(await RecordsAsync(stranger, "?hotelId=htl_audit-mine"));
        Assert.Empty(await RecordsAsync(atTheNextHotel, "?action=write-back.requested"));
        Assert.Single(await RecordsAsync(owner.As(caller => caller.OnlyAt(["htl_audit-mine"])), "?action=write-back.requested"));
    }

    [Fact]
    public async Task Pages_follow_each_other_from_the_newest_to_the_oldest_and_none_is_left_out()
    {
        var owner = await service.OwnerAsync("audit-pages", "audit-pages");
        var entries = Enumerable.Range(0, 25).Select(_ => EntryOf("htl_audit-pages")).ToList();
        await service.Service().AskAsync(
            HttpStatusCode.NoContent, HttpMethod.Post, "/internal/audit", JsonSerializer.Serialize(new AuditBatch { Entries = entries }, ContractsJson.Default.AuditBatch));

        var read = new List<Guid>();
        string? next = null;
        do
        {
            var (page, _) = await owner.GetAsync($"/api/audit?action=write-back.requested&limit=10{(next is null ? "" : $"&after={next}")}");
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("entry").GetProperty("id").GetGuid()));
            next = page.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }
        while (next is not null);

        Assert.Equal(entries.Select(entry => entry.Id).Reverse(), read);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("after=%21", "after")]
    [InlineData("outcome=Perhaps", "outcome")]
    [InlineData("from=2030-01-02T00:00:00Z&until=2030-01-01T00:00:00Z", "until")]
    public async Task A_question_that_cannot_be_meant_is_refused_with_its_field(string query, string field)
    {
        var owner = await service.OwnerAsync($"audit-bad-{field}", $"audit-bad-{field}");
        var (problem, _) = await owner.AskAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"/api/audit?{query}");
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task An_export_has_every_entry_in_each_form_and_no_cell_that_a_spreadsheet_would_run()
    {
        var owner = await service.OwnerAsync("audit-export", "audit-export");
        var entry = EntryOf("htl_audit-export") with { Target = "=cmd,\"quoted\"" };
        await service.Service().AskAsync(
            HttpStatusCode.NoContent, HttpMethod.Post, "/internal/audit", JsonSerializer.Serialize(new AuditBatch { Entries = [entry] }, ContractsJson.Default.AuditBatch));

        using var csv = await owner.SendAsync(HttpMethod.Get, "/api/audit/export?format=csv&action=write-back.requested");
        using var lines = await owner.SendAsync(HttpMethod.Get, "/api/audit/export?action=write-back.requested");

        var rows = (await csv.Content.ReadAsStringAsync(Cancel)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, rows.Length);
        Assert.Contains("\"'=cmd,\"\"quoted\"\"\"", rows[1], StringComparison.Ordinal);
        var line = Assert.Single((await lines.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(entry.Id, JsonSerializer.Deserialize(line, ContractsJson.Default.AuditRecord)!.Entry.Id);
        Assert.Equal(2, (await RecordsAsync(owner, "?action=audit.exported")).Count);
    }

    [Fact]
    public async Task Only_a_configured_key_has_the_chain_proved()
    {
        var owner = await service.OwnerAsync("audit-prove", "audit-prove");
        using var refused = await owner.SendAsync(HttpMethod.Get, "/api/audit/verification");
        using var wrong = await owner.As(caller => caller with { OrganizationId = null }).SendAsync(HttpMethod.Get, "/api/audit/verification?expect=5");
        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.BadRequest], [refused.StatusCode, wrong.StatusCode]);
    }

    [Fact]
    public async Task Every_kind_of_row_is_either_put_on_record_or_named_as_one_that_is_not()
    {
        await using var scope = service.Services.CreateAsyncScope();
        var rows = ((DbContext[])[scope.ServiceProvider.GetRequiredService<RegistryContext>(), scope.ServiceProvider.GetRequiredService<AccessContext>()])
            .SelectMany(context => context.Model.GetEntityTypes()).Select(row => row.ClrType).Distinct().ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(AuditShapes.Find(row) is not null ^ AuditShapes.Unrecorded.Contains(row), $"{row.Name} is in neither list, or in both"));
    }

    internal static AuditEntry EntryOf(string hotel) => new()
    {
        Id = Guid.CreateVersion7(),
        OccurredAt = DateTimeOffset.UtcNow,
        Actor = new AuditActor("ApiKey", "key_1", "a machine"),
        Action = "write-back.requested",
        Target = "write-back 1",
        HotelId = hotel,
        Changes = new Dictionary<string, AuditChange>(StringComparer.Ordinal) { ["kind"] = new(null, "note") },
    };

    private static async Task<List<AuditRecord>> RecordsAsync(Owner owner, string query) => Records((await owner.GetAsync($"/api/audit{query}")).Json);

    private static async Task<List<AuditRecord>> RecordsAsync(Front front, Person person, string query)
    {
        using var answer = await front.AsAsync(person.AccessToken, HttpMethod.Get, $"/api/audit{query}");
        return Records(JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)));
    }

    private static string TextOf(List<AuditRecord> records) => string.Concat(records.Select(record => JsonSerializer.Serialize(record, ContractsJson.Default.AuditRecord)));

    private static List<AuditRecord> Records(JsonElement page) => [.. JsonSerializer.Deserialize(page, ContractsJson.Default.PageAuditRecord)!.Items];
}
