using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Hostaway;

public sealed class HostawayReservationTests
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("", 33)]
    [InlineData("sortOrder=updatedOn", 40)]
    [InlineData("sortOrder=arrivalDate", 100)]
    [InlineData("sortOrder=arrivalDateDesc", 7)]
    [InlineData("sortOrder=latestActivityDesc", 100)]
    public async Task Paging_after_the_last_id_brings_every_reservation_once(string query, int limit)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(120)).ReadyAsync();
        var all = await hostaway.AllAsync(query, limit);

        Assert.Equal((await sandbox.TruthAsync("harbour", "bookings")).Keys.Order(), all.Select(Id).Order());
        var keys = all.Select(one => query.Contains("arrival", StringComparison.Ordinal) ? Text(one, "arrivalDate")! : Text(one, "updatedOn")!).ToList();
        Assert.Equal(query is "" or "sortOrder=arrivalDateDesc" or "sortOrder=latestActivityDesc" ? keys.OrderDescending(StringComparer.Ordinal) : keys.Order(StringComparer.Ordinal), keys);
    }

    [Fact]
    public async Task The_envelope_counts_and_a_page_has_a_hundred_at_most()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(250)).ReadyAsync();
        var (_, first) = await hostaway.GetAsync("reservations?limit=500");
        var (_, third) = await hostaway.GetAsync("reservations?offset=200");

        Assert.Equal((100, 100, 0, 250, 1, 3), Envelope(first));
        Assert.Equal((50, 100, 200, 250, 3, 3), Envelope(third));

        static (int, int, int, int, int, int) Envelope(JsonElement answer) =>
            (answer.GetProperty("result").GetArrayLength(), Number(answer, "limit"), Number(answer, "offset"), Number(answer, "count"), Number(answer, "page"), Number(answer, "totalPages"));
    }

    [Fact]
    public async Task Whatever_becomes_of_a_reservation_its_channel_and_its_guest_stay_the_same()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(1200)).ReadyAsync();
        var before = (await hostaway.AllAsync("")).ToDictionary(Id, Origin);

        await sandbox.PostAsync("/admin/properties/harbour/modify", new { kind = "Status", count = 1200 });

        var after = await hostaway.AllAsync("");
        Assert.All(after, one => Assert.Equal(before[Id(one)], Origin(one)));

        static (int, string?) Origin(JsonElement one) => (Number(one, "channelId"), Text(one, "guestExternalAccountId"));
    }

    [Fact]
    public async Task Pages_show_the_truth()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(1200)).ReadyAsync();
        var truth = await sandbox.TruthAsync("harbour", "bookings");
        var guests = await sandbox.TruthAsync("harbour", "guests");
        foreach (var one in await hostaway.AllAsync("includeResources=1&includePayments=1"))
        {
            var booking = truth[Id(one)];
            Assert.Equal(Text(booking, "vendorStatus"), Text(one, "status"));
            Assert.Equal((Text(booking, "arrival"), Text(booking, "departure")), (Text(one, "arrivalDate"), Text(one, "departureDate")));
            Assert.Equal(Text(booking, "modifiedAt"), Instant(Text(one, "updatedOn")!));
            Assert.Equal(Text(booking, "createdAt"), Instant(Text(one, "insertedOn")!));
            Assert.Equal(Minor(booking, "total"), Cents(one, "totalPrice"));
            Assert.Equal(Minor(booking, "balance"), Cents(one, "remainingBalance"));
            Assert.Equal(booking.GetProperty("datesUnspecified").GetBoolean() ? 1 : 0, Number(one, "isDatesUnspecified"));
            var units = one.GetProperty("reservationUnit").EnumerateArray().Select(unit => Number(unit, "listingUnitId").ToString(CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(booking.GetProperty("roomExternalIds").EnumerateArray().Select(room => room.GetString()), units.Count > 0 ? units : [Number(one, "listingMapId").ToString(CultureInfo.InvariantCulture)]);
            var guest = Text(one, "status") == "ownerStay" ? null : Text(one, "guestExternalAccountId") ?? Text(one, "customerUserId") ?? "reservation:" + Id(one);
            Assert.Equal(booking.GetProperty("guestExternalIds").EnumerateArray().Select(id => id.GetString()), guest is null ? [] : [guest]);
            if (guest is not null)
                Assert.Equal((Text(guests[guest], "email"), Text(guests[guest], "phone"), Text(guests[guest], "lastName")), (Text(one, "guestEmail"), Text(one, "phone"), Text(one, "guestLastName")));
        }
    }

    [Fact]
    public async Task Every_documented_status_and_channel_appears_in_a_big_world()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(8000)).ReadyAsync();
        var all = await hostaway.AllAsync("");

        Assert.Equal(
            ["awaitingGuestVerification", "awaitingPayment", "cancelled", "declined", "expired", "inquiry", "inquiryDenied", "inquiryNotPossible", "inquiryPreapproved", "inquiryTimedout", "modified", "new", "ownerStay", "pending", "unconfirmed", "unknown"],
            all.Select(one => Text(one, "status")).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal([2000, 2002, 2005, 2007, 2009, 2010, 2013, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022], all.Select(one => Number(one, "channelId")).Distinct().Order());
        Assert.Contains(all, one => Number(one, "isDatesUnspecified") == 1 && Text(one, "arrivalDate") == sandbox.Time.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.All(all.Where(one => Text(one, "status") == "ownerStay"), one => Assert.Equal(JsonValueKind.Null, one.GetProperty("totalPrice").ValueKind));
    }

    [Fact]
    public async Task Attached_objects_come_when_asked_for_only()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(150)).ReadyAsync();
        var without = await hostaway.AllAsync("");
        var with = await hostaway.AllAsync("includeResources=1");

        Assert.All(without, one => Assert.True(one.GetProperty("reservationUnit").GetArrayLength() == 0 && one.GetProperty("reservationFees").GetArrayLength() == 0 && one.GetProperty("hostProxyEmail").ValueKind == JsonValueKind.Null));
        var several = with.First(one => one.GetProperty("reservationUnit").GetArrayLength() > 1);
        var detail = await hostaway.ResultAsync("reservations/" + Id(several));
        Assert.Equal(several.GetProperty("reservationUnit").GetRawText(), detail.GetProperty("reservationUnit").GetRawText());
        var unitIds = (await hostaway.ResultAsync("listingUnits/" + Number(several, "listingMapId"))).EnumerateArray().Select(unit => Number(unit, "id")).ToHashSet();
        Assert.Subset(unitIds, several.GetProperty("reservationUnit").EnumerateArray().Select(unit => Number(unit, "listingUnitId")).ToHashSet());
    }

    [Fact]
    public async Task Filters_find_what_a_look_at_everything_finds()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(600)).ReadyAsync();
        var all = await hostaway.AllAsync("");
        var (start, end) = (Day(sandbox, -9), Day(sandbox, 4));
        var somebody = all.First(one => Text(one, "guestEmail") is not null);

        await Finds($"arrivalStartDate={start}&arrivalEndDate={end}", one => Between(Text(one, "arrivalDate")!));
        await Finds($"departureStartDate={start}&departureEndDate={end}", one => Between(Text(one, "departureDate")!));
        await Finds($"latestActivityStart={start}&latestActivityEnd={end}", one => Between(Text(one, "updatedOn")![..10]));
        await Finds($"listingId={Number(somebody, "listingMapId")}", one => Number(one, "listingMapId") == Number(somebody, "listingMapId"));
        await Finds("channelId=2005", one => Number(one, "channelId") == 2005);
        await Finds($"guestEmail={Text(somebody, "guestEmail")}", one => Text(one, "guestEmail") == Text(somebody, "guestEmail"));
        await Finds($"match={Uri.EscapeDataString(Text(somebody, "guestLastName")!)}", one => Text(one, "guestName")!.Contains(Text(somebody, "guestLastName")!, StringComparison.OrdinalIgnoreCase));
        await Finds("isArchived=1", _ => false);

        async Task Finds(string query, Func<JsonElement, bool> fits) => Assert.Equal(all.Where(fits).Select(Id), (await hostaway.AllAsync(query, 30)).Select(Id));
        bool Between(string date) => string.CompareOrdinal(date, start) >= 0 && string.CompareOrdinal(date, end) <= 0;
    }

    [Fact]
    public async Task A_reservation_changed_while_paging_moves_to_the_front()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(30)).ReadyAsync();
        var all = (await hostaway.AllAsync("")).Select(Id).ToList();
        await hostaway.ResultAsync(HttpMethod.Put, "reservations/" + all[20], new { hostNote = "changed" });
        var rest = (await hostaway.ResultAsync($"reservations?afterId={all[9]}")).EnumerateArray().Select(Id).ToList();

        Assert.Equal(all.Skip(10).Where(id => id != all[20]), rest);
        Assert.Equal(all[20], Id((await hostaway.ResultAsync("reservations?limit=1"))[0]));
    }

    private static string Id(JsonElement one) => Number(one, "id").ToString(CultureInfo.InvariantCulture);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static string Instant(string time) => time.Replace(' ', 'T') + "Z";

    private static string Day(Sandbox sandbox, int days) => sandbox.Time.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static long? Cents(JsonElement one, string name) => one.GetProperty(name) is { ValueKind: JsonValueKind.Number } amount ? (long)(amount.GetDecimal() * 100) : null;

    private static long? Minor(JsonElement booking, string name) => booking.GetProperty(name) is { ValueKind: JsonValueKind.Object } money ? money.GetProperty("minorUnits").GetInt64() : null;
}
