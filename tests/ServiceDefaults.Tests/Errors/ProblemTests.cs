using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PmsPlatform.ServiceDefaults.Tests.Errors;

public sealed class ProblemTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"limit": "many"}""", "$.limit", "has a value of the wrong type or shape.")]
    [InlineData("""{"name": "a", "limit": """, "$.limit", "is not valid JSON at line 1, byte 24.")]
    [InlineData("""{"limit": 5}""", "$", "is missing: name.")]
    [InlineData("""{"name": null}""", "$.name", "has a value of the wrong type or shape.")]
    [InlineData("""{"name": "a", "name": "b"}""", "$.name", "is given twice.")]
    [InlineData("""{"name": "a", "nested": [{"name": "b"}, {"name": 3}]}""", "$.nested[1].name", "has a value of the wrong type or shape.")]
    public async Task A_body_that_does_not_fit_is_a_400_naming_the_member(string body, string field, string reason)
    {
        await using var service = await StartAsync();
        using var response = await service.Client.PostAsync("/things", Json(body), Cancel);

        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal((field, reason), (problem.GetProperty("field").GetString(), problem.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_body_nested_too_deeply_is_a_400()
    {
        await using var service = await StartAsync();
        var deep = string.Concat(Enumerable.Repeat("""{"name":"a","nested":[""", 40)) + string.Concat(Enumerable.Repeat("]}", 40));
        using var response = await service.Client.PostAsync("/things", Json(deep), Cancel);

        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal("is nested too deeply.", problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_empty_body_is_a_400()
    {
        await using var service = await StartAsync();
        using var response = await service.Client.PostAsync("/things", Json(""), Cancel);

        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal("$", problem.GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("/search?from=2026-13-01&phone=1", "from", "is not a date (yyyy-MM-dd).")]
    [InlineData("/search?from=2026-12-01", "phone", "is missing.")]
    public async Task A_query_that_does_not_fit_is_a_400_naming_the_parameter(string target, string field, string reason)
    {
        await using var service = await StartAsync();
        using var response = await service.Client.GetAsync(new Uri(target, UriKind.Relative), Cancel);

        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal((field, reason), (problem.GetProperty("field").GetString(), problem.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task What_the_caller_sent_is_not_repeated_and_not_logged()
    {
        await using var service = await StartAsync(logLevel: LogLevel.Trace);
        using var response = await service.Client.GetAsync(new Uri("/search?from=%2B36301234567&phone=1", UriKind.Relative), Cancel);

        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("36301234567", text + service.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_one_mebibyte_is_a_413()
    {
        await using var service = await StartAsync();
        using var response = await service.Client.PostAsync("/things", Json($$"""{"name": "{{new string('a', 1024 * 1024)}}"}"""), Cancel);

        await ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_by_its_type_is_a_415()
    {
        await using var service = await StartAsync();
        using var content = new StringContent("name=a", new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        using var response = await service.Client.PostAsync("/things", content, Cancel);

        await ProblemAsync(response, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task An_unknown_address_is_a_404_and_a_wrong_method_a_405()
    {
        await using var service = await StartAsync();
        using var unknown = await service.Client.GetAsync(new Uri("/nowhere", UriKind.Relative), Cancel);
        using var wrong = await service.Client.DeleteAsync(new Uri("/things", UriKind.Relative), Cancel);

        await ProblemAsync(unknown, HttpStatusCode.NotFound, "not-found");
        await ProblemAsync(wrong, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task A_fault_of_ours_is_a_500_that_tells_nothing(string environment)
    {
        await using var service = await StartAsync(environment);
        using var response = await service.Client.GetAsync(new Uri("/boom", UriKind.Relative), Cancel);

        var problem = await ProblemAsync(response, HttpStatusCode.InternalServerError, "internal");
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("secret", service.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_cannot_be_reached_is_a_503_that_says_when_to_ask_again()
    {
        await using var service = await StartAsync();
        using var response = await service.Client.GetAsync(new Uri("/unreachable", UriKind.Relative), Cancel);

        await ProblemAsync(response, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Too_many_requests_is_a_429_with_a_wait_rounded_up()
    {
        await using var service = await StartAsync();
        using var response = await service.Client.GetAsync(new Uri("/busy", UriKind.Relative), Cancel);

        await ProblemAsync(response, HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Problems_are_JSON_also_for_those_who_ask_for_something_else()
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/missing") { Headers = { { "Accept", "text/html" } } };
        using var response = await service.Client.SendAsync(request, Cancel);

        var problem = await ProblemAsync(response, HttpStatusCode.NotFound, "not-found");
        Assert.Equal("There is no such booking.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_callers_correlation_id_comes_back_in_the_header_and_the_problem()
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "x-correlation-id", "call-4711" } } };
        using var response = await service.Client.SendAsync(request, Cancel);

        var problem = await ProblemAsync(response, HttpStatusCode.NotFound, "not-found");
        Assert.Equal("call-4711", problem.GetProperty("correlationId").GetString());
        Assert.Equal("call-4711", Assert.Single(response.Headers.GetValues("x-correlation-id")));
    }

    [Theory]
    [InlineData("has blanks in it")]
    [InlineData("<script>")]
    public async Task A_correlation_id_that_is_no_plain_id_is_replaced(string id)
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.TryAddWithoutValidation("x-correlation-id", id);
        using var response = await service.Client.SendAsync(request, Cancel);

        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(response.Headers.GetValues("x-correlation-id")));
    }

    private static Task<TestService> StartAsync(string environment = "Production", LogLevel logLevel = LogLevel.Information) => TestService.StartAsync(
        builder => builder.Logging.SetMinimumLevel(logLevel),
        app =>
        {
            app.MapPost("/things", (Thing thing) => thing.Name);
            app.MapGet("/search", (DateOnly? from, string phone) => $"{from} {phone}");
            app.MapGet("/boom", IResult () => throw new InvalidOperationException("a secret detail"));
            app.MapGet("/unreachable", IResult () => throw new HttpRequestException("no route to 10.0.0.1"));
            app.MapGet("/busy", () => Problem.TooManyRequests(TimeSpan.FromSeconds(2.1)));
            app.MapGet("/missing", () => Problem.NotFound("booking"));
        },
        environment: environment,
        cancellationToken: Cancel);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status, string slug)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("urn:pms:problem:" + slug, problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("correlationId").GetString()!);
        return problem;
    }

    internal sealed record Thing
    {
        public required string Name { get; init; }

        public int Limit { get; init; }

        public IReadOnlyList<Thing>? Nested { get; init; }
    }
}
