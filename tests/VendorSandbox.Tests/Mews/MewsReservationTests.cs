using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Mews;

public sealed class MewsReservationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Paging_brings_every_reservation_once_and_the_newest_first(int count)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(60);
        var all = await mews.AllAsync(MewsClient.Reservations, "Reservations", count: count);
        var truth = await sandbox.TruthAsync("aurora", "bookings");

        Assert.Equal(all.Count, MewsClient.Ids(all).Distinct().Count());
        Assert.Equal(all.Select(Created).OrderDescending(), all.Select(Created));
        Assert.Superset(truth.Keys.ToHashSet(), MewsClient.Ids(all).ToHashSet());
    }

    [Fact]
    public async Task Reservations_of_the_stay_service_are_exactly_the_truth()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(1500);
        var all = await mews.StaysAsync();
        var truth = await sandbox.TruthAsync("aurora", "bookings");

        Assert.Equal(truth.Keys.Order(), MewsClient.Ids(all).Order());
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Budapest");
        foreach (var reservation in all)
        {
            var booking = truth[Text(reservation, "Id")!];
            Assert.Equal(Text(booking, "arrival"), Local(zone, reservation, "ScheduledStartUtc"));
            Assert.Equal(Text(booking, "departure"), Local(zone, reservation, "ScheduledEndUtc"));
            Assert.Equal(Text(booking, "modifiedAt"), Text(reservation, "UpdatedUtc"));
            Assert.Equal(Text(booking, "confirmationNumber"), Text(reservation, "Number"));
            Assert.Equal(Text(booking, "groupExternalId"), Text(reservation, "GroupId"));
            Assert.Equal(Text(booking, "status"), Status(reservation));
            Assert.Equal(booking.GetProperty("roomExternalIds").EnumerateArray().Select(room => room.GetString()), Text(reservation, "AssignedResourceId") is { } room ? [room] : []);
        }
    }

    [Fact]
    public async Task Every_state_and_several_rooms_in_a_group_appear()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var all = await (await sandbox.AddMewsAsync(1500)).AllAsync(MewsClient.Reservations, "Reservations");

        Assert.Equal(["Canceled", "Confirmed", "Inquired", "Optional", "Processed", "Requested", "Started"], all.Select(one => Text(one, "State")).Distinct().Order());
        Assert.Contains("NoShow", all.Select(one => Text(one, "CancellationReason")));
        Assert.Contains(all.GroupBy(one => Text(one, "GroupId")), group => group.Count() is 3 or 4);
        Assert.Contains("Company", all.Select(one => Text(one, "AccountType")));
    }

    [Theory]
    [InlineData("UpdatedUtc", "UpdatedUtc", "UpdatedUtc")]
    [InlineData("CreatedUtc", "CreatedUtc", "CreatedUtc")]
    [InlineData("ScheduledStartUtc", "ScheduledStartUtc", "ScheduledStartUtc")]
    [InlineData("ScheduledEndUtc", "ScheduledEndUtc", "ScheduledEndUtc")]
    [InlineData("ActualStartUtc", "ActualStartUtc", "ActualStartUtc")]
    [InlineData("ActualEndUtc", "ActualEndUtc", "ActualEndUtc")]
    public async Task A_time_filter_takes_its_start_and_leaves_its_end(string filter, string member, string alias)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(800);
        var all = await mews.AllAsync(MewsClient.Reservations, "Reservations");
        var times = all.Select(one => Text(one, member)).OfType<string>().Where(time => At(time) is { } at && at > Now(sandbox).AddDays(-60) && at < Now(sandbox).AddDays(20)).Order(StringComparer.Ordinal).ToList();
        var (start, end) = (times[times.Count / 4], times[times.Count * 3 / 4]);

        var found = await mews.AllAsync(MewsClient.Reservations, "Reservations", Filtered(filter, start, end), count: 40);
        var expected = all.Where(one => Text(one, alias) is { } time && string.CompareOrdinal(time, start) >= 0 && string.CompareOrdinal(time, end) < 0);
        Assert.Equal(MewsClient.Ids(expected), MewsClient.Ids(found));

        var exactly = await mews.AllAsync(MewsClient.Reservations, "Reservations", Filtered(filter, end, end));
        Assert.Equal(MewsClient.Ids(all.Where(one => Text(one, alias) == end)), MewsClient.Ids(exactly));
    }

    [Fact]
    public async Task Guests_in_house_are_found_by_state_and_now()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(400);
        var now = sandbox.Time.GetUtcNow();
        var found = await mews.StaysAsync(new { States = new[] { "Started" }, CollidingUtc = new { StartUtc = now.AddHours(-12), EndUtc = now.AddHours(12) } });
        var truth = await sandbox.TruthAsync("aurora", "bookings");

        Assert.NotEmpty(found);
        Assert.Equal(truth.Where(pair => Text(pair.Value, "status") == "InHouse").Select(pair => pair.Key).Order(), MewsClient.Ids(found).Order());
    }

    [Fact]
    public async Task Ids_numbers_groups_channels_accounts_and_rooms_name_reservations()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(400);
        var all = await mews.AllAsync(MewsClient.Reservations, "Reservations");
        var one = all.First(candidate => Text(candidate, "ChannelNumber") is { Length: > 0 } && Text(candidate, "AssignedResourceId") is not null);

        await Finds("ReservationIds", "Id");
        await Finds("Numbers", "Number");
        await Finds("ReservationGroupIds", "GroupId");
        await Finds("ChannelNumbers", "ChannelNumber");
        await Finds("AccountIds", "AccountId");
        await Finds("AssignedResourceIds", "AssignedResourceId");
        Assert.Empty(await mews.AllAsync(MewsClient.Reservations, "Reservations", new { ReservationIds = new[] { Guid.NewGuid() } }));

        async Task Finds(string filter, string member)
        {
            var found = await mews.AllAsync(MewsClient.Reservations, "Reservations", new Dictionary<string, string[]>(StringComparer.Ordinal) { [filter] = [Text(one, member)!] });
            Assert.Equal(MewsClient.Ids(all.Where(candidate => Text(candidate, member) == Text(one, member))), MewsClient.Ids(found));
        }
    }

    private static Dictionary<string, object> Filtered(string filter, string start, string end) =>
        new(StringComparer.Ordinal) { [filter] = new { StartUtc = start, EndUtc = end } };

    private static DateTimeOffset Now(Sandbox sandbox) => sandbox.Time.GetUtcNow();

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static DateTimeOffset Created(JsonElement reservation) => At(Text(reservation, "CreatedUtc")!);

    private static string Local(TimeZoneInfo zone, JsonElement reservation, string name) =>
        TimeZoneInfo.ConvertTime(At(Text(reservation, name)!), zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The table of states of the vendor sheet.</summary>
    private static string Status(JsonElement reservation) => Text(reservation, "State") switch
    {
        "Inquired" or "Requested" or "Optional" => "Tentative",
        "Confirmed" => "Confirmed",
        "Started" => "InHouse",
        "Processed" => "CheckedOut",
        _ => Text(reservation, "CancellationReason") == "NoShow" ? "NoShow" : "Cancelled",
    };
}
