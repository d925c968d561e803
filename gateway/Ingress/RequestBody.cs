using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway.Ingress;

/// <summary>Reads a small JSON body whole, or says which problem it is.</summary>
internal static class RequestBody
{
    private const string Field = "body";

    public static async Task<(byte[]? Bytes, ProblemHttpResult? Problem)> ReadJsonAsync(HttpContext context, GatewayOptions options, TimeProvider time)
    {
        var request = context.Request;
        if (request.ContentLength is 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is false)
            return (null, Problem.Invalid(Field, "is missing. Send a JSON object."));
        if (!IsJson(request))
            return (null, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "Send application/json in UTF-8, not compressed."));
        if (request.ContentLength > options.MaxBodyBytes)
            return (null, Problem.TooLarge(options.MaxBodyBytes));

        using var patience = new CancellationTokenSource(options.BodyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            return await ReadAsync(request, options.MaxBodyBytes, either.Token) is { } bytes
                ? (bytes, null)
                : (null, Problem.TooLarge(options.MaxBodyBytes));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return (null, Problem.Of(StatusCodes.Status408RequestTimeout, "The body did not arrive in time."));
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Problem.TooLarge(options.MaxBodyBytes));
        }
        catch (BadHttpRequestException exception)
        {
            return (null, Problem.Of(exception.StatusCode, "The body could not be read."));
        }
    }

    private static bool IsJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || IsOtherJson(type))
        && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));

    private static bool IsOtherJson(MediaTypeHeaderValue type) =>
        type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    // Null when there is more than may be: a chunked body does not say its length beforehand.
    private static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > most)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
