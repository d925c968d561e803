using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.ServiceDefaults.Tests.Bus;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Tracing;

public sealed class TelemetryTests(SharedServers servers)
{
    private const string Phone = "36301234567";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_leads_from_the_request_over_HTTP_and_the_broker_to_the_consumers_SQL()
    {
        await using var collector = await OtlpReceiver.StartAsync(Cancel);
        var inbox = new Inbox();
        var service = await StartAsync(collector, inbox);
        using var response = await service.Client.PostAsync($"/front?phone=%2B{Phone}", null, Cancel);
        Assert.True(response.IsSuccessStatusCode);
        var traceId = Assert.Single(response.Headers.GetValues("x-correlation-id"));
        await Eventually.TrueAsync(() => !inbox.Messages.IsEmpty, Soon, "the consumer has taken the event", Cancel);

        // What was not exported yet is when the service stops.
        await service.DisposeAsync();

        var trace = collector.Spans.Where(span => string.Equals(span.TraceId, traceId, StringComparison.Ordinal))
            .ToDictionary(span => span.SpanId, StringComparer.Ordinal);
        var sql = Assert.Single(trace.Values, span => span.Attributes.GetValueOrDefault("db.query.text") is "SELECT 2");
        List<string> path = [];
        for (OtlpSpan? span = sql; span is not null; span = trace.GetValueOrDefault(span.ParentId))
            path.Insert(0, $"{span.Source} {span.Kind}");

        Assert.Equal(
        [
            "System.Net.Http Client", "Microsoft.AspNetCore Server", "System.Net.Http Client", "Microsoft.AspNetCore Server",
            "MassTransit Producer", "MassTransit Consumer", "MassTransit Consumer", "Npgsql Client",
        ], path);
        Assert.All(trace.Values, span => Assert.Equal("traced-service", span.Service));

        var server = trace.Values.Single(span => span.Attributes.GetValueOrDefault("url.path") is "/front");
        Assert.Equal("POST /front", server.Name);
        Assert.Equal(("/front", "200"), (server.Attributes["http.route"], server.Attributes["http.response.status_code"]));
        Assert.Equal("ledger", sql.Attributes["db.npgsql.data_source"]);
    }

    [Fact]
    public async Task A_failed_requests_span_says_so_with_the_kind_of_the_fault_only()
    {
        await using var collector = await OtlpReceiver.StartAsync(Cancel);
        await using (var service = await StartAsync(collector, new Inbox()))
        {
            using var response = await service.Client.GetAsync(new Uri("/boom/4711", UriKind.Relative), Cancel);
        }

        var span = collector.Spans.Single(span => span.Attributes.GetValueOrDefault("url.path") is "/boom/4711");
        Assert.Equal("GET /boom/{id}", span.Name);
        Assert.Equal(("500", "System.InvalidOperationException"), (span.Attributes["http.response.status_code"], span.Attributes["error.type"]));
        Assert.False(collector.Holds("a secret detail", "traces"));
    }

    [Fact]
    public async Task Query_strings_are_in_no_span_log_or_metric_whatever_the_environment_says()
    {
        await using var collector = await OtlpReceiver.StartAsync(Cancel);
        await using (var service = await StartAsync(collector, new Inbox()))
        {
            using var response = await service.Client.PostAsync($"/front?phone=%2B{Phone}", null, Cancel);
            Assert.True(response.IsSuccessStatusCode);
        }

        Assert.Contains(collector.Spans, span => span.Source is "System.Net.Http" && span.Attributes["url.full"].EndsWith("/back?*", StringComparison.Ordinal));
        Assert.True(collector.Holds("a line of the front", "logs"));
        Assert.False(collector.Holds(Phone));
    }

    [Fact]
    public async Task Metrics_of_the_platform_the_framework_and_the_drivers_arrive()
    {
        await using var collector = await OtlpReceiver.StartAsync(Cancel);
        var inbox = new Inbox();
        await using (var service = await StartAsync(collector, inbox))
        {
            using var response = await service.Client.PostAsync("/front", null, Cancel);
            await Eventually.TrueAsync(() => !inbox.Messages.IsEmpty, Soon, "the consumer has asked the database", Cancel);
        }

        string[] names =
        [
            "http.server.request.duration", "http.client.request.duration", "kestrel.active_connections", "dotnet.gc.collections",
            "db.client.operation.duration", "pms.test.count",
        ];
        Assert.All(names, name => Assert.True(collector.Holds(name, "metrics"), name));
    }

