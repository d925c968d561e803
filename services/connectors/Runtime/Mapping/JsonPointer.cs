namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>Reads JSON Pointers (RFC 6901).</summary>
public static class JsonPointer
{
    /// <summary>The names it goes along, from the root, with <c>~1</c> and <c>~0</c> read as <c>/</c> and <c>~</c>.</summary>
    /// <param name="text">The pointer; begins with <c>/</c>.</param>
    public static IEnumerable<string> NamesOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text[1..].Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
    }
}
