using PmsPlatform.LocalRunner.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Runs the commands every resource has: start, stop, restart.</summary>
public sealed class ResourceCommandService
{
    private readonly Lazy<Orchestrator> _orchestrator;

    internal ResourceCommandService(Lazy<Orchestrator> orchestrator) => _orchestrator = orchestrator;

    /// <summary>Runs a command on one instance, or by the resource's name on all of them.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceId);
        ArgumentException.ThrowIfNullOrEmpty(commandName);
        IReadOnlyList<ResourceRun> runs = _orchestrator.Value.Find(resourceId);
        if (runs.Count == 0)
        {
            return new ExecuteCommandResult { Success = false, Message = $"There is no resource '{resourceId}'." };
        }

        Func<ResourceRun, Task>? command = commandName switch
        {
            "start" => StartAsync,
            "stop" => run => run.StopAsync(cancellationToken),
            "restart" => async run =>
            {
                await run.StopAsync(cancellationToken).ConfigureAwait(false);
                run.Start();
            }
            ,
            _ => null,
        };
        if (command is null)
        {
            return new ExecuteCommandResult { Success = false, Message = $"There is no command '{commandName}': start, stop, restart." };
        }

        await Task.WhenAll(runs.Select(command)).ConfigureAwait(false);
        return new ExecuteCommandResult { Success = true };
    }

    private static Task StartAsync(ResourceRun run)
    {
        run.Start();
        return Task.CompletedTask;
    }
}

public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }

    public string? Message { get; init; }
}