    [Fact]
    public async Task Questions_about_health_leave_no_span_not_even_of_their_SQL()
    {
        await using var collector = await OtlpReceiver.StartAsync(Cancel);
        string database;
        await using (var service = await StartAsync(collector, new Inbox()))
        {
            database = new NpgsqlConnectionStringBuilder(service.App.Configuration["ConnectionStrings:ledger"]).Database!;
            for (var i = 0; i < 3; i++)
            {
                await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancel);
                await service.Client.GetStringAsync(new Uri("/alive", UriKind.Relative), Cancel);
            }

            await service.Client.GetStringAsync(new Uri("/quiet", UriKind.Relative), Cancel);
        }

        Assert.Contains(collector.Spans, span => span.Attributes.GetValueOrDefault("url.path") is "/quiet");
        Assert.DoesNotContain(
            collector.Spans, span => span.Kind is OtlpSpanKind.Server && span.Attributes.GetValueOrDefault("url.path") is "/health" or "/alive");

        // Spans are the process's: what other tests ask of their own databases meanwhile is heard here as well.
        Assert.DoesNotContain(collector.Spans, span => span.Attributes.GetValueOrDefault("db.namespace") == database);
    }

    [Fact]
    public async Task Without_an_address_for_it_nothing_is_collected()
    {
        await using var service = await TestService.StartAsync(cancellationToken: Cancel);
        Assert.Null(service.Services.GetService<OpenTelemetry.Trace.TracerProvider>());
    }

    private async Task<TestService> StartAsync(OtlpReceiver collector, Inbox inbox)
    {
        var meter = new System.Diagnostics.Metrics.Meter("PmsPlatform.Test");
        var count = meter.CreateCounter<int>("pms.test.count");
        var settings = new Dictionary<string, string?>(collector.Settings, StringComparer.Ordinal)
        {
            ["ConnectionStrings:messaging"] = await servers.FreshVirtualHostAsync(Cancel),
            ["ConnectionStrings:ledger"] = await servers.FreshDatabaseAsync(Cancel),
            ["OTEL_SERVICE_NAME"] = "traced-service",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=abc",
            ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true",
            ["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true",
        };
        var service = await TestService.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton(inbox);
                builder.AddNpgsqlDataSource("ledger");
                builder.AddPmsMessaging("messaging", bus => bus.AddConsumer<TouchDatabase, TouchDatabaseDefinition>());
            },
            app =>
            {
                app.MapPost("/front", async (HttpContext context, IHttpClientFactory clients, Microsoft.Extensions.Logging.ILogger<TelemetryTests> logger) =>
                {
                    count.Add(1);
                    logger.LogFront();
                    using var client = clients.CreateClient();
                    using var response = await client.PostAsync(new Uri("http://back/back" + context.Request.QueryString), null, context.RequestAborted);
                    return response.StatusCode.ToString();
                });
                app.MapPost("/back", (IPublishEndpoint bus, CancellationToken token) => bus.Publish(new SomethingHappened(1), token));
                app.MapGet("/boom/{id}", IResult (string id) => throw new InvalidOperationException("a secret detail " + id));
                app.MapGet("/quiet", () => "quiet");
            },
            settings,
            environment: "Development",
            cancellationToken: Cancel);
        service.App.Configuration["services:back:http:0"] = service.App.Urls.First();
        return service;
    }
}

internal static partial class FrontLog
{
    [Microsoft.Extensions.Logging.LoggerMessage(1, Microsoft.Extensions.Logging.LogLevel.Information, "a line of the front")]
    public static partial void LogFront(this Microsoft.Extensions.Logging.ILogger logger);
}

internal sealed class TouchDatabase(Inbox inbox, NpgsqlDataSource database) : IConsumer<SomethingHappened>
{
    public async Task Consume(ConsumeContext<SomethingHappened> context)
    {
        await using var command = database.CreateCommand("SELECT 2");
        await command.ExecuteScalarAsync(context.CancellationToken);
        inbox.Take(context.Message);
    }
}

internal sealed class TouchDatabaseDefinition : ConsumerDefinition<TouchDatabase>
{
    public TouchDatabaseDefinition() => EndpointName = "test.touch";
}
