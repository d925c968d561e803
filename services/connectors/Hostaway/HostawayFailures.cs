using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>
/// What an answer that is no success means. Hostaway says it by status code, and now and then by <c>"status": "fail"</c> in an answer with code 200,
/// with a text in <c>result</c> or <c>message</c>. The text decides the kind and goes no further: it may repeat what was asked, names among it.
/// </summary>
internal static class HostawayFailures
{
    /// <summary>Retry-After is not documented; the windows are ten seconds long.</summary>
    private static readonly TimeSpan WindowLength = TimeSpan.FromSeconds(10);

    private static readonly (string Word, VendorErrorKind Kind, string Reason)[] Texts =
    [
        ("rate limit", VendorErrorKind.RateLimited, "the vendor answered that there were too many calls"),
        ("too many requests", VendorErrorKind.RateLimited, "the vendor answered that there were too many calls"),
        ("token", VendorErrorKind.Unauthorised, "the vendor answered that the access token is not valid"),
        ("unauthori", VendorErrorKind.Unauthorised, "the vendor answered that the call is not authorised"),
        ("forbidden", VendorErrorKind.Unauthorised, "the vendor answered that the call is forbidden"),
        ("access denied", VendorErrorKind.Unauthorised, "the vendor answered that access is denied"),
        ("not found", VendorErrorKind.NotFound, "the vendor answered that there is no such record"),
        ("internal", VendorErrorKind.Unavailable, "the vendor answered that something went wrong on its side"),
        ("try again", VendorErrorKind.Unavailable, "the vendor answered that something went wrong on its side"),
    ];

    /// <summary>Reads the answer of any call but the one for a token.</summary>
    public static VendorFailure? Of(VendorResponse response)
    {
        var failure = VendorFailure.FromStatus(response) ?? OfEnvelope(response);
        return failure is { Kind: VendorErrorKind.RateLimited, RetryAfter: null } ? failure with { RetryAfter = WindowLength } : failure;
    }

    /// <summary>The same of a write, with what Hostaway says to it: whoever asked for the write must learn why it was refused.</summary>
    public static VendorFailure? OfWrite(VendorResponse response) =>
        Of(response) is { } failure ? failure with { VendorText = FailureText(response.Body.Span)?.Trim() is { Length: > 0 } text ? text : null } : null;

    /// <summary>Reads the answer of the call for a token: OAuth refuses wrong credentials with 400 or 401.</summary>
    public static VendorFailure? OfTokenRequest(VendorResponse response) =>
        Of(response) is { Kind: VendorErrorKind.Rejected or VendorErrorKind.Unauthorised } refused
            ? refused with { Kind = VendorErrorKind.Unauthorised, Reason = "the vendor does not know this account id with this client secret" }
            : Of(response);

    private static VendorFailure? OfEnvelope(VendorResponse response)
    {
        if (FailureText(response.Body.Span) is not { } text)
            return null;

        foreach (var (word, kind, reason) in Texts)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return new VendorFailure(kind, reason, response.RetryAfter);
        }

        return new VendorFailure(VendorErrorKind.Rejected, "the vendor answered with status fail");
    }

    /// <summary>The text of an answer whose status is fail, empty when it has none; null for any other answer, broken ones among them.</summary>
    private static string? FailureText(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;

            var failed = false;
            var text = "";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isStatus = reader.ValueTextEquals("status"u8);
                var isText = reader.ValueTextEquals("result"u8) || reader.ValueTextEquals("message"u8);
                reader.Read();
                if (isStatus && reader.TokenType == JsonTokenType.String)
                {
                    failed = reader.ValueTextEquals("fail"u8) || reader.ValueTextEquals("error"u8);
                    if (!failed)
                        return null;
                }
                else if (isText && reader.TokenType == JsonTokenType.String)
                    text = $"{text} {reader.GetString()}";
                else
                    reader.Skip();
            }

            return failed ? text : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not JSON or not UTF-8: reading the list says so with its place.
            return null;
        }
    }
}
