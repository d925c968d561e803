using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace PmsPlatform.Gateway.Ingress;

/// <summary>
/// Finds the member <c>provider</c> of a body and checks that the body is one JSON object to its end. A member given twice is refused: it must not be read one
/// way here and another way in the connector.
/// </summary>
internal static class ProviderReader
{
    private const string Body = "body";
    private const string Provider = "provider";
    private const int Deepest = 64;

    public static (string? Provider, FieldProblem? Problem) Read(ReadOnlySpan<byte> json)
    {
        if (json.TrimStart(" \t\r\n"u8).IsEmpty)
            return (null, new(Body, "is empty. Send a JSON object."));
        if (!Utf8.IsValid(json))
            return (null, new(Body, "is not valid UTF-8."));

        try
        {
            return ReadObject(json);
        }
        catch (JsonException exception)
        {
            return (null, new(Body, string.Create(CultureInfo.InvariantCulture,
                $"is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.")));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape.
            return (null, new(Body, "has text that is no Unicode."));
        }
    }

    private static (string?, FieldProblem?) ReadObject(ReadOnlySpan<byte> json)
    {
        // The reader keeps depth in bits, not on the stack: it may go on to the end, and the limit is told as what it is.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        string? provider = null;
        FieldProblem? problem = null;
        var seen = false;

        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
            problem = new(Body, "is not a JSON object.");

        while (reader.Read())
        {
            if (reader.CurrentDepth >= Deepest && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                return (null, new(Body, $"nests deeper than {Deepest} levels."));
            if (reader.CurrentDepth is not 1 || reader.TokenType is not JsonTokenType.PropertyName || !reader.ValueTextEquals(Provider))
                continue;

            reader.Read();
            if (seen)
                problem ??= new(Provider, "is given twice.");
            else if (reader.TokenType is JsonTokenType.String)
                provider = reader.GetString();
            else if (reader.TokenType is not JsonTokenType.Null)
                problem ??= new(Provider, "is not a text. Name the PMS, as in mews.");
            seen = true;
        }

        // A body that is not JSON to its end never comes here: the reader has thrown.
        problem ??= provider is null ? new(Provider, "is missing. Name the PMS, as in mews.") : null;
        return problem is null ? (provider, null) : (null, problem);
    }
}
