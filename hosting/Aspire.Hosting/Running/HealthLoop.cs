using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>One question about a resource's health; the answer is null when all is well, else what is wrong.</summary>
internal delegate Task<string?> HealthQuestion(CancellationToken cancellationToken);

/// <summary>
/// Asks while a resource runs: every 30 s while healthy, every 1 s growing to 5 s while not. Until the first good answer it asks more
/// often than real Aspire does (every 100 ms, later every 1 s), because the start of everything behind it waits for that answer.
/// </summary>
internal sealed class HealthLoop(IReadOnlyList<HealthQuestion> questions, TimeProvider time, Action<HealthStatus, string?> answer)
{
    private const int QuickTries = 200;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_shortPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_healthyPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        bool wasHealthy = false;
        int failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            string? problem = await AskAsync(cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            answer(problem is null ? HealthStatus.Healthy : HealthStatus.Unhealthy, problem);
            failures = problem is null ? 0 : failures + 1;
            wasHealthy |= problem is null;
            TimeSpan pause = problem is null ? s_healthyPause : Pause(wasHealthy, failures);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Pause(bool wasHealthy, int failures)
    {
        if (!wasHealthy)
        {
            return failures <= QuickTries ? s_firstPause : s_shortPause;
        }

        TimeSpan pause = s_shortPause * failures;
        return pause < s_longPause ? pause : s_longPause;
    }

    private async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(s_timeout);
        foreach (HealthQuestion question in questions)
        {
            try
            {
                if (await question(limited.Token).ConfigureAwait(false) is { } problem)
                {
                    return problem;
                }
            }
            catch (Exception exception)
            {
                // A check that cannot be made is a bad answer, whatever the reason.
                return limited.IsCancellationRequested ? "no answer within 5 s" : exception.Message;
            }
        }

        return null;
    }
}
