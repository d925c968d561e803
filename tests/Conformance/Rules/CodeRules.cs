using System.Text.RegularExpressions;

namespace PmsPlatform.Conformance.Rules;

/// <summary>What all code of the repository keeps to.</summary>
internal static partial class CodeRules
{
    private const int MostLines = 400;

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("no file is longer than 400 lines", tree => tree.Under("", ".cs")
            .Select(path => (path, lines: tree.Lines(path).Length - 1))
            .Where(file => file.lines > MostLines)
            .Select(file => $"{file.path} has {file.lines} lines; split it by what it is about")),
        Rule.ForLines("time comes from TimeProvider", Production, line => IsCode(line) && Clocks().IsMatch(line) ? "asks the machine's clock; take a TimeProvider" : null),
        Rule.ForLines("texts are read in no culture", Production, line =>
            IsCode(line) && Parses().IsMatch(line) && !line.Contains("InvariantCulture", StringComparison.Ordinal) ? "parses without naming a culture" : null),
        Rule.ForLines("nothing sleeps or blocks", Waiting, line => IsCode(line) && Sleeps().IsMatch(line) ? "blocks a thread; await a condition" : null),
        Rule.ForLines("nothing is left for later", Code, line => Unfinished().IsMatch(line) ? "is not finished" : null),
        Rule.ForLines("no test is skipped", Tests, line => Skips().IsMatch(line) ? "skips a test" : null),
        new("every project is in the solution", tree => tree.Under("", ".csproj")
            .Where(path => !tree.Text("PmsPlatform.sln").Contains(path.Replace('/', '\\'), StringComparison.Ordinal))
            .Select(path => $"PmsPlatform.sln has no {path}")),
        new("every project locks its packages", tree => tree.Under("", ".csproj")
            .Where(path => !tree.Has(path[..(path.LastIndexOf('/') + 1)] + "packages.lock.json"))
            .Select(path => $"{path} has no packages.lock.json beside it")),
        new("no project names a version", tree => tree.Under("", ".csproj")
            .Where(path => Versions().IsMatch(tree.Text(path)))
            .Select(path => $"{path} names a version; Directory.Packages.props does")),
        new("tests that the security page names are there", NamedTestsThatAreGone),
    ];

    private static IEnumerable<string> NamedTestsThatAreGone(SourceTree tree)
    {
        const string page = "docs/security.md";
        const string heading = "## What an attacker would try";
        var text = tree.Text(page);
        var start = text.IndexOf(heading, StringComparison.Ordinal);
        if (start < 0)
            return [];
        var end = text.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal);
        var tests = string.Concat(Tests(tree).Concat(tree.Under("tests/Conformance/Suite/", ".cs")).Select(tree.Text));
        return TestNames().Matches(end < 0 ? text[start..] : text[start..end]).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)
            .Where(name => !tests.Contains($" {name}(", StringComparison.Ordinal) && !tests.Contains($"class {name}", StringComparison.Ordinal))
            .Select(name => $"{page} names the test {name}, which is not there");
    }

    private static bool IsCode(string line) => !line.AsSpan().TrimStart().StartsWith("//", StringComparison.Ordinal);

    private static IEnumerable<string> Code(SourceTree tree) => tree.Under("", ".cs").Where(path => !path.StartsWith("tests/Conformance/", StringComparison.Ordinal));

    /// <summary>The local runner has Aspire's own signatures, of which some are not asynchronous; nor are FsCheck's properties.</summary>
    private static IEnumerable<string> Waiting(SourceTree tree) => Code(tree).Where(path =>
        !path.StartsWith("hosting/Aspire.Hosting", StringComparison.Ordinal) && !tree.Text(path).Contains("using FsCheck;", StringComparison.Ordinal));

    private static IEnumerable<string> Production(SourceTree tree) => Code(tree).Where(path => !path.StartsWith("tests/", StringComparison.Ordinal));

    private static IEnumerable<string> Tests(SourceTree tree) => Code(tree).Where(path => path.StartsWith("tests/", StringComparison.Ordinal));

    [GeneratedRegex(@"\bDateTime(?:Offset)?\.(?:Now|UtcNow|Today)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Clocks();

    [GeneratedRegex(@"\b(?:int|long|short|byte|decimal|double|float|DateTime|DateTimeOffset|DateOnly|TimeOnly|TimeSpan)\.(?:Parse|ParseExact)\(", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Parses();

    [GeneratedRegex(@"(?:\bThread\.Sleep\(|\.GetAwaiter\(\)\.GetResult\(\)|\basync void\b)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Sleeps();

    [GeneratedRegex(@"\b(?:TODO|FIXME)\b|\bNotImplementedException\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\[(?:Fact|Theory)\([^)]*\bSkip\b|\bAssert\.Skip", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Skips();

    [GeneratedRegex(@"`(?<name>[A-Z][A-Za-z0-9]*_\w+|[A-Z]\w+Tests)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TestNames();

    [GeneratedRegex("""<PackageReference[^>]*\sVersion=""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Versions();
}
