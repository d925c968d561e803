using System.Text.Json;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Custom;

/// <summary>What answers of an unknown system mean: its status codes in their usual sense, and that a success must be JSON.</summary>
internal static class CustomFailures
{
    public static VendorFailure? Of(VendorResponse response) =>
        OfStatus(response) ?? (IsWhole(response.Body.Span) ? null : new VendorFailure(VendorErrorKind.Unavailable, "the answer is not whole JSON"));

    /// <summary>Redirects are not followed, for they would take the credentials along.</summary>
    public static VendorFailure? OfStatus(VendorResponse response) => (int)response.Status is >= 300 and < 400
        ? new VendorFailure(VendorErrorKind.Rejected, $"the system redirects ({(int)response.Status}); enter the address it redirects to")
        : VendorFailure.FromStatus(response);

    /// <summary>A token endpoint says 400 for credentials it does not know (RFC 6749, section 5.2).</summary>
    public static VendorFailure? OfTokenRequest(VendorResponse response) => (int)response.Status == 400
        ? new VendorFailure(VendorErrorKind.Unauthorised, "the token endpoint answered 400")
        : OfStatus(response);

    /// <summary>
    /// The records that GraphQL errors name, by their places. An error that is about no record may hide any number of them and fails the page.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Broken(IReadOnlyList<GraphQlError> errors, IReadOnlyList<Found> records, string operation)
    {
        var broken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var error in errors)
        {
            var place = error.Path is { } path ? PlaceOf(path) : null;
            var record = place is null ? null : records.Select(found => found.Path).FirstOrDefault(at => place.Equals(at, StringComparison.Ordinal)
                || (place.StartsWith(at, StringComparison.Ordinal) && place[at.Length] is '.' or '['));
            if (record is null)
            {
                throw new VendorException(
                    error.Kind == VendorErrorKind.Rejected ? VendorErrorKind.Malformed : error.Kind,
                    operation,
                    error.Code is { } code ? $"a part of the answer failed: {code}" : "a part of the answer failed");
            }

            broken[record] = error.Code is { } told ? $"the system answered {told} for this record" : "the system answered an error for this record";
        }

        return broken;
    }

    /// <summary>The path of an error as a path of the answer: <c>bookings.nodes.3.id</c> is <c>$.data.bookings.nodes[3].id</c>.</summary>
    private static string PlaceOf(string path) => "$.data" + string.Concat(path.Split('.').Select(part =>
        JsonPath.Written(part.All(char.IsAsciiDigit) && part.Length is > 0 and < 9
            ? new Step(null, int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)) : new Step(part, null))));

    private static bool IsWhole(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.StartsWith("\uFEFF"u8) ? body[3..] : body);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
