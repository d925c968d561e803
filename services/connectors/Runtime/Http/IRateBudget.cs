namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>The vendor's limits of one account. A call enters before it is sent and leaves when it was answered.</summary>
internal interface IRateBudget
{
    /// <summary>Waits, first come first served, until one more call fits into every window. Disposing the place tells that the call was answered.</summary>
    Task<IAsyncDisposable> EnterAsync(CancellationToken cancellationToken);

    /// <summary>How long from now until the last of so many further calls may be sent, if nobody else calls meanwhile: by what is used of each window already.</summary>
    Task<TimeSpan> ForecastAsync(long calls, CancellationToken cancellationToken);

    /// <summary>The vendor asked to wait: no call of the account enters before that.</summary>
    Task PauseAsync(TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>No windows: for sandboxes whose limits were lifted. Pauses still hold.</summary>
internal sealed class UnlimitedRateBudget(TimeProvider time) : IRateBudget
{
    private long _pausedUntil;

    public async Task<IAsyncDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        while (new DateTimeOffset(Interlocked.Read(ref _pausedUntil), TimeSpan.Zero) - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
        return NoPlace.Instance;
    }

    public Task<TimeSpan> ForecastAsync(long calls, CancellationToken cancellationToken) =>
        Task.FromResult(RateForecast.UntilLast(calls, [], new DateTimeOffset(Interlocked.Read(ref _pausedUntil), TimeSpan.Zero) - time.GetUtcNow()));

    public Task PauseAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _pausedUntil, (time.GetUtcNow() + wait).UtcTicks);
        return Task.CompletedTask;
    }

    private sealed class NoPlace : IAsyncDisposable
    {
        public static readonly NoPlace Instance = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
