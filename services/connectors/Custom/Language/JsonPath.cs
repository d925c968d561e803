using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>A value and where it was found.</summary>
internal readonly record struct Found(JsonElement Value, string Path);

/// <summary>One step of a path: a member by name, an element by index, or all of them (both null).</summary>
internal readonly record struct Step(string? Name, int? Index)
{
    public bool IsAll => Name is null && Index is null;
}

/// <summary>
/// The part of JSONPath (RFC 9535) that mappings need: <c>$.a.b</c>, <c>$['odd name']</c>, <c>$.list[0]</c>, <c>$.list[*]</c> and <c>$.object.*</c>; JSON
/// Pointers (RFC 6901) such as <c>/a/0/b</c> mean the same. A path that leads nowhere finds nothing and is no error.
/// </summary>
internal sealed class JsonPath
{
    private const int MostSteps = 32;
    private static readonly SearchValues<char> Special = SearchValues.Create(".[]'\" ");

    private JsonPath(IReadOnlyList<Step> steps)
    {
        Steps = steps;
        Text = TextOf(steps);
    }

    /// <summary>The whole value.</summary>
    public static JsonPath Root { get; } = new([]);

    /// <summary>The path in its usual form.</summary>
    public string Text { get; }

    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Whether it may find more than one value.</summary>
    public bool FindsMany => Steps.Any(step => step.IsAll);

    /// <summary>Reads a path; the problem says what is wrong and where.</summary>
    public static JsonPath? TryParse(string text, out string problem)
    {
        var steps = new List<Step>();
        problem = text.Length == 0 ? "is empty; a path begins with $"
            : text[0] == '/' ? ReadPointer(text, steps)
            : text[0] == '$' ? ReadSteps(text, steps)
            : "does not begin with $ or /";
        if (problem.Length == 0 && steps.Count > MostSteps)
            problem = $"has more than {MostSteps} steps";
        return problem.Length == 0 ? new JsonPath(steps) : null;
    }

    public static JsonPath Of(IReadOnlyList<Step> steps) => new(steps);

    /// <summary>Everything the path leads to, in the payload's order.</summary>
    public IEnumerable<Found> Select(JsonElement root) => Select(root, "$", 0);

    /// <summary>The first value that is there and not null.</summary>
    public Found? First(JsonElement root)
    {
        foreach (var found in Select(root))
        {
            if (found.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
                return found;
        }

        return null;
    }

    public override string ToString() => Text;

    /// <summary>A step as it is written.</summary>
    public static string Written(Step step) => step switch
    {
        { Index: { } index } => string.Create(CultureInfo.InvariantCulture, $"[{index}]"),
        { Name: { } name } => IsPlain(name) ? "." + name : $"['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']",
        _ => "[*]",
    };

    private static string TextOf(IReadOnlyList<Step> steps) => "$" + string.Concat(steps.Select(Written));

    private IEnumerable<Found> Select(JsonElement value, string path, int at)
    {
        if (at == Steps.Count)
        {
            yield return new Found(value, path);
            yield break;
        }

        var step = Steps[at];
        foreach (var (next, taken) in Take(value, step))
        {
            foreach (var found in Select(next, path + Written(taken), at + 1))
                yield return found;
        }
    }

    private static IEnumerable<(JsonElement Value, Step Taken)> Take(JsonElement value, Step step)
    {
        if (step.Name is { } name)
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member))
                yield return (member, step);
        }
        else if (step.Index is { } index)
        {
            if (value.ValueKind == JsonValueKind.Array && index < value.GetArrayLength())
                yield return (value[index], step);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var position = 0;
            foreach (var element in value.EnumerateArray())
                yield return (element, new Step(null, position++));
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
                yield return (member.Value, new Step(member.Name, null));
        }
    }

    private static string ReadPointer(string text, List<Step> steps)
    {
        foreach (var name in JsonPointer.NamesOf(text))
            steps.Add(int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new Step(null, index) : new Step(name, null));

        return "";
    }

    private static string ReadSteps(string text, List<Step> steps)
    {
        var at = 1;
        while (at < text.Length)
        {
            var from = at;
            if (text[at] == '.')
            {
                at++;
                while (at < text.Length && text[at] is not ('.' or '['))
                    at++;
                var name = text[(from + 1)..at].Trim();
                if (name.Length == 0)
                    return Wrong("a name is missing", from);
                steps.Add(name == "*" ? default : new Step(name, null));
            }
            else if (text[at] == '[')
            {
                if (ReadBracket(text, ref at, steps) is { Length: > 0 } problem)
                    return problem;
            }
            else
                return Wrong("a . or [ is expected", at);
        }

        return "";
    }

    private static string ReadBracket(string text, ref int at, List<Step> steps)
    {
        var from = at++;
        if (at < text.Length && text[at] is '\'' or '"')
        {
            var quote = text[at++];
            var name = new StringBuilder();
            while (at < text.Length && text[at] != quote)
            {
                if (text[at] == '\\' && at + 1 < text.Length)
                    at++;
                name.Append(text[at++]);
            }

            if (at + 1 >= text.Length || text[at + 1] != ']')
                return Wrong("a name in brackets has no end", from);
            at += 2;
            steps.Add(new Step(name.ToString(), null));
            return "";
        }

        var end = text.IndexOf(']', at);
        if (end < 0)
            return Wrong("a bracket has no end", from);
        var inside = text[at..end].Trim();
        at = end + 1;
        if (inside == "*")
            steps.Add(default);
        else if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            steps.Add(new Step(null, index));
        else
            return Wrong("brackets hold a number, * or a quoted name; filters are not supported", from);
        return "";
    }

    private static string Wrong(string what, int at) => string.Create(CultureInfo.InvariantCulture, $"{what} at character {at + 1}");

    private static bool IsPlain(string name) => name.Length > 0 && name != "*" && !name.AsSpan().ContainsAny(Special);
}
