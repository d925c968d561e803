using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.LocalRunner.Output;
using PmsPlatform.LocalRunner.Running;

namespace PmsPlatform.LocalRunner.Building;

internal sealed class ApplicationBuilder : IDistributedApplicationBuilder
{
    private const string HomeKey = "PMS_HOME";

    private readonly HostApplicationBuilder _host;
    private readonly ApplicationInterceptor? _interceptor = ApplicationInterceptor.Current;

    public ApplicationBuilder(DistributedApplicationOptions options)
    {
        Assembly? assembly = _interceptor?.Assembly ?? (options.AssemblyName is null ? Assembly.GetEntryAssembly() : Assembly.Load(options.AssemblyName));
        AppHostDirectory = options.ProjectDirectory ?? BuildMetadata.AppHostDirectory(assembly) ?? Environment.CurrentDirectory;

        var before = new ConfigurationManager();
        before.AddEnvironmentVariables();
        before.AddInMemoryCollection(_interceptor?.Configuration);
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = _interceptor?.Args ?? options.Args,
            ApplicationName = assembly?.GetName().Name,
            ContentRootPath = AppHostDirectory,

            // This runner is for development machines and tests; who wants another environment says so.
            EnvironmentName = before["DOTNET_ENVIRONMENT"] ?? before["ASPNETCORE_ENVIRONMENT"] ?? Environments.Development,
        });
        _host.Configuration.AddInMemoryCollection(_interceptor?.Configuration);

        Home = new HomeFolder(_host.Configuration[HomeKey] ?? Path.Combine(Directory.GetParent(AppHostDirectory)?.FullName ?? AppHostDirectory, ".pms"));
        Secrets = new SecretStore(Home.SecretsFile);
        bool failing = options.DisableDashboard || _interceptor is not null;
        Services.AddSingleton(new RunSettings(
            _interceptor is not null,
            failing ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable));
        Services.AddSingleton(Home);
        Services.AddSingleton<IResourceCollection>(Resources);
        Services.AddSingleton<Terminal>();
        Services.AddSingleton<RunnerLogs>();
        Services.AddSingleton(provider => new ResourceNotificationService(provider.GetRequiredService<RunSettings>()));
        Services.AddSingleton(provider => new ResourceCommandService(new Lazy<Orchestrator>(provider.GetRequiredService<Orchestrator>)));
        Services.AddSingleton<Orchestrator>();
        Services.AddHostedService(provider => provider.GetRequiredService<Orchestrator>());
        Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        _host.Logging.ClearProviders();
        Services.AddSingleton<ILoggerProvider, RunnerLoggerProvider>();
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    IHostEnvironment IDistributedApplicationBuilder.Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public HomeFolder Home { get; }

    public SecretStore Secrets { get; }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        _interceptor?.WaitUntilWanted(this);
        var application = new DistributedApplication(_host.Build(), _interceptor);
        _interceptor?.Built(application);
        return application;
    }
}
