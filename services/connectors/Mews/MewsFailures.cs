using System.Net;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Mews;

/// <summary>
/// How Mews fails (https://mews-systems.gitbook.io/connector-api/guidelines/responses). Its message is meant for the hotel's staff and may name a guest,
/// so only the request id is kept, by which Mews' support finds the rest.
/// </summary>
internal static class MewsFailures
{
    public static VendorFailure? Classify(VendorResponse response)
    {
        var kind = response.Status switch
        {
            HttpStatusCode.OK => (VendorErrorKind?)null,
            HttpStatusCode.Unauthorized => VendorErrorKind.Unauthorised,
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => VendorErrorKind.Unavailable,
            HttpStatusCode.TooManyRequests => VendorErrorKind.RateLimited,
            _ => VendorErrorKind.Rejected,
        };
        if (kind is null)
            return null;

        var meaning = response.Status switch
        {
            HttpStatusCode.Unauthorized => ": a token is wrong, or the integration is switched off or lacks the permission",
            HttpStatusCode.RequestTimeout => ": the query is too heavy",
            _ => "",
        };
        return new VendorFailure(kind.Value, $"Mews answered {(int)response.Status}{meaning}{RequestIdOf(response)}", response.RetryAfter);
    }

    /// <summary>The same of a write, with what Mews says to it: whoever asked for the write must learn why it was refused.</summary>
    public static VendorFailure? ClassifyWrite(VendorResponse response) =>
        Classify(response) is { } failure ? failure with { VendorText = ErrorOf(response)?.Message is { Length: > 0 } message ? message : null } : null;

    private static string RequestIdOf(VendorResponse response)
    {
        var id = ErrorOf(response)?.RequestId;
        return id is { Length: > 0 and <= 64 } && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.') ? $" (request {id})" : "";
    }

    private static MewsError? ErrorOf(VendorResponse response)
    {
        try
        {
            return JsonSerializer.Deserialize(response.Body.Span, MewsJson.Default.MewsError);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
