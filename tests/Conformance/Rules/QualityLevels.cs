using System.Text.RegularExpressions;

namespace PmsPlatform.Conformance.Rules;

/// <summary>Bronze, silver, gold: what each level asks of a vendor. docs/adding-a-connector.md says the same in words.</summary>
internal static partial class QualityLevels
{
    private static readonly string[] Bronze =
    [
        "fixed-files", "settings-declared", "endpoint-override", "connection-check", "auth-failure-stops", "limits-honoured", "paging-bounded",
        "checkpoint-after-confirm", "overlap-window", "unknown-status-kept", "time-zone-tested", "personal-data-not-logged", "readme-complete",
    ];

    private static readonly string[] Silver = ["webhook-verified", "webhook-replay-safe", "writes-idempotent"];

    public static IEnumerable<string> Complaints(SourceTree tree, string vendor)
    {
        var stated = tree.Lines(VendorRules.In(vendor, "README.md")).SkipWhile(line => line != "## Quality")
            .Select(line => Level().Match(line)).FirstOrDefault(match => match.Success)?.Groups["level"].Value;
        return stated switch
        {
            null => ["its README states no level: 'Level: **bronze**' under Quality, see docs/adding-a-connector.md"],
            "bronze" => OfBronze(tree, vendor),
            "silver" => OfBronze(tree, vendor).Concat(OfSilver(tree, vendor)),
            _ => OfBronze(tree, vendor).Concat(OfSilver(tree, vendor)).Concat(OfGold(tree, vendor)),
        };
    }

    private static IEnumerable<string> OfBronze(SourceTree tree, string vendor) =>
        NotDone(tree, vendor, "bronze", Bronze).Concat(Suite(tree, vendor, "VendorConformance"));

    private static IEnumerable<string> OfSilver(SourceTree tree, string vendor) =>
        NotDone(tree, vendor, "silver", Silver)
            .Concat(Implements(tree, vendor, "IReceivesWebhooks"))
            .Concat(Implements(tree, vendor, "IWrites<"));

    private static IEnumerable<string> OfGold(SourceTree tree, string vendor) =>
        Suite(tree, vendor, "VendorWriteConformance").Concat(Suite(tree, vendor, "VendorReadConformance"));

    private static IEnumerable<string> NotDone(SourceTree tree, string vendor, string level, string[] needed)
    {
        var done = VendorRules.QualityRows(tree, vendor).Where(row => row[1] == "done").SelectMany(row => row[0].Split(',', StringSplitOptions.TrimEntries));
        return needed.Except(done, StringComparer.Ordinal).Select(rule => $"{level} needs {rule} to be done");
    }

    private static IEnumerable<string> Implements(SourceTree tree, string vendor, string what) =>
        tree.Under(VendorRules.In(vendor, ""), ".cs").Any(path => tree.Text(path).Contains(what, StringComparison.Ordinal)) ? [] : [$"silver needs {what.TrimEnd('<')}"];

    private static IEnumerable<string> Suite(SourceTree tree, string vendor, string suite) =>
        tree.Under($"tests/Connectors.{vendor}.Tests/", ".cs").Any(path => tree.Text(path).Contains($"{suite}<{vendor}Connector>", StringComparison.Ordinal))
            ? []
            : [$"no test class inherits {suite}"];

    [GeneratedRegex(@"Level: \*\*(?<level>bronze|silver|gold)\*\*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Level();
}
