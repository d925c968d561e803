using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using PmsPlatform.ServiceDefaults.Outbound;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>
/// Calls one vendor account. Every call waits for its place in the vendor's rate windows, carries the token when one is used, is retried where that
/// is safe, and is measured. A connector only says what to ask and how to read a failure.
/// </summary>
public sealed partial class VendorHttp
{
    private const string NotPublic = "the connection's address does not resolve to a public one, which it must";
    private const string Elsewhere = "the call would leave the connection's address";
    private const int LargestAnswer = 64 * 1024 * 1024;

    private readonly VendorAccount _account;
    private readonly ClassifyAnswer _classify;
    private readonly TokenCache? _tokens;

    internal VendorHttp(VendorAccount account)
        : this(account, VendorFailure.FromStatus, tokens: null)
    {
    }

    private VendorHttp(VendorAccount account, ClassifyAnswer classify, TokenCache? tokens)
    {
        _account = account;
        _classify = classify;
        _tokens = tokens;
    }

    /// <summary>The same access with the vendor's own reading of failures.</summary>
    public VendorHttp Classifying(ClassifyAnswer classify) => new(_account, classify, _tokens);

    /// <summary>The same access with a bearer token that is fetched once, shared by all calls and replicas of the connection, and renewed before it expires.</summary>
    public VendorHttp WithToken(FetchToken fetch) => new(_account, _classify, _account.Tokens(fetch));

    /// <summary>The token as it is kept, for taking it back at the vendor. Null when there is none: nothing is fetched.</summary>
    public async Task<Connections.Secret?> KeptTokenAsync(CancellationToken cancellationToken) =>
        _tokens is null ? null : (await _tokens.KeptAsync(cancellationToken))?.Value;

    /// <summary>Sends a request and gives the successful answer.</summary>
    /// <exception cref="VendorException">It failed for good.</exception>
    public async Task<VendorResponse> SendAsync(VendorRequest request, CancellationToken cancellationToken)
    {
        var retries = 0;
        var waits = 0;
        var refreshed = false;
        while (true)
        {
            var token = _tokens is null ? null : await _tokens.GetAsync(cancellationToken);
            var (response, failure, cause) = await TryOnceAsync(request, token, cancellationToken);
            _account.Circuit.Report(failure?.Kind);
            if (failure is null)
            {
                _account.Availability.Answered();
                return response!;
            }

            switch (failure.Kind)
            {
                case VendorErrorKind.Unauthorised when token is not null && !refreshed:
                    refreshed = true;
                    await _tokens!.DiscardAsync(token, cancellationToken);
                    break;

                case VendorErrorKind.RateLimited when waits < _account.MostWaits:
                    waits++;
                    RuntimeMetrics.Throttled(_account.Vendor, request.Operation);
                    var wait = failure.RetryAfter ?? Backoff.After(Math.Min(waits, 4), _account.Jitter);
                    Log.Throttled(_account.Logger, request.Operation, wait);
                    await _account.Budget.PauseAsync(wait, cancellationToken);
                    break;

                case VendorErrorKind.Unavailable when retries < _account.MostRetries && !request.IsWrite:
                    retries++;
                    await Task.Delay(failure.RetryAfter ?? Backoff.After(retries, _account.Jitter), _account.Time, cancellationToken);
                    break;

                default:
                    if (failure.Kind == VendorErrorKind.Unavailable)
                        _account.Availability.Silent(failure.Reason);
                    throw new VendorException(KindOf(failure, request), request.Operation, failure.Reason, cause)
                    {
                        Status = response?.Status,
                        VendorText = failure.VendorText,
                        Answer = response?.Body ?? default,
                    };
            }
        }
    }

    /// <summary>A write without an answer may have been carried out, unless nobody was there to take it. So may one whose answer cannot be read.</summary>
    private static VendorErrorKind KindOf(VendorFailure failure, VendorRequest request) =>
        request is { IsWrite: true } && failure is { NeverSent: false, Kind: VendorErrorKind.Unavailable or VendorErrorKind.Malformed } ? VendorErrorKind.Uncertain : failure.Kind;

    private static bool IsBeforeSending(Exception error) =>
        error is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };

    private async Task<(VendorResponse? Response, VendorFailure? Failure, Exception? Cause)> TryOnceAsync(
        VendorRequest request, VendorToken? token, CancellationToken cancellationToken)
    {
        var target = new Uri(_account.Endpoint, request.Path);
        if (_account.StaysAtEndpoint && !target.GetLeftPart(UriPartial.Authority).Equals(_account.Endpoint.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase))
            return (null, new VendorFailure(VendorErrorKind.Rejected, Elsewhere) { NeverSent = true }, null);

        await using var place = await _account.Budget.EnterAsync(cancellationToken);
        await CallGuard.CheckAsync();
        var started = Stopwatch.GetTimestamp();
        var outcome = "no-answer";
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(_account.RequestTimeout);
            var response = await AskAsync(target, request, token, timeout.Token);
            var failure = _classify(response);
            outcome = failure?.Kind.ToString() ?? "ok";
            return (response, failure, null);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new VendorFailure(VendorErrorKind.Unavailable, $"no answer within {_account.RequestTimeout}"), error);
        }
        catch (HttpRequestException error) when (error.InnerException is AddressNotPublicException)
        {
            return (null, new VendorFailure(VendorErrorKind.Rejected, NotPublic) { NeverSent = true }, error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return (null, new VendorFailure(VendorErrorKind.Unavailable, "the connection failed") { NeverSent = IsBeforeSending(error) }, error);
        }
        catch (AnswerTooLargeException error)
        {
            return (null, new VendorFailure(VendorErrorKind.Malformed, $"the answer is larger than {LargestAnswer} bytes"), error);
        }
        finally
        {
            _account.CountCall();
            RuntimeMetrics.Requested(_account.Vendor, request.Operation, outcome, Stopwatch.GetElapsedTime(started));
        }
    }

    private async Task<VendorResponse> AskAsync(Uri target, VendorRequest request, VendorToken? token, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, target);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }

        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value.Reveal());

        using var answer = await _account.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var content = await ReadAsync(answer.Content, cancellationToken);
        return new VendorResponse(request.Operation, answer.StatusCode, content, RetryAfter(answer.Headers.RetryAfter));
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - _account.Time.GetUtcNow() : null);
        return wait is { } span ? TimeSpan.FromTicks(Math.Clamp(span.Ticks, 0, TimeSpan.FromHours(1).Ticks)) : null;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var expected = content.Headers.ContentLength;
        if (expected > LargestAnswer)
            throw new AnswerTooLargeException();

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[expected is { } length and > 0 ? length + 1 : 16 * 1024];
        var filled = 0;
        while (await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken) is var read and > 0)
        {
            filled += read;
            if (filled > LargestAnswer)
                throw new AnswerTooLargeException();
            if (filled == buffer.Length)
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, LargestAnswer + 1));
        }

        return buffer.AsMemory(0, filled);
    }

    private sealed class AnswerTooLargeException : Exception;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The vendor refused {Operation} for too many calls; all calls of the account wait {Wait}")]
        public static partial void Throttled(ILogger logger, string operation, TimeSpan wait);
    }
}
