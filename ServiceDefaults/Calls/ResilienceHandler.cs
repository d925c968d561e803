using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace PmsPlatform.ServiceDefaults.Calls;

/// <summary>One client's policy: total time around repetition around the service's breaker around the time of one try.</summary>
internal sealed partial class ResilienceHandler(HttpResilienceOptions options, TimeProvider time, ILogger<ResilienceHandler> logger) : DelegatingHandler
{
    // Services are few. A client that is pointed at ever new hosts shares one breaker among those beyond this number.
    private const int MostBreakers = 256;
    private const string Others = "*";

    private static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("request");

    private readonly ConcurrentDictionary<(string Service, bool Repeatable), ResiliencePipeline<HttpResponseMessage>> _pipelines = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var service = request.RequestUri?.Authority ?? Others;
        if (_pipelines.Count >= 2 * MostBreakers && !_pipelines.ContainsKey((service, true)))
            service = Others;

        var pipeline = _pipelines.GetOrAdd((service, IsRepeatable(request)), static (key, self) => self.Build(key.Service, key.Repeatable), this);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Request, request);
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, send) => await send(context.Properties.GetValue(Request, null!), context.CancellationToken), context, base.SendAsync);
        }
        catch (BrokenCircuitException exception)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"{service} failed too often and is left alone for a moment.", exception);
        }
        catch (TimeoutRejectedException exception)
        {
            throw new HttpRequestException(
                HttpRequestError.Unknown, $"{service} did not answer within {exception.Timeout}.", new TimeoutException(exception.Message, exception));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline<HttpResponseMessage> Build(string service, bool repeatable)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        builder.AddTimeout(options.TotalTime);
        if (repeatable && options.Retries > 0)
            builder.AddRetry(Repetition());
        builder.AddCircuitBreaker(Breaker(service));
        if (repeatable && options.TryTime < options.TotalTime)
            builder.AddTimeout(options.TryTime);
        return builder.Build();
    }

    private RetryStrategyOptions<HttpResponseMessage> Repetition() => new()
    {
        MaxRetryAttempts = options.Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.FirstWait,
        MaxDelay = options.LongestWait,
        ShouldHandle = arguments => ValueTask.FromResult(
            IsTransient(arguments.Outcome) && (WantedWait(arguments.Outcome.Result) ?? TimeSpan.Zero) <= options.LongestWait),
        DelayGenerator = arguments => ValueTask.FromResult(WantedWait(arguments.Outcome.Result)),
        OnRetry = static arguments =>
        {
            arguments.Outcome.Result?.Dispose();
            return ValueTask.CompletedTask;
        },
    };

    private CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker(string service) => new()
    {
        FailureRatio = options.BreakRatio,
        MinimumThroughput = options.BreakMinimum,
        SamplingDuration = options.BreakWindow,
        BreakDuration = options.BreakTime,

        // A service that says "too many" or "wait" is well: leaving it alone is the limiter's business.
        ShouldHandle = static arguments => ValueTask.FromResult(
            IsTransient(arguments.Outcome) && arguments.Outcome.Result?.StatusCode is not HttpStatusCode.TooManyRequests),
        OnOpened = arguments =>
        {
            Log.LeftAlone(logger, service, arguments.BreakDuration);
            return ValueTask.CompletedTask;
        },
        OnClosed = _ =>
        {
            Log.Back(logger, service);
            return ValueTask.CompletedTask;
        },
    };

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException || (outcome.Result is { } response && IsTransient(response.StatusCode));

    private static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private TimeSpan? WantedWait(HttpResponseMessage? response) => response?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>Idempotent by method, and with a body that can be sent again: one that is written from memory.</summary>
    private static bool IsRepeatable(HttpRequestMessage request) =>
        (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
            || request.Method == HttpMethod.Trace || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete)
        && request.Content is null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Service} keeps failing and is left alone for {Time}")]
        public static partial void LeftAlone(ILogger logger, string service, TimeSpan time);

        [LoggerMessage(2, LogLevel.Information, "{Service} answers again")]
        public static partial void Back(ILogger logger, string service);
    }
}
