using System.Net;
using System.Text.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests;

/// <summary>Credentials are tried before they are stored, and whoever tries is told what to do.</summary>
public sealed class TestConnectionTests(RegistryService service) : IClassFixture<RegistryService>
{
    private const string Address = "/api/admin/pms/test-connection";
    private const string Secret = "a-secret-that-is-only-tried-5432";

    public static TheoryData<ConnectionFault> Faults => [.. Enum.GetValues<ConnectionFault>()];

    [Fact]
    public async Task The_connector_is_given_what_was_entered_and_nothing_of_it_is_kept()
    {
        var owner = await OwnerAsync("tried");
        Answer(new ConnectionTrialResult { Milliseconds = 12 });

        var (answer, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Post, Address, Body("htl_tried"));

        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.Equal("Let the first sync end.", answer.GetProperty("suggestions")[0].GetString());
        Assert.Empty(answer.GetProperty("errors").EnumerateArray());
        var trial = JsonSerializer.Deserialize(service.Connector.Requests[^1].Body, ContractsJson.Default.ConnectionTrial)!;
        Assert.Equal(("Europe/Budapest", "EUR", Secret), (trial.TimeZone, trial.Currency, trial.Settings["accessToken"]));
        Assert.Empty((await owner.GetAsync(Owner.Address)).Json.GetProperty("items").EnumerateArray());
        Assert.DoesNotContain(Secret, service.Logs.Text + answer, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_fault_is_explained_and_has_a_next_step(ConnectionFault fault)
    {
        var owner = await OwnerAsync($"fault{(int)fault}");
        Answer(new ConnectionTrialResult { Fault = fault, Reason = "so it is", Operation = "configuration/get", Status = 499, Milliseconds = 12 });

        var (answer, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Post, Address, Body($"htl_fault{(int)fault}"));

        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.NotEmpty(answer.GetProperty("message").GetString()!);
        Assert.Equal("so it is", answer.GetProperty("errors")[0].GetString());
        Assert.Equal((fault.ToString(), "configuration/get", 499), (Detail(answer, "fault").GetString(), Detail(answer, "operation").GetString(), Detail(answer, "status").GetInt32()));
        Assert.All(answer.GetProperty("suggestions").EnumerateArray(), step => Assert.EndsWith(".", step.GetString()!.TrimEnd(')'), StringComparison.Ordinal));
        Assert.True(answer.GetProperty("suggestions").GetArrayLength() > 0);
        Assert.False(answer.TryGetProperty("advice", out _), "no language model is configured");
    }

    [Fact]
    public async Task What_the_vendor_is_known_for_comes_first()
    {
        var owner = await OwnerAsync("first");
        Answer(new ConnectionTrialResult { Fault = ConnectionFault.Unauthorised, Milliseconds = 12 });

        var (answer, _) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Post, Address, Body("htl_first"));

        Assert.Equal("The key was made anew at the property. Copy it again.", answer.GetProperty("suggestions")[0].GetString());
        Assert.True(answer.GetProperty("suggestions").GetArrayLength() > 1);
    }

    [Theory]
    [InlineData("""{"pmsType":"fidelio"}""", "$.pmsType")]
    [InlineData("""{"pmsType":"mews","credentials":{"clientToken":"x"}}""", "$.credentials.accessToken")]
    [InlineData("""{"pmsType":"mews","apiKey":"x"}""", "$.apiKey")]
    [InlineData("""{"pmsType":"mews","version":"2","credentials":{"clientToken":"x","accessToken":"y"}}""", "$.version")]
    [InlineData("""{"pmsType":"mews","endpoint":"http://mews.example","credentials":{"clientToken":"x","accessToken":"y"}}""", "$.endpoint")]
    [InlineData("""{"pmsType":"mews","endpoint":"https://10.0.0.1","credentials":{"clientToken":"x","accessToken":"y"}}""", "$.endpoint")]
    [InlineData("""{"pmsType":"hostaway","apiKey":"x","credentials":{"accountId":"not-a-number"}}""", "$.credentials.accountId")]
    public async Task What_cannot_be_tried_is_named_and_the_vendor_is_not_called(string body, string field)
    {
        var owner = await OwnerAsync($"bad{Guid.NewGuid():N}");
        var asked = service.Connector.Requests.Count;

        var (problem, _) = await owner.AskAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Address, body);

        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Equal(asked, service.Connector.Requests.Count);
    }

    [Fact]
    public async Task A_connector_that_is_down_is_no_fault_of_the_credentials()
    {
        var owner = await OwnerAsync("down");

        var (problem, _) = await owner.AskAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Post, Address, """{"pmsType":"hostaway","apiKey":"x","credentials":{"accountId":"1"}}""");

        Assert.Contains("the connector of Hostaway", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_organisations_hotel_and_somebody_without_the_right_are_refused()
    {
        var owner = await OwnerAsync("ours");
        await OwnerAsync("theirs");
        var staff = owner.As(identity => identity with
        {
            OrganizationGrant = Permission.ViewData,
            Grants = new Dictionary<string, Permission>(StringComparer.Ordinal) { ["htl_ours"] = Permission.ViewData },
        });

        await owner.AskAsync(HttpStatusCode.NotFound, HttpMethod.Post, Address, Body("htl_theirs"));
        await staff.AskAsync(HttpStatusCode.Forbidden, HttpMethod.Post, Address, Body("htl_ours"));
    }

    [Fact]
    public async Task Vendors_are_listed_with_all_that_a_form_and_its_help_need()
    {
        var owner = await OwnerAsync("lists");

        var (vendors, _) = await owner.GetAsync("/api/pms/vendors");

        var mews = vendors.EnumerateArray().Single(vendor => vendor.GetProperty("pmsType").GetString() == "mews");
        Assert.Equal(["clientToken", "accessToken", "webhookToken", "enterpriseId"], mews.GetProperty("credentialFields").EnumerateArray().Select(field => field.GetProperty("name").GetString()));
        Assert.Equal(200, mews.GetProperty("rateLimits")[0].GetProperty("calls").GetInt32());
        Assert.Equal("A subscription.", mews.GetProperty("requirements")[0].GetString());
        Assert.Equal("Open the marketplace.", mews.GetProperty("setUpSteps")[0].GetString());
        Assert.Equal("Let the first sync end.", mews.GetProperty("nextSteps")[0].GetString());
        Assert.Equal(Enum.GetNames<ConnectionFault>(), mews.GetProperty("commonProblems").EnumerateArray().Select(problem => problem.GetProperty("fault").GetString()));
        var hostaway = vendors.EnumerateArray().Single(vendor => vendor.GetProperty("pmsType").GetString() == "hostaway");
        Assert.Equal("digits only", hostaway.GetProperty("credentialFields")[0].GetProperty("patternHint").GetString());
    }

    private static JsonElement Detail(JsonElement answer, string name) => answer.GetProperty("details").GetProperty(name);

    private static string Body(string hotel) => $$$"""{"hotelId":"{{{hotel}}}","pmsType":"mews","credentials":{"clientToken":"client","accessToken":"{{{Secret}}}"}}""";

    private void Answer(ConnectionTrialResult result) =>
        service.Connector.Answer = http => FakeVendor.JsonAsync(http, JsonSerializer.Serialize(result, ContractsJson.Default.ConnectionTrialResult));

    private async Task<Owner> OwnerAsync(string name)
    {
        await service.VendorsAsync();
        return await service.OwnerAsync(name, name);
    }
}
