using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Calls;

public sealed class ServiceDiscoveryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_services_name_reaches_its_addresses_in_turn()
    {
        await using var first = await FakeVendor.StartAsync(context => context.Response.WriteAsync("first"), Cancel);
        await using var second = await FakeVendor.StartAsync(context => context.Response.WriteAsync("second"), Cancel);
        await using var service = await TestService.StartAsync(
            settings: new Dictionary<string, string?> { ["services:sync-ledger:http:0"] = first.Url, ["services:sync-ledger:http:1"] = second.Url },
            cancellationToken: Cancel);
        using var client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient("any");

        List<string> answers = [];
        for (var i = 0; i < 4; i++)
            answers.Add(await client.GetStringAsync(new Uri("http://sync-ledger/runs?limit=3"), Cancel));

        Assert.Equal(["first", "second", "first", "second"], answers);
        Assert.Equal("/runs?limit=3", first.Requests[0].Target);
    }

    [Fact]
    public async Task The_https_first_scheme_works_in_a_real_client()
    {
        await using var only = await FakeVendor.StartAsync(context => context.Response.WriteAsync("here"), Cancel);
        await using var service = await TestService.StartAsync(
            settings: new Dictionary<string, string?> { ["services:guest-context:http:0"] = only.Url }, cancellationToken: Cancel);
        using var client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = new Uri("https+http://guest-context");

        Assert.Equal("here", await client.GetStringAsync(new Uri("/api/context", UriKind.Relative), Cancel));
    }

    [Theory]
    [InlineData("http://ledger/a?b=1", "http://10.0.0.1:81/a?b=1")]
    [InlineData("https://ledger/a", "https://10.0.0.1:444/a")]
    [InlineData("https+http://ledger/a", "https://10.0.0.1:444/a")]
    [InlineData("https+http://plain/a", "http://10.0.0.2/a")]
    [InlineData("http://_admin.ledger/a", "http://10.0.0.1:99/a")]
    [InlineData("https://vendor/v1", "https://api.example.org/base/v1")]
    [InlineData("http://LEDGER/a", "http://10.0.0.1:81/a")]
    public void An_address_names_the_right_endpoint(string address, string expected)
    {
        using var endpoints = Endpoints();
        Assert.Equal(new Uri(expected), endpoints.Next(new Uri(address)));
    }

    [Theory]
    [InlineData("http://unknown/a")]
    [InlineData("http://ledger:8080/a")]
    [InlineData("https://plain/a")]
    [InlineData("http://127.0.0.1/a")]
    public void What_names_no_known_service_is_left_to_DNS(string address)
    {
        using var endpoints = Endpoints();
        Assert.Equal(new Uri(address), endpoints.Next(new Uri(address)));
        Assert.Empty(endpoints.All(new Uri(address)));
    }

    [Fact]
    public void All_addresses_come_in_numeric_order()
    {
        using var endpoints = new ServiceEndpoints(new ConfigurationBuilder().AddInMemoryCollection(
            Enumerable.Range(0, 12).Select(i => KeyValuePair.Create<string, string?>($"services:many:http:{i}", $"http://10.0.0.{i}"))).Build());

        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"10.0.0.{i}"), endpoints.All(new Uri("http://many")).Select(uri => uri.Host));
    }

    [Fact]
    public void A_reloaded_configuration_is_followed()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("services:ledger:http:0", "http://10.0.0.1")]).Build();
        using var endpoints = new ServiceEndpoints(configuration);
        Assert.Equal("10.0.0.1", endpoints.Next(new Uri("http://ledger")).Host);

        configuration["services:ledger:http:0"] = "http://10.0.0.2";
        configuration.Reload();

        Assert.Equal("10.0.0.2", endpoints.Next(new Uri("http://ledger")).Host);
    }

    private static ServiceEndpoints Endpoints() => new(new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("services:ledger:http:0", "http://10.0.0.1:81"),
        new("services:ledger:https:0", "https://10.0.0.1:444"),
        new("services:ledger:admin:0", "http://10.0.0.1:99"),
        new("services:plain:http:0", "http://10.0.0.2"),
        new("services:vendor:default:0", "https://api.example.org/base/"),
    ]).Build());
}
