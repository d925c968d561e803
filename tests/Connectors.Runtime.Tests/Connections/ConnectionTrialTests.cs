using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Tests.Sync;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Connections;

/// <summary>The vendor is called once with what was entered; what comes back is said for those who entered it, and nothing is kept.</summary>
public sealed class ConnectionTrialTests(SharedServers servers)
{
    private const string Key = "a-key-that-is-only-tried-8642";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_answer_means_something_and_leaves_nothing_behind()
    {
        await using var runtime = await StartAsync();
        (int Status, ConnectionFault? Fault)[] answers =
        [
            (200, null), (400, ConnectionFault.Rejected), (403, ConnectionFault.Forbidden), (404, ConnectionFault.NotFound),
            (429, ConnectionFault.RateLimited), (500, ConnectionFault.VendorDown), (503, ConnectionFault.VendorDown),
        ];
        foreach (var (status, fault) in answers)
        {
            runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, "{}", status);
            var asked = runtime.Vendor.Requests.Count;

            var result = await TryAsync(runtime, runtime.Vendor.Url);

            Assert.Equal((status, fault), (status, result.Fault));
            Assert.Equal(fault is null ? null : status, result.Status);

            // A token that was refused is fetched anew once, as for every call; nothing else is sent again.
            Assert.InRange(runtime.Vendor.Requests.Count - asked, 1, status == 403 ? 2 : 1);
        }

        await using var command = runtime.Service<Npgsql.NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM vendor_token");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Token));
        Assert.DoesNotContain(Key, runtime.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_are_not_known_are_told_from_rights_that_are_missing()
    {
        await using var runtime = await StartAsync();
        runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, "{}", 401);

        Assert.Equal(ConnectionFault.Unauthorised, (await TryAsync(runtime, runtime.Vendor.Url)).Fault);
    }

    [Fact]
    public async Task What_the_vendor_said_is_passed_on_whole_or_not_at_all()
    {
        await using var runtime = await StartAsync();
        runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, """{"error":"no such key"}""", 404);
        var result = await TryAsync(runtime, runtime.Vendor.Url);
        runtime.Vendor.Answer = http => FakeVendor.JsonAsync(http, new string('x', 9000), 404);

        Assert.Equal("""{"error":"no such key"}""", result.VendorText);
        Assert.DoesNotContain("no such key", $"{result}", StringComparison.Ordinal);
        Assert.Null((await TryAsync(runtime, runtime.Vendor.Url)).VendorText);
    }

    [Fact]
    public async Task What_keeps_an_answer_from_coming_is_told_apart()
    {
        await using var runtime = await StartAsync();
        var port = new Uri(runtime.Vendor.Url).Port;

        Assert.Equal(ConnectionFault.Tls, (await TryAsync(runtime, $"https://127.0.0.1:{port}")).Fault);
        Assert.Equal(ConnectionFault.Dns, (await TryAsync(runtime, "https://no-such-host.invalid")).Fault);
        Assert.Equal(ConnectionFault.Dns, (await TryAsync(runtime, endpoint: null)).Fault);
        Assert.Equal(ConnectionFault.NotPublic, (await TryAsync(runtime, $"https://localhost:{port}")).Fault);
        Assert.Equal(ConnectionFault.Settings, (await TryAsync(runtime, $"http://localhost:{port}")).Fault);
        Assert.Equal(ConnectionFault.Unreachable, (await TryAsync(runtime, "http://127.0.0.1:1")).Fault);
        Assert.Empty(runtime.Vendor.Requests);

        runtime.Vendor.Answer = http =>
        {
            http.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal(ConnectionFault.Unreachable, (await TryAsync(runtime, runtime.Vendor.Url)).Fault);

        runtime.Vendor.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        Assert.Equal(ConnectionFault.Timeout, (await TryAsync(runtime, runtime.Vendor.Url)).Fault);
    }

    [Theory]
    [InlineData(VendorErrorKind.Malformed, ConnectionFault.NotTheVendor)]
    [InlineData(VendorErrorKind.Unsupported, ConnectionFault.MissingPermission)]
    [InlineData(VendorErrorKind.NotFound, ConnectionFault.NotFound)]
    [InlineData(VendorErrorKind.Rejected, ConnectionFault.WrongProperty)]
    public void What_a_connector_says_by_itself_is_understood(VendorErrorKind kind, ConnectionFault fault) =>
        Assert.Equal(fault, ConnectionTrials.FaultOf(new VendorException(kind, "check", "so it is")));

    [Fact]
    public async Task What_is_missing_is_named_without_a_call()
    {
        await using var runtime = await StartAsync();

        var result = await runtime.Service<ConnectionTrials>().RunAsync(
            new ConnectionTrial { TimeZone = "Europe/Budapest", Currency = "EUR", Settings = new Dictionary<string, string>(StringComparer.Ordinal) }, TimeZoneInfo.Utc, Token);

        Assert.Equal(ConnectionFault.Settings, result.Fault);
        Assert.StartsWith("The setting 'key' is missing.", result.Reason, StringComparison.Ordinal);
    }

    private static Task<ConnectionTrialResult> TryAsync(RuntimeUnderTest runtime, string? endpoint) => runtime.Service<ConnectionTrials>().RunAsync(
        new ConnectionTrial
        {
            TimeZone = "Europe/Budapest",
            Currency = "EUR",
            Endpoint = endpoint is null ? null : new Uri(endpoint),
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = Key },
        },
        TimeZoneInfo.Utc,
        Token);

    private Task<RuntimeUnderTest> StartAsync() => RuntimeUnderTest.StartAsync(
        servers,
        Token,
        configure: settings => settings["Pms:Connections:0:Vendor"] = "trial",
        build: configure => ConnectorHost.Build<TrialConnector>([], configure),
        more: [("Connections:TrustedEndpoints:0", "http://127.0.0.1"), ("Connections:TrustedEndpoints:1", "https://127.0.0.1"), ("Connections:TrustedEndpoints:2", "https://no-such-host.invalid")]);
}
