using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.LocalRunner.Building;

namespace PmsPlatform.LocalRunner.Testing;

internal sealed class TestingBuilder : IDistributedApplicationTestingBuilder
{
    private const string HomeKey = "PMS_HOME";

    private readonly ApplicationInterceptor _interceptor;
    private readonly IDistributedApplicationBuilder _builder;
    private readonly string? _temporaryHome;
    private DistributedApplication? _application;

    private TestingBuilder(ApplicationInterceptor interceptor, IDistributedApplicationBuilder builder, string? temporaryHome)
    {
        _interceptor = interceptor;
        _builder = builder;
        _temporaryHome = temporaryHome;
    }

    public ConfigurationManager Configuration => _builder.Configuration;

    public string AppHostDirectory => _builder.AppHostDirectory;

    IHostEnvironment IDistributedApplicationBuilder.Environment => _builder.Environment;

    public IServiceCollection Services => _builder.Services;

    public DistributedApplicationExecutionContext ExecutionContext => _builder.ExecutionContext;

    public IResourceCollection Resources => _builder.Resources;

    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(Assembly assembly, string[] args, CancellationToken cancellationToken)
    {
        // A test that wants to keep or inspect the folder gives its own, as --PMS_HOME=... or in the environment.
        var given = new ConfigurationManager();
        given.AddEnvironmentVariables();
        given.AddCommandLine(args);
        string? temporaryHome = given[HomeKey] is { Length: > 0 } ? null : Directory.CreateTempSubdirectory("pms-apphost-").FullName;
        var configuration = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { [HomeKey] = given[HomeKey] ?? temporaryHome };
        var interceptor = new ApplicationInterceptor(assembly, args, configuration);
        try
        {
            interceptor.RunEntryPoint();
            IDistributedApplicationBuilder builder = await interceptor.Builder.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new TestingBuilder(interceptor, builder, temporaryHome);
        }
        catch
        {
            interceptor.Abandon();
            Delete(temporaryHome);
            throw;
        }
    }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource => _builder.AddResource(resource);

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => _builder.CreateResourceBuilder(resource);

    public DistributedApplication Build() => BuildAsync(CancellationToken.None).GetAwaiter().GetResult();

    public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default)
    {
        _application = await _interceptor.BuildAsync(cancellationToken).ConfigureAwait(false);
        return _application;
    }

    /// <summary>Stops the application too, if it has been built, and removes the temporary folder.</summary>
    public async ValueTask DisposeAsync()
    {
        _interceptor.Abandon();
        if (_application is not null)
        {
            await _application.DisposeAsync().ConfigureAwait(false);
        }

        Delete(_temporaryHome);
    }

    private static void Delete(string? folder)
    {
        if (folder is not null && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
