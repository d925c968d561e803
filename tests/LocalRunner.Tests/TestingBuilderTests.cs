namespace PmsPlatform.LocalRunner.Tests;

public sealed class TestingBuilderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_AppHost_runs_in_the_test_on_random_ports_and_in_a_folder_of_its_own()
    {
        string home;
        await using (IDistributedApplicationTestingBuilder builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TestAppHost>(Cancel))
        {
            home = builder.Configuration["PMS_HOME"]!;
            builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().First(project => project.Name == "front")).WithEnvironment("ADDED", "by the test");
            await using DistributedApplication app = await builder.BuildAsync(Cancel);
            await app.StartAsync(Cancel);
            await app.ResourceNotifications.WaitForResourceHealthyAsync("front", Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);

            using HttpClient client = app.CreateHttpClient("front");
            string variables = await client.GetStringAsync(new Uri("/variables", UriKind.Relative), Cancel);

            Assert.Contains("by the test", variables, StringComparison.Ordinal);
            Assert.NotEqual(17613, app.GetEndpoint("front", "http").Port);
            Assert.Equal(Projects.TestAppHost.ProjectPath, builder.AppHostDirectory);
            Assert.True(File.Exists(Path.Combine(home, "run", "resources.json")));
        }

        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task Arguments_reach_the_AppHost()
    {
        await using IDistributedApplicationTestingBuilder builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.TestAppHost>(["--postgres", "yes"], Cancel);

        Assert.Contains(builder.Resources, resource => resource is PostgresDatabaseResource { Name: "things" });
    }

    [Fact]
    public async Task A_builder_that_is_never_built_ends_quietly()
    {
        IDistributedApplicationTestingBuilder builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TestAppHost>(Cancel);
        string home = builder.Configuration["PMS_HOME"]!;

        await builder.DisposeAsync();

        Assert.False(Directory.Exists(home));
    }
}
