using System.Reflection;

namespace PmsPlatform.Conformance.Rules;

/// <summary>The files of a repository, by their paths with forward slashes from its root.</summary>
internal sealed class SourceTree
{
    private static readonly string[] NotOurs = [".git", "bin", "obj", "artifacts", ".pms", ".vs", ".idea", "node_modules", "TestResults"];

    private readonly Dictionary<string, Lazy<string>> _files;

    private SourceTree(IEnumerable<KeyValuePair<string, Lazy<string>>> files) =>
        _files = new Dictionary<string, Lazy<string>>(files, StringComparer.Ordinal);

    public IEnumerable<string> Paths => _files.Keys.Order(StringComparer.Ordinal);

    /// <summary>The vendors' folder names, as in Mews.</summary>
    public IReadOnlyList<string> Vendors =>
    [
        .. Paths.Select(path => path.Split('/')).Where(parts => parts is ["services", "connectors", not "Runtime", _, ..])
            .Select(parts => parts[2]).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The repository this was built from.</summary>
    public static SourceTree OfRepository()
    {
        var root = typeof(SourceTree).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "RepositoryRoot").Value!;
        return new SourceTree(Below(root).Select(file => KeyValuePair.Create(
            Path.GetRelativePath(root, file).Replace('\\', '/'), new Lazy<string>(() => File.ReadAllText(file)))));
    }

    /// <summary>A repository made up for a test.</summary>
    public static SourceTree Of(params IEnumerable<(string Path, string Text)> files) =>
        new(files.Select(file => KeyValuePair.Create(file.Path, new Lazy<string>(file.Text))));

    public bool Has(string path) => _files.ContainsKey(path);

    /// <summary>The text of a file; empty when there is none.</summary>
    public string Text(string path) => _files.TryGetValue(path, out var text) ? text.Value : "";

    public string[] Lines(string path) => Text(path).ReplaceLineEndings("\n").Split('\n');

    public IEnumerable<string> Under(string folder, string ending = "") =>
        Paths.Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>The same with one file more, or another text in it.</summary>
    public SourceTree With(string path, string text) =>
        new(_files.Where(file => file.Key != path).Append(KeyValuePair.Create(path, new Lazy<string>(text))));

    /// <summary>The same without the files of a path or folder.</summary>
    public SourceTree Without(string path) => new(_files.Where(file => file.Key != path && !file.Key.StartsWith(path + "/", StringComparison.Ordinal)));

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder).Concat(
        Directory.EnumerateDirectories(folder).Where(each => !NotOurs.Contains(Path.GetFileName(each))).SelectMany(Below));
}
