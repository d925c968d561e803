using System.Text.RegularExpressions;

namespace PmsPlatform.Connectors.Mock.Tests;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    [Fact]
    public void The_status_table_is_the_one_in_the_code() => Assert.Equal(
        MockMapping.Statuses.Select(entry => $"{entry.Key} = {entry.Value}").Order(StringComparer.Ordinal),
        StatusRow().Matches(Readme).Select(row => $"{row.Groups["theirs"].Value} = {row.Groups["ours"].Value}").Order(StringComparer.Ordinal));

    [Fact]
    public void The_settings_are_those_of_the_descriptor() => Assert.All(
        MockConnector.Descriptor.Settings,
        setting => Assert.Contains(
            $"| {setting.Name} | {(setting.Required ? "yes" : "no")} | {(setting.Secret ? "yes" : "no")} | {setting.Default ?? "none"} |", Readme, StringComparison.Ordinal));

    [GeneratedRegex(@"^\| `(?<theirs>[a-zA-Z]+)` \| (?<ours>[A-Za-z]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusRow();
}
