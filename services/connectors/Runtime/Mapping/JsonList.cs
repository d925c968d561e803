using System.Text.Json;

namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>
/// A vendor response cut into its records without building them: each record is a slice of the body, so that one record of the wrong shape
/// cannot take the others with it and a quarantined one is kept exactly as it came.
/// </summary>
public sealed class JsonList
{
    private readonly Dictionary<string, string> _scalars;

    private JsonList(IReadOnlyList<ReadOnlyMemory<byte>> records, Dictionary<string, string> scalars, bool found, bool isList)
    {
        IsList = isList;
        Records = records;
        _scalars = scalars;
        Found = found;
    }

    /// <summary>The records, in the vendor's order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Records { get; }

    /// <summary>Whether the response holds the property at all; an empty list is found, a missing one is not.</summary>
    public bool Found { get; }

    /// <summary>Whether the records stood in a list; false for a single record.</summary>
    public bool IsList { get; }

    /// <summary>A text or number beside the list, as in a cursor or a total. Null when it is absent or null.</summary>
    public string? Scalar(string property) => _scalars.GetValueOrDefault(property);

    /// <summary>Cuts a response. The property may hold a list or a single record; a bare list at the top is taken for the property.</summary>
    /// <param name="body">UTF-8 JSON, with or without byte order mark.</param>
    /// <param name="property">Name of the property that holds the records.</param>
    /// <exception cref="MappingException">The body is not JSON, or is neither an object nor a list.</exception>
    public static JsonList Parse(ReadOnlyMemory<byte> body, string property)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];

        try
        {
            return Cut(body, property);
        }
        catch (JsonException error)
        {
            throw new MappingException(error.Path ?? "$", $"is not valid JSON at byte {error.BytePositionInLine ?? 0} of line {(error.LineNumber ?? 0) + 1}");
        }
        catch (InvalidOperationException)
        {
            // The reader's way to say that a text beside the records is no UTF-8 or holds half a surrogate pair.
            throw new MappingException("$", "holds a text that is not Unicode");
        }
    }

    private static JsonList Cut(ReadOnlyMemory<byte> body, string property)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        var scalars = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = false;
        var isList = false;
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            CutArray(ref reader, body, records);
            found = isList = true;
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var wanted = reader.ValueTextEquals(property);
                var name = wanted ? property : reader.GetString()!;
                reader.Read();
                if (wanted && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                {
                    found = true;
                    isList = reader.TokenType == JsonTokenType.StartArray;
                    if (isList)
                        CutArray(ref reader, body, records);
                    else
                        records.Add(CutOne(ref reader, body));
                }
                else if (reader.TokenType is JsonTokenType.String)
                    scalars[name] = reader.GetString()!;
                else if (reader.TokenType is JsonTokenType.Number)
                    scalars[name] = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
                else
                    reader.Skip();
            }
        }
        else
            throw new MappingException("$", "is neither an object nor a list");

        // Reading on proves that the body ends where the value does: a cut connection must not look like a short page.
        while (reader.Read())
        {
        }

        return new JsonList(records, scalars, found, isList);
    }

    private static void CutArray(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<ReadOnlyMemory<byte>> records)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            records.Add(CutOne(ref reader, body));
    }

    private static ReadOnlyMemory<byte> CutOne(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }
}
