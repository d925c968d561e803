using PmsPlatform.Contracts.Bookings;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>The code's tables against Mews' documentation and against README.md.</summary>
public sealed class MewsTableTests
{
    private static readonly string[] DocumentedStates = ["Inquired", "Confirmed", "Started", "Processed", "Canceled", "Optional", "Requested"];
    private static readonly string[] DocumentedRoomStates = ["Dirty", "Clean", "Inspected", "OutOfService", "OutOfOrder"];
    private static readonly string[] DocumentedOrigins = ["Distributor", "ChannelManager", "Commander", "Import", "Connector", "Navigator"];
    private static readonly string[] DocumentedRemarks = ["InPerson", "Channel", "Phone", "Email", "Website", "Message", "CallCenter", "RoomingList"];

    private static string[] Readme => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "README.md"));

    [Fact]
    public void Every_documented_state_is_mapped_and_no_other()
    {
        Assert.Equal(DocumentedStates.Append("Canceled/NoShow").Order(), MewsMapping.Statuses.Keys.Order());
        Assert.Equal(DocumentedRoomStates.Order(), MewsRoomMapping.States.Keys.Order());
        Assert.DoesNotContain(BookingStatus.Unknown, MewsMapping.Statuses.Values);
    }

    [Fact]
    public void Every_documented_origin_is_mapped_and_no_other()
    {
        var documented = DocumentedOrigins.Concat(DocumentedRemarks.Select(remark => $"Commander/{remark}"));
        Assert.Equal(documented.Order(), MewsMapping.Channels.Keys.Order());
        Assert.DoesNotContain(BookingChannel.Unknown, MewsMapping.Channels.Values);
    }

    [Fact]
    public void The_status_tables_of_the_readme_are_those_of_the_code()
    {
        var rows = Rows("## Status mapping").Where(row => row.Length == 5).Skip(2).ToList();
        Assert.Equal(
            MewsMapping.Statuses.Select(status => $"{status.Key} {status.Value}").Order(),
            rows.Where(row => row[0].Length > 0).Select(row => $"{row[0]} {row[1]}").Order());
        Assert.Equal(
            MewsRoomMapping.States.Select(state => $"{state.Key} {state.Value.Housekeeping} {state.Value.Service}").Order(),
            rows.Where(row => row[2].Length > 0).Select(row => $"{row[2]} {row[3]} {row[4]}").Order());
    }

    [Fact]
    public void Blocks_and_tasks_are_mapped_as_documented_and_as_the_readme_says()
    {
        Assert.Equal(["InternalUse", "OutOfOrder"], MewsUpkeepMapping.Blocks.Keys.Order());
        Assert.Equal(["Closed", "Open"], MewsUpkeepMapping.TaskStates.Keys.Order());
        var text = string.Join(' ', Readme.SkipWhile(line => line != "## Status mapping"));
        Assert.All(MewsUpkeepMapping.TaskStates, state => Assert.Contains($"`{state.Key}` {state.Value}", text, StringComparison.Ordinal));
        Assert.All(MewsUpkeepMapping.Blocks, block => Assert.Contains($"`{block.Key}` {block.Value?.ToString() ?? "no maintenance"}", text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_settings_of_the_readme_are_those_of_the_descriptor()
    {
        var declared = MewsConnector.Descriptor.Settings.Select(setting =>
            $"{setting.Name} {(setting.Required ? "yes" : "no")} {(setting.Secret ? "yes" : "no")} {setting.Default ?? "none"}");
        Assert.Equal(declared, Rows("## Settings").Skip(2).Select(row => string.Join(' ', row)));
    }

    [Fact]
    public void The_tokens_are_secret_and_tell_accounts_apart()
    {
        Assert.All(MewsConnector.Descriptor.Settings.Where(setting => setting.Name.EndsWith("Token", StringComparison.Ordinal)), setting => Assert.True(setting.Secret));
        Assert.Equal(["accessToken"], MewsConnector.Descriptor.AccountSettings);
        var window = Assert.Single(MewsConnector.Descriptor.Limits);
        Assert.Equal((200, TimeSpan.FromSeconds(30)), (window.Calls, window.Per));
    }

    private static IEnumerable<string[]> Rows(string heading) =>
        Readme.SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());
}
