using PmsPlatform.Cli.Demo;
using PmsPlatform.Cli.Demo.Founding;

namespace PmsPlatform.EndToEnd;

/// <summary>What ./pms demo makes before it syncs: everything a customer needs, by the API alone.</summary>
public sealed class FoundingTests(Platform platform)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_makes_hotel_people_key_and_connection_by_the_API_alone_and_the_first_sync_is_whole()
    {
        using var truth = new Truth(platform.Sandbox.ToString());
        var account = Account();
        using var property = Hotel(account, "", "", "");
        await property.OpenAsync(40, Token);

        var founded = await new Founder(platform.Gateway.ToString(), truth, _ => { }).FoundAsync(platform.Owner!.Email, platform.Owner.Password, [account], Token);

        var connection = Assert.Single(founded.Connections);
        using var hotel = Hotel(account, founded.Report.Hotels[0].Id, founded.ApiKey, connection.Id);
        var report = await new VendorDemo(hotel.Gateway, truth, connection, _ => { }).RunAsync(Token);
        Assert.True(report.MatchesSandbox, string.Join('\n', report.Differences));
        Assert.InRange(report.Calls, 1, report.FewestCalls + 4);
        Assert.InRange(founded.Report.Connections[0].TrialCalls, 1, 3);
        Assert.Equal(["ViewData", "Sync", "WriteBack"], founded.Report.Invited.Permissions);
        Assert.True(founded.Report.Invited.MakesNoKeys);
        Assert.Equal(founded.Report.Hotels[0].Id, founded.Report.Invited.HotelId);
        Assert.StartsWith(founded.Report.Key.Prefix, founded.ApiKey, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00Z There is no user yet. Within 24 hours the first owner sets up at http://localhost:5090/set-up?token=abc-DEF_1\nNext\n", "abc-DEF_1")]
    [InlineData("the first owner sets up at http://a/set-up?token=one\nthe first owner sets up at https://b/x?y=1&token=two\n", "two")]
    [InlineData("the first owner sets up at http://a/set-up?token=cut-o", null)]
    [InlineData("Now listening on http://localhost:5090/set-up?token=another\n", null)]
    [InlineData("", null)]
    public void The_newest_whole_link_of_a_log_is_taken(string log, string? token) => Assert.Equal(token, OwnerLink.TokenIn(log));

    private VendorAccount Account() => new()
    {
        Vendor = "mews",
        Slug = "founded",
        Name = "A founded hotel",
        TimeZone = TestHotel.TimeZone,
        Currency = TestHotel.Currency,
        Endpoint = new Uri(platform.Sandbox, "mews"),
        Credentials = new Dictionary<string, string>(StringComparer.Ordinal) { ["clientToken"] = "demo-client-token", ["accessToken"] = "founded-access" },
    };

    private TestHotel Hotel(VendorAccount account, string id, string apiKey, string connection) =>
        new(platform, new HotelSettings(id, account.Slug, apiKey, connection, account.Credentials), seed: 9100, account.Vendor);
}
