using System.Text.RegularExpressions;
using PmsPlatform.Contracts.Bookings;

namespace PmsPlatform.Connectors.Hostaway.Tests;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    [Fact]
    public void The_status_table_is_the_one_in_the_code() => Assert.Equal(
        HostawayMapping.Statuses.Select(entry => $"{entry.Key} = {entry.Value}").Order(StringComparer.Ordinal),
        StatusRow().Matches(Section("Status mapping"))
            .SelectMany(row => Word().Matches(row.Groups["vendor"].Value).Select(word => $"{word.Groups["word"].Value} = {row.Groups["ours"].Value}"))
            .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("new", "modified", "cancelled", "ownerStay", "pending", "awaitingPayment", "declined", "expired", "unconfirmed", "awaitingGuestVerification")]
    [InlineData("inquiry", "inquiryPreapproved", "inquiryDenied", "inquiryTimedout", "inquiryNotPossible", "unknown")]
    public void Every_documented_status_is_mapped(params string[] documented) =>
        Assert.All(documented, status => Assert.True(HostawayMapping.Statuses.ContainsKey(status), status));

    [Fact]
    public void Every_documented_status_and_category_of_tasks_is_mapped_as_the_readme_says()
    {
        Assert.Equal(["cancelled", "completed", "confirmed", "inProgress", "pending"], HostawayTasks.Statuses.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1, 2, 3, 4, 5, 6], HostawayTasks.Categories.Select(category => category.Number));
        Assert.All(HostawayTasks.Statuses, status => Assert.Contains($"{status.Key} {status.Value}", Section("Status mapping"), StringComparison.Ordinal));
        Assert.Contains("categories 1 Cleaning, 2 Maintenance, 3 to 6 Other", Section("Status mapping"), StringComparison.Ordinal);
        Assert.Equal(
            "Cleaning Maintenance Other Other Other Other", string.Join(' ', HostawayTasks.Categories.Select(category => category.Kind)));
    }

    [Fact]
    public void Every_documented_status_of_a_day_is_mapped_as_the_readme_says()
    {
        Assert.Equal(
            ["available", "blocked", "conflicted", "hardBlock", "mblocked", "mreserved", "pending", "reserved"],
            HostawayNights.Closed.Keys.Order(StringComparer.Ordinal));
        var (closed, open) = Section("Status mapping").Split("(`HostawayNights.Closed`): ")[1].Split(" are closed; ") is [var first, var rest] ? (first, rest) : ("", "");
        Assert.All(HostawayNights.Closed, day => Assert.Contains(day.Key, day.Value ? closed : open, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_that_was_refused_or_only_asked_is_confirmed() => Assert.Equal(
        ["confirmed", "modified", "new"],
        HostawayMapping.Statuses.Where(entry => entry.Value == BookingStatus.Confirmed).Select(entry => entry.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void The_settings_are_those_of_the_descriptor() => Assert.All(
        HostawayConnector.Descriptor.Settings,
        setting => Assert.Contains(
            $"| {setting.Name} | {YesNo(setting.Required)} | {YesNo(setting.Secret)} | {setting.Default ?? "none"} |",
            Section("Settings"),
            StringComparison.Ordinal));

    [Fact]
    public void The_headings_are_those_of_every_connector() => Assert.Equal(
        ["What it reads and writes", "Settings", "Limits and polling", "Status mapping", "Surprises", "Not supported", "Quality"],
        Heading().Matches(Readme).Select(heading => heading.Groups["text"].Value));

    [Fact]
    public void It_is_short() => Assert.True(Readme.Split('\n').Length <= 81, "more than 80 lines");

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Section(string heading)
    {
        var start = Readme.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, heading);
        var end = Readme.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return end < 0 ? Readme[start..] : Readme[start..end];
    }

    [GeneratedRegex(@"^\| (?<vendor>`[^|(]+) \| `?(?<ours>[A-Za-z]+)`? \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusRow();

    [GeneratedRegex("`(?<word>[A-Za-z]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("^## (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();
}
