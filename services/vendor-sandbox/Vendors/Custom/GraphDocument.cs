using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace PmsPlatform.VendorSandbox.Vendors.Custom;

/// <summary>A field of a selection.</summary>
internal sealed record GraphField(string Alias, string Name, IReadOnlyDictionary<string, GraphValue> Arguments, IReadOnlyList<GraphField> Fields);

/// <summary>An argument's value: a variable, or a literal.</summary>
internal sealed record GraphValue(string? Variable, JsonNode? Literal);

/// <summary>One operation of a document.</summary>
internal sealed record GraphOperation(string Kind, string Name, IReadOnlyDictionary<string, JsonNode?> Variables, IReadOnlyList<GraphField> Fields);

/// <summary>
/// Reads GraphQL documents (https://spec.graphql.org/October2021/#sec-Language) as far as this server needs them: named operations with variables,
/// arguments, aliases and nested selections. Fragments and directives are refused.
/// </summary>
internal sealed class GraphDocument
{
    private const int MostLevels = 12;
    private readonly string _text;
    private int _at;

    private GraphDocument(string text) => _text = text;

    public static IReadOnlyList<GraphOperation> Parse(string text)
    {
        var document = new GraphDocument(text);
        var operations = new List<GraphOperation>();
        for (document.SkipBlank(); document._at < text.Length; document.SkipBlank())
            operations.Add(document.ReadOperation());
        return operations;
    }

    private static VendorRefusal Wrong(string what) => new(StatusCodes.Status400BadRequest, "Syntax error: " + what);

    private GraphOperation ReadOperation()
    {
        if (Peek() == '{')
            return new GraphOperation("query", "", new Dictionary<string, JsonNode?>(StringComparer.Ordinal), ReadFields(1));
        var kind = ReadName();
        if (kind is not ("query" or "mutation"))
            throw Wrong($"'{kind}' is not supported.");
        var name = Peek() is '{' or '(' ? "" : ReadName();
        var variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (TryTake('('))
        {
            while (!TryTake(')'))
            {
                Take('$');
                var variable = ReadName();
                Take(':');
                ReadType();
                variables[variable] = TryTake('=') ? ReadValue().Literal : null;
            }
        }

        return new GraphOperation(kind, name, variables, ReadFields(1));
    }

    private void ReadType()
    {
        if (TryTake('['))
        {
            ReadType();
            Take(']');
        }
        else
            ReadName();
        TryTake('!');
    }

    private List<GraphField> ReadFields(int level)
    {
        if (level > MostLevels)
            throw Wrong("the selection is nested too deeply.");
        Take('{');
        var fields = new List<GraphField>();
        while (!TryTake('}'))
        {
            var alias = ReadName();
            var name = TryTake(':') ? ReadName() : alias;
            var arguments = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
            if (TryTake('('))
            {
                while (!TryTake(')'))
                {
                    var argument = ReadName();
                    Take(':');
                    arguments[argument] = ReadValue();
                }
            }

            fields.Add(new GraphField(alias, name, arguments, Peek() == '{' ? ReadFields(level + 1) : []));
        }

        return fields.Count > 0 ? fields : throw Wrong("a selection is empty.");
    }

    private GraphValue ReadValue()
    {
        switch (Peek())
        {
            case '$':
                Take('$');
                return new GraphValue(ReadName(), null);
            case '"':
                return new GraphValue(null, JsonValue.Create(ReadText()));
            case '-' or (>= '0' and <= '9'):
                var start = _at;
                while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '-' or '+' or '.' or 'e' or 'E'))
                    _at++;
                return decimal.TryParse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? new GraphValue(null, JsonValue.Create(number)) : throw Wrong("a number is written wrongly.");
            default:
                return ReadName() switch
                {
                    "null" => new GraphValue(null, null),
                    "true" => new GraphValue(null, JsonValue.Create(true)),
                    "false" => new GraphValue(null, JsonValue.Create(false)),
                    var word => new GraphValue(null, JsonValue.Create(word)),
                };
        }
    }

    private string ReadText()
    {
        Take('"');
        var text = new StringBuilder();
        while (true)
        {
            var character = _at < _text.Length ? _text[_at++] : throw Wrong("a text has no end.");
            if (character == '"')
                return text.ToString();
            if (character != '\\')
            {
                text.Append(character);
                continue;
            }

            var escaped = _at < _text.Length ? _text[_at++] : throw Wrong("a text has no end.");
            text.Append(escaped switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '"' or '\\' or '/' => escaped, _ => throw Wrong("an escape is not supported.") });
        }
    }

    private string ReadName()
    {
        SkipBlank();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        return _at > start ? _text[start.._at] : throw Wrong($"a name is expected at character {_at}.");
    }

    private char Peek()
    {
        SkipBlank();
        return _at < _text.Length ? _text[_at] : throw Wrong("the document ends too early.");
    }

    private void Take(char wanted)
    {
        if (!TryTake(wanted))
            throw Wrong($"'{wanted}' is expected at character {_at}.");
    }

    private bool TryTake(char wanted)
    {
        if (Peek() != wanted)
            return false;
        _at++;
        return true;
    }

    private void SkipBlank()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] == '#')
            {
                while (_at < _text.Length && _text[_at] != '\n')
                    _at++;
            }
            else if (char.IsWhiteSpace(_text[_at]) || _text[_at] == ',')
                _at++;
            else
                return;
        }
    }
}
