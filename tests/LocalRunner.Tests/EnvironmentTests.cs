using PmsPlatform.LocalRunner.Running;

namespace PmsPlatform.LocalRunner.Tests;

public sealed class EnvironmentTests
{
    [Fact]
    public async Task A_project_is_told_its_address_its_profile_and_whose_telemetry_it_sends()
    {
        await using var app = new TestApplication();
        app.AddWeb("front").WithEnvironment("OVERRIDDEN", "wiring");
        await app.StartHealthyAsync();

        Dictionary<string, string> variables = await app.VariablesAsync("front");

        Assert.Equal(app.Application.GetEndpoint("front").ToString().TrimEnd('/'), variables["ASPNETCORE_URLS"]);
        Assert.Equal("Staging", variables["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("http", variables["DOTNET_LAUNCH_PROFILE"]);
        Assert.Equal("profile", variables["FROM_PROFILE"]);
        Assert.Equal("wiring", variables["OVERRIDDEN"]);
        Assert.Equal("front", variables["OTEL_SERVICE_NAME"]);
        Assert.StartsWith("service.instance.id=", variables["OTEL_RESOURCE_ATTRIBUTES"], StringComparison.Ordinal);
        Assert.Equal("1000", variables["OTEL_BSP_SCHEDULE_DELAY"]);
        Assert.Equal("simple", variables["LOGGING__CONSOLE__FORMATTERNAME"]);
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_ENDPOINT", variables);
    }

    [Fact]
    public async Task References_become_connection_strings_their_parts_and_service_addresses()
    {
        const string postgres = "Host=db.example;Port=5433;Username=me;Password=p w";
        await using var app = new TestApplication(
            "--ConnectionStrings:orders-db=" + postgres + ";Database=orders", "--ConnectionStrings:bus=amqp://guest:s%3Acret@mq.example:5673");
        var database = app.Builder.AddPostgres("unused").AddDatabase("orders-db", "orders");
        var bus = app.Builder.AddRabbitMQ("bus");
        var back = app.AddWeb("back-office");
        app.AddWeb("front").WithReference(database).WithReference(bus).WithReference(bus, connectionName: "other").WithReference(back)
            .WithEnvironment("BACK", $"{back.GetEndpoint("http")}/path").WithEnvironment("BACK_PORT", $"{back.GetEndpoint("http").Property(EndpointProperty.Port)}");
        await app.StartAsync();
        await app.HealthyAsync("front");

        Dictionary<string, string> variables = await app.VariablesAsync("front");

        string address = app.Application.GetEndpoint("back-office").ToString().TrimEnd('/');
        Assert.Equal(postgres + ";Database=orders", variables["ConnectionStrings__orders-db"]);
        Assert.Equal("db.example", variables["ORDERS_DB_HOST"]);
        Assert.Equal("5433", variables["ORDERS_DB_PORT"]);
        Assert.Equal("me", variables["ORDERS_DB_USERNAME"]);
        Assert.Equal("p w", variables["ORDERS_DB_PASSWORD"]);
        Assert.Equal("orders", variables["ORDERS_DB_DATABASENAME"]);
        Assert.Equal("postgresql://me:p%20w@db.example:5433/orders", variables["ORDERS_DB_URI"]);
        Assert.Equal("jdbc:postgresql://db.example:5433/orders", variables["ORDERS_DB_JDBCCONNECTIONSTRING"]);
        Assert.Equal("amqp://guest:s%3Acret@mq.example:5673", variables["ConnectionStrings__bus"]);
        Assert.Equal("s:cret", variables["BUS_PASSWORD"]);
        Assert.Equal("mq.example", variables["OTHER_HOST"]);
        Assert.Equal(address, variables["services__back-office__http__0"]);
        Assert.Equal(address, variables["BACK_OFFICE_HTTP"]);
        Assert.Equal(address + "/path", variables["BACK"]);
        Assert.Equal(new Uri(address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), variables["BACK_PORT"]);
    }

    [Fact]
    public async Task Telemetry_goes_to_the_configured_receiver()
    {
        await using var app = new TestApplication("--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:4317", "--AppHost:OtlpApiKey=key");
        app.AddWeb("front");
        await app.StartHealthyAsync();

        Dictionary<string, string> variables = await app.VariablesAsync("front");

        Assert.Equal("http://localhost:4317", variables["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("grpc", variables["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("x-otlp-api-key=key", variables["OTEL_EXPORTER_OTLP_HEADERS"]);
    }

    [Fact]
    public async Task Arguments_and_addresses_of_the_named_profile_are_used()
    {
        await using var app = new TestApplication();
        app.Builder.AddProject<Projects.TestWeb>("front", "two-addresses").WithArgs("--more", "arguments").WithHttpHealthCheck("/health");
        await app.StartHealthyAsync();

        Assert.Equal("""["--from","profile","--more","arguments"]""", await app.GetAsync("front", "arguments"));
        Assert.NotEqual(app.Application.GetEndpoint("front", "http"), app.Application.GetEndpoint("front", "http2"));
        using HttpClient second = app.Application.CreateHttpClient("front", "http2");
        Assert.NotEmpty(await second.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Parameters__internal-key", false)]
    [InlineData("ConnectionStrings__bus", false)]
    [InlineData("Pms__ApiKeys__0__Key", false)]
    [InlineData("ASPNETCORE_URLS", false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", true)]
    [InlineData("SOMETHING_ELSE", true)]
    public void What_configures_the_AppHost_is_not_inherited(string name, bool inherited)
    {
        string? before = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, "value");
        try
        {
            Assert.Equal(inherited, InheritedVariables.Read().ContainsKey(name));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, before);
        }
    }
}
