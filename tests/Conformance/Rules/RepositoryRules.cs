namespace PmsPlatform.Conformance.Rules;

/// <summary>The repository keeps its rules, and every rule is seen to fail on a repository that breaks it.</summary>
public sealed class RepositoryRules
{
    private const string Folder = "services/connectors/Sample/";
    private const string Tests = "tests/Connectors.Sample.Tests/";

    private static readonly SourceTree Repository = SourceTree.OfRepository();

    /// <summary>A repository that keeps every rule.</summary>
    private static readonly SourceTree Sound = SourceTree.Of(
    [
        (Folder + "Program.cs", "using PmsPlatform.Connectors.Sample;\n\nreturn await ConnectorHost.RunAsync<SampleConnector>(args);\n"),
        (Folder + "SampleConnector.cs", "public sealed class SampleConnector;\n"),
        (Folder + "SampleApi.cs", "internal sealed class SampleApi;\n"),
        (Folder + "SampleWire.cs", "internal sealed record SampleBooking;\n"),
        (Folder + "SampleMapping.cs", "// The vendor's own HttpClient is no concern of ours.\ninternal static class SampleMapping;\n"),
        (Folder + "Connectors.Sample.csproj", """<ProjectReference Include="../Runtime/Connectors.Runtime.csproj" />"""),
        (Folder + "packages.lock.json", "{}"),
        (Folder + "README.md", Readme("done")),
        ("AppHost/Program.cs", "builder.AddConnector<Projects.Connectors_Sample>(\"sample\", parts);"),
        ("PmsPlatform.sln", $"{(Folder + "Connectors.Sample.csproj").Replace('/', '\\')} {(Tests + "Connectors.Sample.Tests.csproj").Replace('/', '\\')}"),
        (Tests + "Connectors.Sample.Tests.csproj", "<Project />"),
        (Tests + "packages.lock.json", "{}"),
        (Tests + "SampleConformance.cs", "public sealed class SampleConformance() : VendorConformance<SampleConnector>(\"sample\");"),
        .. Enumerable.Range(1, 6).SelectMany(number => new[] { ($"{Tests}cases/case-{number}/input.json", "{}"), ($"{Tests}cases/case-{number}/expected.json", "{}") }),
    ]);

