using System.Text.RegularExpressions;
using PmsPlatform.Connectors.Custom.Language;

namespace PmsPlatform.Connectors.Custom.Tests;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    [Fact]
    public void The_status_table_is_the_one_in_the_code() => Assert.Equal(
        Words.Statuses.Select(entry => $"{entry.Key} = {entry.Value}").Order(StringComparer.Ordinal),
        StatusRow().Matches(Readme)
            .SelectMany(row => Word().Matches(row.Groups["words"].Value).Select(word => $"{word.Groups["word"].Value} = {row.Groups["ours"].Value}"))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void The_settings_are_those_of_the_descriptor() => Assert.All(
        CustomConnector.Descriptor.Settings,
        setting => Assert.Contains(
            $"| {setting.Name} | {(setting.Required ? "yes" : "no")} | {(setting.Secret ? "yes" : "no")} | {setting.Default ?? "none"} |", Readme, StringComparison.Ordinal));

    [GeneratedRegex(@"^\| (?<words>`[a-z`, ]+`) \| (?<ours>[A-Za-z]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusRow();

    [GeneratedRegex("`(?<word>[a-z]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
