using System.Net.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults.Directory;

namespace PmsPlatform.Connectors.Runtime.Audit;

/// <summary>
/// Brings notes to the registry, oldest first, and keeps them until it has said that they are on record: while it is down they wait, and what a crash repeats is
/// known there by its id. Replicas may both be at it. Without a registry the notes stay where they are.
/// </summary>
internal sealed partial class AuditRelay(AuditNotes notes, RegistryCalls registry, TimeProvider time, ILogger<AuditRelay> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the schema is migrated.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (registry.IsConfigured)
            _work = Task.Run(WorkAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        return Task.CompletedTask;
    }

    private async Task WorkAsync()
    {
        var pause = Pause;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                while (await RelayAsync(_stopping.Token) == AuditBatch.MostEntries)
                {
                }

                pause = Pause;
            }
            catch (Exception error) when (!_stopping.IsCancellationRequested)
            {
                if (pause == Pause)
                    Log.Waiting(logger, error.GetType().Name);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> RelayAsync(CancellationToken cancellationToken)
    {
        var due = await notes.OldestAsync(AuditBatch.MostEntries, cancellationToken);
        if (due.Count == 0)
            return 0;

        using var body = JsonContent.Create(new AuditBatch { Entries = [.. due.Select(note => note.Entry)] }, ContractsJson.Default.AuditBatch);
        using var answer = await registry.SendAsync(HttpMethod.Post, "/internal/audit", body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await notes.RemoveAsync(due.Select(note => note.Number), cancellationToken);
        return due.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The registry cannot put on record what was done here ({Fault}); it is kept and tried again")]
        public static partial void Waiting(ILogger logger, string fault);
    }
}
