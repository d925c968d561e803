using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.ServiceDefaults.Directory;

/// <summary>
/// Keeps something current with a feed of the registry. Before the service starts anything it takes over the kept copy, or, without one, waits a moment
/// for the registry's first answer; then it asks again and again. While the registry is down what was taken over stays.
/// </summary>
/// <typeparam name="T">What the feed holds.</typeparam>
public abstract partial class FeedFollower<T> : IHostedLifecycleService
{
    // A service that has nothing yet gains by waiting for a registry that starts beside it; one that waits longer holds up its vendor's webhooks.
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly FeedTools _tools;
    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;
    private FeedAnswer<T>? _last;
    private long _failingSince;

    /// <summary>Follows nothing where the registry is not configured.</summary>
    protected FeedFollower(FeedTools tools) => _tools = tools;

    /// <summary>Name of the kept copy.</summary>
    protected abstract string Kind { get; }

    /// <summary>Path at the registry.</summary>
    protected abstract string Path { get; }

    /// <summary>The answer's JSON.</summary>
    protected abstract JsonTypeInfo<FeedAnswer<T>> Json { get; }

    /// <summary>The registry is a service of this installation. Otherwise there is nothing to follow.</summary>
    protected bool IsFollowing => _tools.IsConfigured;

    /// <inheritdoc />
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!IsFollowing)
            return;

        if (_tools.Copy is { } copy && await copy.ReadAsync(Kind, Json, cancellationToken) is { } kept)
        {
            Log.FromCopy(_tools.Logger, Kind, kept.Items.Count);
            await TakeAsync(kept, cancellationToken);
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(FirstPatience);
        while (!patience.IsCancellationRequested && !await TryAskAsync(patience.Token))
            await Task.Delay(FirstPause, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public virtual Task StartedAsync(CancellationToken cancellationToken)
    {
        if (IsFollowing)
            _following = Task.Run(() => FollowAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public virtual async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _following.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Takes over everything the feed holds now. Called by one thread at a time.</summary>
    protected abstract Task TakeOverAsync(IReadOnlyList<T> items, CancellationToken cancellationToken);

    private async Task FollowAsync(CancellationToken stopping)
    {
        var pause = FirstPause;
        while (!stopping.IsCancellationRequested)
        {
            if (await TryAskAsync(stopping))
            {
                pause = FirstPause;
                continue;
            }

            // Jitter, for all services lose the registry in the same moment.
            await Task.Delay(pause * (0.75 + (Random.Shared.NextDouble() / 2)), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<bool> TryAskAsync(CancellationToken cancellationToken)
    {
        FeedAnswer<T>? answer;
        try
        {
            answer = await _tools.Source.AskAsync(Path, _last?.Revision, Json, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or IOException)
        {
            if (!cancellationToken.IsCancellationRequested && _failingSince == 0)
            {
                _failingSince = Stopwatch.GetTimestamp();
                Log.Down(_tools.Logger, Kind, exception.GetType().Name);
            }

            return false;
        }

        if (_failingSince != 0)
        {
            Log.Back(_tools.Logger, Kind, Stopwatch.GetElapsedTime(_failingSince));
            _failingSince = 0;
        }

        return answer is null || await TryTakeAsync(answer, cancellationToken);
    }

    private async Task<bool> TryTakeAsync(FeedAnswer<T> answer, CancellationToken cancellationToken)
    {
        try
        {
            await TakeAsync(answer, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // What was taken over before stays in use; the same answer is asked for again.
            Log.NotTaken(_tools.Logger, Kind, exception);
            return false;
        }

        try
        {
            if (_tools.Copy is { } copy)
                await copy.KeepAsync(Kind, answer, Json, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.NotKept(_tools.Logger, Kind, exception);
        }

        return true;
    }

    private async Task TakeAsync(FeedAnswer<T> answer, CancellationToken cancellationToken)
    {
        await TakeOverAsync(answer.Items, cancellationToken);
        _last = answer;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Starts with the kept copy of {Kind}: {Count}")]
        public static partial void FromCopy(ILogger logger, string kind, int count);

        [LoggerMessage(2, LogLevel.Warning, "The registry does not answer for {Kind} ({Fault}); what is known stays in use")]
        public static partial void Down(ILogger logger, string kind, string fault);

        [LoggerMessage(3, LogLevel.Information, "The registry answers for {Kind} again, after {Outage}")]
        public static partial void Back(ILogger logger, string kind, TimeSpan outage);

        [LoggerMessage(4, LogLevel.Error, "The registry's {Kind} cannot be taken over; what is known stays in use")]
        public static partial void NotTaken(ILogger logger, string kind, Exception exception);

        [LoggerMessage(5, LogLevel.Warning, "The copy of {Kind} cannot be kept; after a restart the one before is used until the registry answers")]
        public static partial void NotKept(ILogger logger, string kind, Exception exception);
    }
}
