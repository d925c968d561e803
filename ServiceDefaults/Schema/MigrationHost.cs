using Microsoft.Extensions.Hosting;

namespace PmsPlatform.ServiceDefaults.Schema;

/// <summary>
/// Runs the migrations in the phase before hosted services start, whatever the order of registration: the bus, schedules and the web server start after.
/// </summary>
internal sealed class MigrationHost(Migrator migrator, SchemaState state) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await migrator.RunAsync(cancellationToken);
        state.BecomesCurrent();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
