using System.Globalization;
using System.Text.Json;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>A place in a mapping document. Reads members and writes down everything that is wrong: where, what, and what would be right.</summary>
internal sealed class DocumentNode(JsonElement value, string path, List<string> problems)
{
    public string Path => path;

    public JsonElement Value => value;

    public bool IsObject => value.ValueKind == JsonValueKind.Object;

    /// <summary>The members of an object, each as its own place.</summary>
    public IEnumerable<(string Name, DocumentNode Node)> Members => IsObject
        ? value.EnumerateObject().Select(member => (member.Name, new DocumentNode(member.Value, path + JsonPath.Written(new Step(member.Name, null)), problems)))
        : [];

    /// <summary>The elements of a list, or the value itself.</summary>
    public IEnumerable<DocumentNode> Each => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select((element, index) => new DocumentNode(element, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), problems))
        : [this];

    /// <summary>Writes a problem down.</summary>
    public void Wrong(string what, string right) => problems.Add($"{path}: {what}; {right}.");

    /// <summary>Whether it is an object with no members but these.</summary>
    public bool Has(params string[] known)
    {
        if (!IsObject)
        {
            Wrong("is no object", $"write one with {string.Join(", ", known)}");
            return false;
        }

        foreach (var (name, node) in Members)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
                node.Wrong("is not known here", $"known are {string.Join(", ", known)}");
        }

        return true;
    }

    /// <summary>A member; null when it is absent or null.</summary>
    public DocumentNode? Member(string name) =>
        IsObject && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? new DocumentNode(member, path + JsonPath.Written(new Step(name, null)), problems)
            : null;

    /// <summary>A text member; null when absent.</summary>
    public string? Text(string name) => Member(name)?.AsText();

    /// <summary>A text member that must be there.</summary>
    public string NeededText(string name, string right)
    {
        if (Member(name) is { } member)
            return member.AsText() ?? "";
        Wrong($"has no {name}", right);
        return "";
    }

    public string? AsText()
    {
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        Wrong("is no text", "write it in quotes");
        return null;
    }

    public bool Flag(string name, bool otherwise)
    {
        if (Member(name) is not { } member)
            return otherwise;
        if (member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return member.Value.GetBoolean();
        member.Wrong("is no truth value", "write true or false");
        return otherwise;
    }

    public int Whole(string name, int least, int most, int otherwise)
    {
        if (Member(name) is not { } member)
            return otherwise;
        if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        member.Wrong("is no such number", string.Create(CultureInfo.InvariantCulture, $"write a whole number from {least} to {most}"));
        return otherwise;
    }

    /// <summary>One of some words; null when absent or wrong.</summary>
    public T? Word<T>(string name, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Member(name) is not { } member || member.AsText() is not { } text)
            return null;
        if (words.TryGetValue(text, out var found))
            return found;
        member.Wrong($"'{Shown(text)}' is not known", $"write one of {string.Join(", ", words.Keys)}");
        return null;
    }

    /// <summary>A path; null when absent or wrong.</summary>
    public JsonPath? PathOf(string name) => Member(name)?.AsPath();

    public JsonPath? AsPath()
    {
        if (AsText() is not { } text)
            return null;
        if (JsonPath.TryParse(text, out var problem) is { } read)
            return read;
        Wrong($"'{Shown(text)}' is no path: it {problem}", "write one such as $.guest.email or $.rooms[*].id");
        return null;
    }

    /// <summary>A text short enough for a message.</summary>
    public static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
