namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>What has no canonical field, kept by the vendor's own names.</summary>
public static class ExtraFields
{
    /// <summary>The fields that hold something, in the order given; null when none does.</summary>
    public static IReadOnlyDictionary<string, string>? Of(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        Dictionary<string, string>? kept = null;
        foreach (var (name, value) in fields)
        {
            if (Tidy.Text(value) is { } text)
                (kept ??= new Dictionary<string, string>(StringComparer.Ordinal))[name] = text;
        }

        return kept;
    }
}