    /// <summary>How each rule is broken.</summary>
    private static readonly Dictionary<string, IReadOnlyList<Func<SourceTree, SourceTree>>> Twins = new(StringComparer.Ordinal)
    {
        ["there are vendors"] = [tree => tree.Without("services")],
        ["a vendor has its files"] = [tree => tree.Without(Folder + "SampleWire.cs"), tree => tree.Without(Folder + "README.md")],
        ["a vendor's program is one call"] =
        [
            tree => tree.With(Folder + "Program.cs", "return 0;"),
            tree => tree.With(Folder + "Program.cs", tree.Text(Folder + "Program.cs") + "DoMore();\n"),
        ],
        ["a vendor's README has the fixed headings and is short"] =
        [
            tree => tree.With(Folder + "README.md", Readme("done").Replace("## Surprises", "## Oddities", StringComparison.Ordinal)),
            tree => tree.With(Folder + "README.md", Readme("done") + string.Concat(Enumerable.Repeat("more\n", 100))),
        ],
        ["a vendor's quality table is whole and gives reasons"] =
        [
            tree => tree.With(Folder + "README.md", Readme("done").Replace("fixed-files, ", "", StringComparison.Ordinal)),
            tree => tree.With(Folder + "README.md", Readme("done").Replace("owner", "owner, beauty", StringComparison.Ordinal)),
            tree => tree.With(Folder + "README.md", Readme("maybe")),
            tree => tree.With(Folder + "README.md", Readme("todo")),
        ],
        ["a vendor has earned the level it states"] =
        [
            tree => tree.With(Folder + "README.md", Readme("done").Replace("Level: **bronze**", "", StringComparison.Ordinal)),
            tree => tree.With(Folder + "README.md", Readme("todo")),
            tree => tree.With(Folder + "README.md", Readme("done").Replace("bronze", "silver", StringComparison.Ordinal)),
            tree => tree.With(Folder + "README.md", Readme("done").Replace("bronze", "gold", StringComparison.Ordinal)),
            tree => tree.Without(Tests + "SampleConformance.cs"),
        ],
        ["a vendor is in the solution and the application"] = [tree => tree.With("PmsPlatform.sln", ""), tree => tree.With("AppHost/Program.cs", "")],
        ["a vendor has tests, cases and the conformance suite"] =
        [
            tree => tree.Without(Tests + "Connectors.Sample.Tests.csproj"),
            tree => tree.Without(Tests + "SampleConformance.cs"),
            tree => tree.Without(Tests + "cases/case-3"),
            tree => tree.Without(Tests + "cases/case-3/expected.json"),
        ],
        ["a vendor's project refers to the runtime only"] =
        [
            tree => tree.With(Folder + "Connectors.Sample.csproj", """<PackageReference Include="Dapper" />"""),
            tree => tree.With(Folder + "Connectors.Sample.csproj", """<ProjectReference Include="../Mews/Connectors.Mews.csproj" />"""),
        ],
        ["a vendor leaves to the runtime what is the runtime's"] =
        [
            tree => tree.With(Folder + "SampleApi.cs", "private readonly HttpClient _client = new();"),
            tree => tree.With(Folder + "SampleApi.cs", "await Task.Delay(1000);"),
            tree => tree.With(Folder + "SampleApi.cs", "ILogger<SampleApi> logger"),
            tree => tree.With(Folder + "SampleApi.cs", "using PmsPlatform.Connectors.Other;").With("services/connectors/Other/OtherApi.cs", ""),
        ],
        ["no file is longer than 400 lines"] = [tree => tree.With("services/x/Long.cs", string.Concat(Enumerable.Repeat("x\n", 401)))],
        ["time comes from TimeProvider"] =
            [tree => tree.With("services/x/X.cs", "var now = DateTimeOffset.UtcNow;"), tree => tree.With("contracts/X.cs", "  if (DateTime.Today > day)")],
        ["texts are read in no culture"] = [tree => tree.With("services/x/X.cs", "var number = decimal.Parse(text);")],
        ["nothing sleeps or blocks"] = [tree => tree.With("tests/X.cs", "Thread.Sleep(10);"), tree => tree.With("gateway/X.cs", "x.GetAwaiter().GetResult();")],
        ["nothing is left for later"] = [tree => tree.With("services/x/X.cs", "throw new NotImplementedException();"), tree => tree.With("tests/X.cs", "// TODO: more")],
        ["no test is skipped"] = [tree => tree.With("tests/X.cs", """[Fact(Skip = "later")]""")],
        ["every project is in the solution"] = [tree => tree.With("services/new/New.csproj", "").With("services/new/packages.lock.json", "")],
        ["every project locks its packages"] = [tree => tree.Without(Tests + "packages.lock.json")],
        ["tests that the security page names are there"] = [tree => tree.With("docs/security.md", "## What an attacker would try\n\n`A_test_that_is_gone`\n\n## More\n")],
        ["no project names a version"] = [tree => tree.With(Tests + "Connectors.Sample.Tests.csproj", """<PackageReference Include="Npgsql" Version="10.0.0" />""")],
    };

    public static TheoryData<string> Names => [.. Rules.Select(rule => rule.Name)];

    private static IEnumerable<Rule> Rules => VendorRules.All.Concat(CodeRules.All);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_repository_keeps_the_rule(string name)
    {
        var complaints = Complaints(name, Repository);
        Assert.True(complaints.Count == 0, string.Join(Environment.NewLine, complaints.Prepend($"Against the rule that {name}:")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_rule_is_kept_by_a_sound_repository_and_broken_by_its_twins(string name)
    {
        Assert.Equal([], Complaints(name, Sound));
        Assert.NotEmpty(Twins[name]);
        Assert.All(Twins[name], breaking => Assert.NotEmpty(Complaints(name, breaking(Sound))));
    }

    [Fact]
    public void The_repository_is_seen_whole()
    {
        Assert.Contains("Mews", Repository.Vendors);
        Assert.True(Repository.Under("", ".cs").Count() > 100);
        Assert.DoesNotContain(Repository.Paths, path => path.Contains("/obj/", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Complaints(string name, SourceTree tree) => [.. Rules.Single(rule => rule.Name == name).Complaints(tree)];

    private static string Readme(string quality) =>
        $"""
        # Sample

        ## What it reads and writes

        ## Settings

        ## Limits and polling

        ## Status mapping

        ## Surprises

        ## Not supported

        ## Quality

        Level: **bronze**. It writes nothing.

        | rule | done / todo / exempt | reason |
        |---|---|---|
        | fixed-files, settings-declared, endpoint-override, connection-check, auth-failure-stops, limits-honoured | done | |
        | paging-bounded, checkpoint-after-confirm, overlap-window, unknown-status-kept, webhook-verified, webhook-replay-safe | {quality} | |
        | time-zone-tested, personal-data-not-logged, readme-complete | done | |
        | writes-idempotent, owner | exempt | nothing to write |

        """;
}
