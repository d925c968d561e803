using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Gateway.Ingress;

/// <summary>What is wrong with a member of a body.</summary>
/// <param name="Field">The member; <c>body</c> for the whole.</param>
/// <param name="Reason">What is wrong and what would be right. Never holds the caller's text.</param>
internal sealed record FieldProblem(string Field, string Reason);

/// <summary>
/// Reads the body of a sync request. By hand and not by the serializer, because the answer to a bad body names the member or the position, and because a
/// member given twice must not be read one way here and another way in the connector.
/// </summary>
internal static class SyncRequestReader
{
    private const string Body = "body";
    private const string Provider = "provider";
    private const string Since = "since";
    private const string Limit = "limit";
    private const string Mode = "mode";
    private const string Force = "force";

    private const int Deepest = 64;

    public static (SyncRequest? Request, FieldProblem? Problem) Read(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        json = json.StartsWith(byteOrderMark) ? json[byteOrderMark.Length..] : json;

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

    private static (SyncRequest?, FieldProblem?) ReadObject(ReadOnlySpan<byte> json)
    {
        // The reader keeps depth in bits, not on the stack: it may go on to the end, and the limit is told as what it is.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var request = new SyncRequest();
        FieldProblem? problem = null;
        HashSet<string> seen = new(StringComparer.Ordinal);

        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
            problem = new(Body, "is not a JSON object.");

        while (reader.Read())
        {
            if (reader.CurrentDepth >= Deepest && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                return (null, new(Body, $"nests deeper than {Deepest} levels."));

            if (reader.CurrentDepth is not 1 || reader.TokenType is not JsonTokenType.PropertyName)
                continue;

            var name = NameOf(ref reader);
            if (name is null)
                continue;

            reader.Read();
            problem ??= seen.Add(name) ? ReadMember(ref reader, name, ref request) : new(name, "is given twice.");
        }

        // A body that is not JSON to its end never comes here: the reader has thrown.
        problem ??= request.Provider is null ? new(Provider, "is missing. Name the PMS, as in mews.") : null;
        return problem is null ? (request, null) : (null, problem);
    }

    private static string? NameOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals(Provider))
            return Provider;
        if (reader.ValueTextEquals(Since))
            return Since;
        if (reader.ValueTextEquals(Mode))
            return Mode;
        if (reader.ValueTextEquals(Force))
            return Force;
        return reader.ValueTextEquals(Limit) ? Limit : null;
    }

    private static FieldProblem? ReadMember(ref Utf8JsonReader reader, string name, ref SyncRequest request)
    {
        if (reader.TokenType is JsonTokenType.Null)
            return null;

        switch (name)
        {
            case Provider:
                if (reader.TokenType is not JsonTokenType.String)
                    return new(Provider, "is not a text. Name the PMS, as in mews.");
                request = request with { Provider = reader.GetString() };
                return null;

            case Since:
                if (reader.TokenType is not JsonTokenType.String || reader.GetString() is not { } since || !SyncSince.IsUsable(since))
                    return new(Since, $"is not usable. {SyncSince.Expected}");
                request = request with { Since = since };
                return null;

            case Mode:
                if (reader.TokenType is not JsonTokenType.String || !(reader.ValueTextEquals("full"u8) || reader.ValueTextEquals("reconcile"u8)))
                    return new(Mode, "is not usable. Send full or reconcile.");
                request = request with { Mode = reader.GetString() };
                return null;

            case Force:
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                    return new(Force, "is not usable. Send true or false.");
                request = request with { Force = reader.GetBoolean() };
                return null;

            default:
                if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetInt32(out var limit) || limit < 1)
                    return new(Limit, $"is not usable. Send a whole number from 1 to {int.MaxValue.ToString(CultureInfo.InvariantCulture)}.");
                request = request with { Limit = limit };
                return null;
        }
    }
}
