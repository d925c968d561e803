using System.Globalization;
using System.Text.Json;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>Reads GraphQL answers and says what their errors mean.</summary>
internal static class GraphQlFailures
{
    private const string UnknownHash = "PERSISTED_QUERY_NOT_FOUND";

    /// <summary>Codes in use by Apollo, Yoga, Hot Chocolate, GraphQL-Ruby and the larger public APIs, in upper case with underscores.</summary>
    private static readonly Dictionary<string, VendorErrorKind> Codes = new(StringComparer.Ordinal)
    {
        ["UNAUTHENTICATED"] = VendorErrorKind.Unauthorised,
        ["UNAUTHORIZED"] = VendorErrorKind.Unauthorised,
        ["FORBIDDEN"] = VendorErrorKind.Unauthorised,
        ["AUTH_NOT_AUTHENTICATED"] = VendorErrorKind.Unauthorised,
        ["AUTH_NOT_AUTHORIZED"] = VendorErrorKind.Unauthorised,
        ["RATE_LIMITED"] = VendorErrorKind.RateLimited,
        ["RATE_LIMIT_EXCEEDED"] = VendorErrorKind.RateLimited,
        ["TOO_MANY_REQUESTS"] = VendorErrorKind.RateLimited,
        ["THROTTLED"] = VendorErrorKind.RateLimited,
        ["INTERNAL_SERVER_ERROR"] = VendorErrorKind.Unavailable,
        ["INTERNAL_ERROR"] = VendorErrorKind.Unavailable,
        ["SERVICE_UNAVAILABLE"] = VendorErrorKind.Unavailable,
        ["TIMEOUT"] = VendorErrorKind.Unavailable,
        ["NOT_FOUND"] = VendorErrorKind.NotFound,
        ["NOT_IMPLEMENTED"] = VendorErrorKind.Unsupported,
        ["FEATURE_NOT_ENABLED"] = VendorErrorKind.Unsupported,
    };

    /// <summary>The failure of an answer; null when it holds data, with or without errors beside it, or asks for the document of a hash.</summary>
    public static VendorFailure? Of(VendorResponse response, ClassifyAnswer first)
    {
        var read = Read(response);
        if (read is null || read.Value.Errors.Count == 0)
        {
            return first(response)
                ?? (read is null ? new VendorFailure(VendorErrorKind.Unavailable, "the vendor answered something that is no GraphQL") : null);
        }

        if (read.Value.Data is not null || IsUnknownHash(read.Value))
            return null;

        // A status that says more than "wrong request" wins over codes that may be the server's own.
        if ((int)response.Status is 401 or 403 or 429 or >= 500 && first(response) is { } told)
            return told;
        var error = read.Value.Errors.FirstOrDefault(each => KindOf(each) != VendorErrorKind.Rejected) ?? read.Value.Errors[0];
        return new VendorFailure(
            KindOf(error), error.Code is { } code ? $"the vendor answered {code}" : "the vendor refused the operation", error.RetryAfter ?? response.RetryAfter);
    }

    /// <summary>What an error means; a code nobody knows is a request that will not get better by itself.</summary>
    public static VendorErrorKind KindOf(GraphQlError error) =>
        error.Code is { } code && Codes.TryGetValue(code, out var kind) ? kind : VendorErrorKind.Rejected;

    public static bool IsUnknownHash((JsonElement? Data, IReadOnlyList<GraphQlError> Errors) read) =>
        read.Data is null && read.Errors.Any(error => error.Code is UnknownHash);

    /// <summary>Data and errors; null when the body is no GraphQL answer.</summary>
    public static (JsonElement? Data, IReadOnlyList<GraphQlError> Errors)? Read(VendorResponse response)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;

            var errors = root.TryGetProperty("errors", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select(ErrorOf).ToList()
                : [];
            JsonElement? data = root.TryGetProperty("data", out var found) && found.ValueKind == JsonValueKind.Object ? found.Clone() : null;
            return data is null && errors.Count == 0 ? null : (data, errors);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static GraphQlError ErrorOf(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return new GraphQlError(null, null, null);

        string? code = null;
        TimeSpan? wait = null;
        if (error.TryGetProperty("extensions", out var extensions) && extensions.ValueKind == JsonValueKind.Object)
        {
            // Only what looks like a code is passed on: free text may hold personal data.
            if (extensions.TryGetProperty("code", out var given) && given.ValueKind == JsonValueKind.String && given.GetString() is { Length: > 0 and <= 60 } text
                && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-'))
                code = text.Replace('-', '_').ToUpperInvariant();
            if (extensions.TryGetProperty("retryAfter", out var after) && after.ValueKind == JsonValueKind.Number && after.TryGetDouble(out var seconds))
                wait = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 3600));
        }

        string? path = error.TryGetProperty("path", out var parts) && parts.ValueKind == JsonValueKind.Array
            ? string.Join('.', parts.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.String ? part.GetString() : part.GetRawText().ToString(CultureInfo.InvariantCulture)))
            : null;
        return new GraphQlError(code, path is { Length: > 0 } ? path : null, wait);
    }
}
