using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Reads a delivery's body whole and makes sure that it is JSON of a bearable size and depth.</summary>
internal static class DeliveryBody
{
    public static async Task<(byte[]? Body, Refusal? Refusal)> ReadAsync(HttpRequest request)
    {
        if (!IsJson(request))
            return (null, Refusal.NotJson);
        if (request.ContentLength > Refusal.MostBytes)
            return (null, Refusal.TooLarge);

        try
        {
            var body = await ReadAllAsync(request);
            return body is null ? (null, Refusal.TooLarge) : (body, Check(body));
        }
        catch (BadHttpRequestException error)
        {
            return (null, error.StatusCode == StatusCodes.Status413PayloadTooLarge ? Refusal.TooLarge : Refusal.Unreadable);
        }
    }

    /// <summary>Null when a body is JSON in UTF-8 of at most 64 levels.</summary>
    public static Refusal? Check(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (!Utf8.IsValid(body))
            return Refusal.Malformed;

        // The reader would say in words only what is wrong: its own limit is out of the way and ours is looked at here.
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Refusal.MostBytes });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= Refusal.MostLevels)
                    return Refusal.TooDeep;
            }

            return null;
        }
        catch (JsonException)
        {
            return Refusal.Malformed;
        }
    }

    private static bool IsJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
        && (type.Charset.Length == 0 || type.Charset.AsSpan().Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    // Null when there is more than may be: a chunked body does not say its length beforehand.
    private static async Task<byte[]?> ReadAllAsync(HttpRequest request)
    {
        var reader = request.BodyReader;
        while (true)
        {
            // Most come with their headers. The request's token is made when it is asked for: only who waits needs it.
            if (!reader.TryRead(out var read))
                read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > Refusal.MostBytes)
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
