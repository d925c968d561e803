namespace PmsPlatform.Connectors.Custom.Tests;

/// <summary>The mappings of the sandbox's own system.</summary>
internal static class Mappings
{
    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mappings", $"{name}.json"));

    public static Dictionary<string, string> Setting(string name) => new(StringComparer.Ordinal) { ["mapping"] = Text(name) };
}
