using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmsPlatform.LocalRunner.Building;

namespace Aspire.Hosting;

/// <summary>An application made of several resources.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ApplicationInterceptor? _interceptor;
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal DistributedApplication(IHost host, ApplicationInterceptor? interceptor)
    {
        _host = host;
        _interceptor = interceptor;
    }

    public IServiceProvider Services => _host.Services;

    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ApplicationBuilder(options);
    }

    public void Run()
    {
        try
        {
            RunAsync().GetAwaiter().GetResult();
        }
        catch (DistributedApplicationException exception)
        {
            // Its message says what is wrong and what to do; where in the runner that was noticed helps nobody.
            Console.Error.WriteLine(exception.Message);
            Environment.ExitCode = 1;
        }
    }

    /// <summary>Starts everything, waits for Ctrl+C, SIGTERM or the token, and stops everything.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_interceptor is not null)
        {
            // The test that took this application over starts and stops it.
            await _disposed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await _host.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns when every resource is on its way, not when it is there.</summary>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops what still runs.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (_disposed.TrySetResult())
        {
            await _host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await ((IAsyncDisposable)_host).DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }
}
