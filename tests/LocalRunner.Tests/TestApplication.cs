namespace PmsPlatform.LocalRunner.Tests;

/// <summary>An application built by a test in its own process, on a folder of its own.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private readonly IDistributedApplicationBuilder _builder;
    private DistributedApplication? _application;

    public TestApplication(params string[] args)
    {
        Home = Directory.CreateTempSubdirectory("pms-runner-").FullName;
        _builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = [.. args, "--PMS_HOME=" + Path.Combine(Home, ".pms"), "--LocalRunner:Console=none"],
            ProjectDirectory = Home,
            DisableDashboard = true,
        });
    }

    public string Home { get; }

    public IDistributedApplicationBuilder Builder => _builder;

    public ResourceNotificationService States => _application!.ResourceNotifications;

    public DistributedApplication Application => _application!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string In(string name) => Path.Combine(Home, name);

    public string Log(string resource) => File.ReadAllText(Path.Combine(Home, ".pms", "logs", resource + ".log"));

    public IResourceBuilder<ProjectResource> AddWeb(string name) =>
        _builder.AddProject<Projects.TestWeb>(name).WithHttpEndpoint().WithHttpHealthCheck("/health");

    public async Task StartAsync()
    {
        _application = _builder.Build();
        await _application.StartAsync(Cancel);
    }

    /// <summary>Starts and waits until every project is healthy.</summary>
    public async Task StartHealthyAsync()
    {
        await StartAsync();
        foreach (ProjectResource project in _builder.Resources.OfType<ProjectResource>())
        {
            await HealthyAsync(project.Name);
        }
    }

    public Task<ResourceEvent> HealthyAsync(string name) => States.WaitForResourceHealthyAsync(name, Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);

    public Task<ResourceEvent> StateAsync(string name, string state) => States
        .WaitForResourceAsync(name, change => change.Snapshot.State?.Text == state, Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);

    public Task<ResourceEvent> WhenAsync(string name, Func<CustomResourceSnapshot, bool> condition) => States
        .WaitForResourceAsync(name, change => condition(change.Snapshot), Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);

    /// <summary>A request on a connection of its own.</summary>
    public async Task<string> GetAsync(string name, string path)
    {
        using HttpClient client = _application!.CreateHttpClient(name);
        client.DefaultRequestHeaders.ConnectionClose = true;
        return await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);
    }

    public async Task<Dictionary<string, string>> VariablesAsync(string name) =>
        System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(await GetAsync(name, "variables"))!;

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        Directory.Delete(Home, recursive: true);
    }
}

/// <summary>A condition polled until it holds.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, TimeSpan deadline, string what)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < deadline, $"not within {deadline.TotalSeconds} s: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
