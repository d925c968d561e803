using System.Diagnostics;
using PmsPlatform.Gateway.Routes;
using PmsPlatform.ServiceDefaults;
using Yarp.ReverseProxy.Configuration;

namespace PmsPlatform.Gateway.Tests;

public sealed class StartTests
{
    [Fact]
    public void Every_problem_of_the_configuration_is_named_at_once()
    {
        var settings = Settings.With(
            ("guest-context", "http://127.0.0.1:5301/base"), ("connector-mews", "http://a:1"), ("connector-mews", "http://a:1/"), ("connector-Opera", "ftp://user:secret-word@x"));
        settings["Pms:InternalKey"] = "short";
        settings["Pms:Hotels:1:TimeZone"] = "Somewhere";
        settings["Gateway:MaxBodyBytes"] = "3";
        settings["Gateway:RateLimit:Burst"] = "1";

        Problems(
            settings,
            "Gateway:MaxBodyBytes is 3.",
            "Gateway:RateLimit:Burst is 1.",
            "Service 'guest-context' has the address 'http://127.0.0.1:5301/base'.",
            "Service 'sync-ledger' has no address. Set services__sync-ledger__http__0",
            "Service 'connector-mews' has the address 'http://a:1' twice.",
            "Connector 'connector-Opera' has no usable vendor name.",
            "Service 'connector-Opera' has the address '***'.",
            "Pms:Hotels:1:TimeZone of hotel 'htl_harbour'",
            "Pms:InternalKey is weak.");
    }

    [Fact]
    public void Every_problem_of_the_keys_is_named_at_once()
    {
        var settings = Settings.With(("guest-context", "http://a:1"), ("sync-ledger", "http://a:2"), ("connector-mews", "http://a:3"));
        settings["Pms:ApiKeys:1:Name"] = "concierge";
        settings["Pms:ApiKeys:1:Key"] = Settings.ConciergeKey;
        settings["Pms:ApiKeys:1:HotelIds:1"] = "htl_nowhere";
        settings["Pms:ApiKeys:2:Key"] = "short";

        Problems(
            settings,
            "Pms:ApiKeys:1:HotelIds of 'concierge' has 'htl_nowhere'",
            "Pms:ApiKeys:2:Name is missing.",
            "Pms:ApiKeys:2:Key of '' is not usable.",
            "Pms:ApiKeys:2:HotelIds of '' is empty.",
            "Pms:ApiKeys has the name 'concierge' 2 times.",
            "Pms:ApiKeys has the same key for 'concierge' and 'concierge'.");
    }

    [Theory]
    [InlineData("Gateway:MaxBodyBytes", "many", "Gateway cannot be read:")]
    [InlineData("Gateway:RateLimit:PerSecnd", "5", "Gateway cannot be read:")]
    [InlineData("Gateway:BodyTimeout", "00:00:00", "Gateway:BodyTimeout is 00:00:00.")]
    public void A_setting_that_cannot_be_meant_is_a_problem(string key, string value, string problem)
    {
        var settings = Settings.With(("guest-context", "http://a:1"), ("sync-ledger", "http://a:2"), ("connector-mews", "http://a:3"));
        settings[key] = value;

        Problems(settings, problem);
    }

    [Fact]
    public void A_gateway_without_keys_or_connectors_does_not_start()
    {
        var settings = Settings.With(("guest-context", "http://a:1"), ("sync-ledger", "http://a:2"));
        foreach (var key in settings.Keys.Where(key => key.StartsWith("Pms:ApiKeys", StringComparison.Ordinal)).ToArray())
            settings.Remove(key);

        Problems(settings, "No connector is configured.", "Pms:ApiKeys is empty");
    }

    [Fact]
    public void A_route_outside_the_guarded_path_or_into_nothing_is_found()
    {
        RouteConfig Route(string id, string path, string cluster, string[]? methods) => new()
        {
            RouteId = id,
            ClusterId = cluster,
            Match = new RouteMatch { Path = path, Methods = methods },
        };
        var table = new RouteTable(
            [
                Route("open", "/context", "a", ["GET"]),
                Route("lost", "/api/lost", "nowhere", ["GET"]),
                Route("any", "/api/any", "a", null),
                Route("one", "/api/same", "a", ["GET"]),
                Route("two", "/api/SAME", "a", ["GET"]),
                Route("ONE", "/api/other", "a", ["GET"]),
            ],
            [
                new ClusterConfig
                {
                    ClusterId = "a",
                    Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["0"] = new() { Address = "http://a:1" } },
                },
            ],
            ["mews"]);

        Assert.Equal(
            [
                "Route 'open' has the path '/context'. Public paths begin with /api/.",
                "Route 'lost' leads to 'nowhere', which is no service of this table.",
                "Route 'any' names no method. Name those it answers.",
                "Route id 'one' is used 2 times. Give each route its own.",
                "Routes 'one' and 'two' both answer 'GET /api/same'. Keep one.",
            ],
            RouteChecks.ProblemsOf(table));
    }

    [Fact]
    public void The_defaults_are_as_documented()
    {
        var options = new GatewayOptions();

        Assert.Equal((200, 400, 60), (options.RateLimit.PerSecond, options.RateLimit.Burst, options.RateLimit.FailedAuthenticationsPerMinute));
        Assert.Equal((2_000, 60), (options.RateLimit.PerAddressPerSecond, options.RateLimit.SignInsPerMinute));
        Assert.Empty(options.AllowedOrigins);
        Assert.Equal((65_536, 10_000), (options.MaxBodyBytes, options.MaxConnections));
        Assert.Equal((15, 10, 130), (options.BodyTimeout.TotalSeconds, options.HeadersTimeout.TotalSeconds, options.KeepAlive.TotalSeconds));
        Assert.Equal((15, 40), (options.ReadTimeout.TotalSeconds, options.SyncTimeout.TotalSeconds));
        Assert.Empty(options.Problems());
    }

    [Fact]
    public async Task The_program_ends_with_the_list_and_no_stack_trace()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(GatewayApp).Assembly.Location, "--Pms:InternalKey=short"]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        using var process = Process.Start(start)!;

        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("The configuration cannot work:", error, StringComparison.Ordinal);
        Assert.Contains("  - Service 'sync-ledger' has no address.", error, StringComparison.Ordinal);
        Assert.Contains("  - Pms:InternalKey is weak.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static void Problems(IReadOnlyDictionary<string, string?> settings, params string[] beginnings)
    {
        var failure = Assert.Throws<StartupConfigurationException>(() => GatewayApp.Build(RunningGateway.Builder(settings)));

        Assert.Equal(beginnings.Length, failure.Problems.Count);
        Assert.All(beginnings, beginning => Assert.Contains(failure.Problems, problem => problem.StartsWith(beginning, StringComparison.Ordinal)));
        Assert.DoesNotContain("secret-word", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Settings.ConciergeKey, failure.Message, StringComparison.Ordinal);
    }
}
