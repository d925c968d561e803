using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Mews.Tests;

public sealed class MewsGuestAndRoomReadTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_guests_are_read_from_the_propertys_first_day_and_merged_ones_too()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.Instead = (call, http) => AnswerConfigurationAsync(call, http, """{"CreatedUtc":"2026-05-01T10:00:00Z","TimeZoneIdentifier":"Europe/Budapest"}""");
        var connector = MewsHttp.Connect(mews.Url);
        var feed = new Feed { Mode = SyncMode.Full, StartedAt = Now };

        var first = await connector.ReadGuestsAsync(feed, null, Token);
        var second = await connector.ReadGuestsAsync(feed, first.NextCursor, Token);
        var third = await connector.ReadGuestsAsync(feed, second.NextCursor, Token);

        Assert.Null(third.NextCursor);
        Assert.Equal(
            [
                ("2026-05-01T10:00:00Z", "2026-08-01T10:00:00Z"), ("2026-08-01T10:00:00Z", "2026-11-01T10:00:00Z"),
                ("2026-11-01T10:00:00Z", "2026-11-21T04:00:01Z"),
            ],
            mews.CallsOf("customers/getAll").Select(call => call.Window("UpdatedUtc")));
        Assert.All(mews.CallsOf("customers/getAll"), call => Assert.Equal(["Active", "Deleted"], call.Texts("ActivityStates")));
        Assert.Single(mews.CallsOf("configuration/get"));
    }

    [Fact]
    public async Task Changed_guests_take_one_call()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        var feed = new Feed { Mode = SyncMode.ModifiedSince, ChangedSince = Now.AddMinutes(-10), StartedAt = Now };
        var page = await MewsHttp.Connect(mews.Url).ReadGuestsAsync(feed, null, Token);
        Assert.Null(page.NextCursor);
        Assert.Equal("customers/getAll", Assert.Single(mews.Calls).Operation);
    }

    [Fact]
    public async Task Rooms_are_what_is_slept_in_with_who_is_in_them()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.Lists["reservations/getAll/2023-06-06"] = [FakeMews.Reservation("res-1", "cus-1")];
        mews.Lists["reservations/getAll/2023-06-06"][0]!["State"] = "Started";

        var page = await MewsHttp.Connect(mews.Url).ReadRoomsAsync(new Feed { Mode = SyncMode.Full, StartedAt = Now }, null, Token);

        Assert.Equal(
            [("101", RoomOccupancy.Occupied, HousekeepingStatus.Clean), ("102", RoomOccupancy.Vacant, HousekeepingStatus.Dirty)],
            page.Rooms.Select(room => (room.Number, room.Occupancy!.Value, room.Housekeeping)));
        Assert.All(page.Rooms, room => Assert.Equal(("Queen", 2), (room.Type, room.Capacity)));
        Assert.Equal(["Started"], Assert.Single(mews.CallsOf("reservations/getAll/2023-06-06")).Texts("States"));
        Assert.Equal(5, mews.Calls.Count);
    }

    [Fact]
    public async Task What_the_rooms_brought_the_bookings_do_not_ask_for_again()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.HasReservations(1);
        var connector = MewsHttp.Connect(mews.Url);
        var feed = new Feed { Mode = SyncMode.Full, StartedAt = Now };

        await connector.ReadRoomsAsync(feed, null, Token);
        var bookings = await connector.ReadBookingsAsync(feed, null, Token);
        await connector.ReadRoomsAsync(feed, null, Token);

        Assert.Equal("101", bookings.Bookings[0].Stays[0].RoomNumber);
        Assert.Equal(2, mews.CallsOf("resources/getAll").Count);
    }

    [Fact]
    public async Task A_look_at_the_status_takes_two_calls_and_keeps_the_types_it_knows()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        var time = new ManualTime(Now);
        var connector = MewsHttp.Connect(mews.Url, time);
        await connector.ReadRoomsAsync(new Feed { Mode = SyncMode.Full, StartedAt = Now }, null, Token);
        mews.Lists["resources/getAll"][0]!["State"] = "Inspected";
        time.Advance(TimeSpan.FromMinutes(40));

        var page = await connector.ReadRoomsAsync(new Feed { Mode = SyncMode.RoomStatus, StartedAt = time.GetUtcNow() }, null, Token);
        var looked = mews.Calls.Skip(5).Select(call => call.Operation).ToList();
        await connector.ReadRoomsAsync(new Feed { Mode = SyncMode.Full, StartedAt = time.GetUtcNow() }, null, Token);

        Assert.Equal(["resources/getAll", "reservations/getAll/2023-06-06"], looked);
        Assert.Equal([("101", HousekeepingStatus.Inspected, "Queen"), ("102", HousekeepingStatus.Dirty, "Queen")], page.Rooms.Select(room => (room.Number, room.Housekeeping, room.Type!)));
        Assert.Equal(5 + 2 + 5, mews.Calls.Count);
    }

    [Fact]
    public async Task A_room_without_id_is_quarantined()
    {
        await using var mews = await FakeMews.StartAsync(Token);
        ((JsonObject)mews.Lists["resources/getAll"][0]!).Remove("Id");
        var page = await MewsHttp.Connect(mews.Url).ReadRoomsAsync(new Feed { Mode = SyncMode.Full, StartedAt = Now }, null, Token);
        Assert.Equal(["102"], page.Rooms.Select(room => room.Number));
        Assert.Equal("$.Id", Assert.Single(page.Unmapped).Path);
    }

    [Theory]
    [InlineData("""{"TimeZoneIdentifier":"Europe/Budapest","IsPortfolio":false}""", null)]
    [InlineData("""{"TimeZoneIdentifier":"Europe/Prague","IsPortfolio":false}""", null)]
    [InlineData("""{"TimeZoneIdentifier":"Asia/Tokyo","IsPortfolio":false}""", "Asia/Tokyo")]
    [InlineData("""{"TimeZoneIdentifier":"Europe/Budapest","IsPortfolio":true}""", "portfolio")]
    public async Task The_check_takes_one_call_and_refuses_what_would_corrupt_data(string enterprise, string? complaint)
    {
        await using var mews = await FakeMews.StartAsync(Token);
        mews.Instead = (call, http) => AnswerConfigurationAsync(call, http, enterprise);
        var checking = MewsHttp.Connect(mews.Url).CheckAsync(Token);
        if (complaint is null)
            await checking;
        else
            Assert.Contains(complaint, (await Assert.ThrowsAsync<Runtime.Http.VendorException>(() => checking)).Reason, StringComparison.Ordinal);
        Assert.Single(mews.Calls);
    }

    private static async Task<bool> AnswerConfigurationAsync(MewsCall call, Microsoft.AspNetCore.Http.HttpContext http, string enterprise)
    {
        if (call.Operation != "configuration/get")
            return false;
        await FakeVendor.JsonAsync(http, $$"""{"NowUtc":"2026-11-21T04:00:00Z","Enterprise":{{enterprise}}}""");
        return true;
    }
}
