using System.Text.RegularExpressions;

namespace PmsPlatform.Conformance.Rules;

/// <summary>What a vendor's folder must hold, and what it must not.</summary>
internal static partial class VendorRules
{
    private const int MostLinesOfReadme = 100;
    private const int FewestCases = 6;

    private static readonly string[] Headings =
        ["What it reads and writes", "Settings", "Limits and polling", "Status mapping", "Surprises", "Not supported", "Quality"];

    private static readonly string[] QualityRules =
    [
        "fixed-files", "settings-declared", "endpoint-override", "connection-check", "auth-failure-stops", "limits-honoured", "paging-bounded",
        "checkpoint-after-confirm", "overlap-window", "unknown-status-kept", "webhook-verified", "webhook-replay-safe", "writes-idempotent",
        "time-zone-tested", "personal-data-not-logged", "readme-complete", "owner",
    ];

    /// <summary>What the runtime does for all vendors, by the words that give it away.</summary>
    private static readonly (string Word, string Why)[] Forbidden =
    [
        ("Npgsql", "the database is the runtime's"), ("NpgsqlCommand", "the database is the runtime's"), ("SELECT ", "the database is the runtime's"),
        ("RabbitMQ", "the broker is the runtime's"), ("MassTransit", "the broker is the runtime's"), ("IBus", "the broker is the runtime's"),
        ("HttpClient", "calls go through VendorHttp"), ("WebRequest", "calls go through VendorHttp"), ("Polly", "retries are the runtime's"),
        ("Task.Delay", "waits are the runtime's"), ("Thread.Sleep", "waits are the runtime's"), ("Timer(", "schedules are the runtime's"), ("Quartz", "schedules are the runtime's"),
        ("ILogger", "logs are the runtime's"), ("Console.", "a connector has no console"), ("Environment.", "settings come from the descriptor"),
        ("IConfiguration", "settings come from the descriptor"), ("Meter(", "metrics are the runtime's"), ("IMemoryCache", "use ReferenceData"),
        ("Random", "mapping is the same every time"),
    ];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("there are vendors", tree => tree.Vendors.Count > 0 ? [] : ["services/connectors has no vendor: the rules would hold for nobody"]),
        Rule.ForVendors("a vendor has its files", (tree, vendor) =>
            new[] { "Program.cs", $"{vendor}Connector.cs", $"{vendor}Api.cs", $"{vendor}Wire.cs", $"{vendor}Mapping.cs", $"Connectors.{vendor}.csproj", "README.md" }
                .Where(file => !tree.Has(In(vendor, file))).Select(file => $"{file} is missing")),
        Rule.ForVendors("a vendor's program is one call", (tree, vendor) =>
            tree.Text(In(vendor, "Program.cs")).Contains($"ConnectorHost.RunAsync<{vendor}Connector>(args)", StringComparison.Ordinal)
            && tree.Lines(In(vendor, "Program.cs")).Count(line => line.Trim().Length > 0 && !line.StartsWith("using", StringComparison.Ordinal)) == 1
                ? []
                : ["Program.cs is more than the call of ConnectorHost.RunAsync"]),
        Rule.ForVendors("a vendor's README has the fixed headings and is short", ReadmeComplaints),
        Rule.ForVendors("a vendor's quality table is whole and gives reasons", QualityComplaints),
        Rule.ForVendors("a vendor has earned the level it states", QualityLevels.Complaints),
        Rule.ForVendors("a vendor is in the solution and the application", WiringComplaints),
        Rule.ForVendors("a vendor has tests, cases and the conformance suite", TestComplaints),
        Rule.ForVendors("a vendor's project refers to the runtime only", (tree, vendor) =>
            References().Matches(tree.Text(In(vendor, $"Connectors.{vendor}.csproj")))
                .Where(reference => !reference.Groups["what"].Value.EndsWith("Runtime/Connectors.Runtime.csproj", StringComparison.Ordinal))
                .Select(reference => $"the project refers to {reference.Groups["what"].Value}")),
        Rule.ForVendors("a vendor leaves to the runtime what is the runtime's", ForbiddenComplaints),
    ];

    private static IEnumerable<string> ReadmeComplaints(SourceTree tree, string vendor)
    {
        var lines = tree.Lines(In(vendor, "README.md"));
        var found = lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..].Trim()).ToList();
        if (!found.SequenceEqual(Headings, StringComparer.Ordinal))
            yield return $"README.md has the headings '{string.Join(", ", found)}' instead of '{string.Join(", ", Headings)}'";
        if (lines.Length > MostLinesOfReadme + 1)
            yield return $"README.md has {lines.Length} lines, more than {MostLinesOfReadme}";
    }

    /// <summary>The rows of the quality table: rules, state, reason.</summary>
    public static List<string[]> QualityRows(SourceTree tree, string vendor) =>
    [
        .. tree.Lines(In(vendor, "README.md")).SkipWhile(line => line != "## Quality").Where(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).Where(row => row.Length == 3).Skip(2),
    ];

    public static string In(string vendor, string file) => $"services/connectors/{vendor}/{file}";

    private static IEnumerable<string> QualityComplaints(SourceTree tree, string vendor)
    {
        var rows = QualityRows(tree, vendor);
        var named = rows.SelectMany(row => row[0].Split(',', StringSplitOptions.TrimEntries)).ToList();
        foreach (var rule in QualityRules.Except(named))
            yield return $"the quality table leaves out {rule}";
        foreach (var rule in named.Except(QualityRules))
            yield return $"the quality table names {rule}, which is no rule";
        foreach (var row in rows)
        {
            if (row[1] is not ("done" or "todo" or "exempt"))
                yield return $"{row[0]} is neither done, todo nor exempt";
            else if (row[1] != "done" && row[2].Length == 0)
                yield return $"{row[0]} is {row[1]} without a reason";
        }
    }

    private static IEnumerable<string> WiringComplaints(SourceTree tree, string vendor)
    {
        var solution = tree.Text("PmsPlatform.sln");
        foreach (var project in (string[])[$"Connectors.{vendor}.csproj", $"Connectors.{vendor}.Tests.csproj"])
        {
            if (!solution.Contains(project, StringComparison.Ordinal))
                yield return $"PmsPlatform.sln has no {project}";
        }

        if (!tree.Text("AppHost/Program.cs").Contains($"AddConnector<Projects.Connectors_{vendor}>(", StringComparison.Ordinal))
            yield return "AppHost/Program.cs does not add the connector";
    }

    private static IEnumerable<string> TestComplaints(SourceTree tree, string vendor)
    {
        var tests = $"tests/Connectors.{vendor}.Tests/";
        if (!tree.Has($"{tests}Connectors.{vendor}.Tests.csproj"))
            yield return "it has no test project";
        if (!tree.Under(tests, ".cs").Any(path => tree.Text(path).Contains($"VendorConformance<{vendor}Connector>", StringComparison.Ordinal)))
            yield return "no test class inherits the conformance suite";
        var cases = tree.Under(tests + "cases/").GroupBy(path => path[(tests.Length + "cases/".Length)..].Split('/')[0], StringComparer.Ordinal).ToList();
        if (cases.Count < FewestCases)
            yield return $"it has {cases.Count} cases, fewer than {FewestCases}";
        foreach (var each in cases.Where(files => !files.Any(path => path.EndsWith("/input.json", StringComparison.Ordinal)) || files.Count() < 2))
            yield return $"the case {each.Key} lacks its input or what is expected";
    }

    private static IEnumerable<string> ForbiddenComplaints(SourceTree tree, string vendor)
    {
        foreach (var path in tree.Under(In(vendor, ""), ".cs"))
        {
            var code = string.Join('\n', tree.Lines(path).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
            foreach (var (word, why) in Forbidden)
            {
                if (Regex.IsMatch(code, $@"(?<!\w){Regex.Escape(word)}(?!\w)|(?<!\w){Regex.Escape(word.TrimEnd())}(?=<)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10)))
                    yield return $"{path} uses {word.Trim()}: {why}";
            }

            foreach (var other in tree.Vendors.Where(other => other != vendor && code.Contains($"PmsPlatform.Connectors.{other}", StringComparison.Ordinal)))
                yield return $"{path} knows {other}";
        }
    }

    [GeneratedRegex("""<(?:PackageReference|ProjectReference|Reference|FrameworkReference)\s+Include="(?<what>[^"]+)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex References();
}
