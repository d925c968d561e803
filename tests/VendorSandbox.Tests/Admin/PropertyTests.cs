using System.Diagnostics;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Tests.Kit;
using PmsPlatform.VendorSandbox.Tests.World;

namespace PmsPlatform.VendorSandbox.Tests.Admin;

public sealed class PropertyTests
{
    [Fact]
    public async Task The_same_order_gives_the_same_bytes()
    {
        var answers = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var sandbox = await Sandbox.StartAsync();
            var mews = await sandbox.AddMewsAsync(150, more: new { today = "2029-03-26" });
            var hostaway = await (await sandbox.AddHostawayAsync(150, more: new { today = "2029-11-04" })).ReadyAsync();
            foreach (var (operation, members) in new (string, object)[]
            {
                (MewsClient.Reservations, new { Limitation = new { Count = 1000 } }), ("resources/getAll", new { Extent = new { Resources = true }, Limitation = new { Count = 1000 } }),
                ("orderItems/getAll", new { ServiceIds = new[] { await mews.StayServiceAsync() }, Limitation = new { Count = 1000 } }),
            })
            {
                using var answer = await mews.SendAsync(operation, members);
                answers.Add(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }

            using var reservations = await hostaway.SendAsync(HttpMethod.Get, "reservations?includeResources=1");
            answers.Add(await reservations.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            foreach (var kind in new[] { "bookings", "guests", "rooms" })
                answers.Add(await sandbox.Http.GetStringAsync(new Uri($"/admin/truth/harbour/{kind}", UriKind.Relative), TestContext.Current.CancellationToken));
        }

        Assert.Equal(answers.Take(answers.Count / 2), answers.Skip(answers.Count / 2));
    }

    [Fact]
    public async Task A_property_is_made_with_what_was_ordered_and_removed()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.AddMewsAsync(30, "sakura", "JPY", "Asia/Tokyo", new { today = "2029-05-05", credentials = new { accessToken = "mine" } });
        var view = await sandbox.GetAsync("/admin/properties/sakura");

        Assert.Equal(("2029-05-05", "JPY", "mine"), (view.GetProperty("today").GetString(), view.GetProperty("currency").GetString(), view.GetProperty("credentials").GetProperty("accessToken").GetString()));
        Assert.Equal(new DateTimeOffset(2029, 5, 5, 3, 0, 0, TimeSpan.Zero), view.GetProperty("now").GetDateTimeOffset());
        Assert.Equal(30, (await sandbox.GetAsync("/admin/truth/sakura/summary")).GetProperty("bookings").GetInt32());
        Assert.Equal(204, await sandbox.DeleteAsync("/admin/properties/sakura"));
        Assert.Equal(404, await sandbox.DeleteAsync("/admin/properties/sakura"));
        Assert.Equal(0, (await sandbox.GetAsync("/admin/properties")).GetArrayLength());
    }

    [Theory]
    [InlineData("{\"vendor\":\"opera\",\"id\":\"x\"}", "$.vendor")]
    [InlineData("{\"vendor\":\"mews\",\"id\":\"No Slug\"}", "$.id")]
    [InlineData("{\"vendor\":\"mews\",\"id\":\"x\",\"timeZone\":\"Europe/Atlantis\"}", "$.timeZone")]
    [InlineData("{\"vendor\":\"mews\",\"id\":\"x\",\"currency\":\"euro\"}", "$.currency")]
    [InlineData("{\"vendor\":\"mews\",\"id\":\"x\",\"bookings\":-1}", "$.bookings")]
    [InlineData("{\"vendor\":\"mews\",\"id\":\"x\",\"bookings\":1000001}", "$.bookings")]
    [InlineData("{\"vendor\":\"mews\",\"id\":\"x\",\"today\":\"1805-01-01\"}", "$.today")]
    [InlineData("{\"vendor\":\"hostaway\",\"id\":\"x\",\"credentials\":{\"accountId\":\"abc\"}}", "$.credentials.accountId")]
    public async Task An_impossible_property_is_refused_by_its_field(string body, string field)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var (status, problem) = await sandbox.PostAsync("/admin/properties", JsonElement.Parse(body));
        Assert.Equal(400, status);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Credentials_belong_to_one_property()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.AddMewsAsync(5, "one", more: new { credentials = new { accessToken = "shared" } });
        Assert.Equal(409, (await sandbox.PostAsync("/admin/properties", new { vendor = "mews", id = "two", credentials = new { accessToken = "shared" } })).Status);
    }

    [Fact]
    public void The_settings_tell_every_problem_at_once()
    {
        var error = Assert.ThrowsAny<Exception>(() => SandboxHost.Build([
            "--Sandbox:Properties:0:Vendor=opera", "--Sandbox:Properties:0:Id=a", "--Sandbox:Properties:0:TimeZone=Nowhere",
            "--Sandbox:Properties:1:Vendor=mews", "--Sandbox:Properties:1:Id=UP", "--Sandbox:Properties:2:Vendor=mews", "--Sandbox:Properties:2:Id=c"]));
        foreach (var part in new[] { "opera", "Nowhere", "UP" })
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mews", "Touch")]
    [InlineData("mews", "Dates")]
    [InlineData("mews", "Status")]
    [InlineData("mews", "Room")]
    [InlineData("mews", "Mixed")]
    [InlineData("mews", "Create")]
    [InlineData("hostaway", "Touch")]
    [InlineData("hostaway", "Dates")]
    [InlineData("hostaway", "Status")]
    [InlineData("hostaway", "Mixed")]
    [InlineData("hostaway", "Create")]
    public async Task A_modification_changes_exactly_the_bookings_it_names(string vendor, string kind)
    {
        await using var sandbox = await Sandbox.StartAsync();
        _ = vendor == "mews" ? (object)await sandbox.AddMewsAsync(200, "house") : await sandbox.AddHostawayAsync(200, "house");
        var before = await sandbox.TruthAsync("house", "bookings");
        sandbox.Time.Advance(TimeSpan.FromMinutes(10));
        var (status, answer) = await sandbox.PostAsync("/admin/properties/house/modify", new { count = 5, kind });
        var after = await sandbox.TruthAsync("house", "bookings");
        var named = answer.GetProperty("bookings").EnumerateArray().Select(id => id.GetString()!).ToHashSet();

        Assert.Equal(200, status);
        Assert.Equal(5, named.Count);
        Assert.Equal(named.Order(), after.Where(pair => !before.TryGetValue(pair.Key, out var old) || old.GetRawText() != pair.Value.GetRawText()).Select(pair => pair.Key).Order());
        Assert.All(named, id => Assert.Equal(answer.GetProperty("at").GetDateTimeOffset(), after[id].GetProperty("modifiedAt").GetDateTimeOffset()));
        House.IsInOrder(sandbox.Property("house").World);
    }

    [Theory]
    [InlineData("mews")]
    [InlineData("hostaway")]
    public async Task A_deleted_booking_is_gone_and_frees_its_room_and_one_changed_silently_keeps_its_time(string vendor)
    {
        await using var sandbox = await Sandbox.StartAsync();
        _ = vendor == "mews" ? (object)await sandbox.AddMewsAsync(200, "house") : await sandbox.AddHostawayAsync(200, "house");
        var before = await sandbox.TruthAsync("house", "bookings");
        sandbox.Time.Advance(TimeSpan.FromMinutes(10));

        var deleted = await NamedAsync("Delete");
        var silent = await NamedAsync("Silent");
        var after = await sandbox.TruthAsync("house", "bookings");

        Assert.Equal((5, 5), (deleted.Count, silent.Count));
        Assert.Equal(deleted, before.Keys.Except(after.Keys, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
        Assert.All(silent, id => Assert.Equal(Time(before[id]), Time(after[id])));
        Assert.Empty(await NamedAsync("Touch", [.. deleted]));
        House.IsInOrder(sandbox.Property("house").World);

        async Task<HashSet<string>> NamedAsync(string kind, params string[] externalIds)
        {
            object order = externalIds.Length == 0 ? new { count = 5, kind } : new { kind, externalIds };
            var (status, answer) = await sandbox.PostAsync("/admin/properties/house/modify", order);
            return status == 200 ? answer.GetProperty("bookings").EnumerateArray().Select(id => id.GetString()!).ToHashSet(StringComparer.Ordinal) : [];
        }

        static string? Time(System.Text.Json.JsonElement booking) => booking.GetProperty("modifiedAt").GetString();
    }

    [Fact]
    public async Task A_modification_of_guests_changes_their_telephone()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.AddMewsAsync(50);
        var before = await sandbox.TruthAsync("aurora", "guests");
        var (_, answer) = await sandbox.PostAsync("/admin/properties/aurora/modify", new { count = 3, kind = "Guest" });
        var after = await sandbox.TruthAsync("aurora", "guests");
        var named = answer.GetProperty("guests").EnumerateArray().Select(id => id.GetString()!).ToList();
        Assert.Equal(3, named.Count);
        Assert.All(named, id => Assert.NotEqual(before[id].GetProperty("phone").GetString(), after[id].GetProperty("phone").GetString()));
    }

    [Fact]
    public async Task A_guest_inside_of_bookings_changes_in_all_of_them()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(100)).ReadyAsync();
        sandbox.Time.Advance(TimeSpan.FromMinutes(1));
        var (_, answer) = await sandbox.PostAsync("/admin/properties/harbour/modify", new { count = 3, kind = "Guest" });
        var named = answer.GetProperty("bookings").EnumerateArray().Select(id => id.GetString()!).Order().ToList();
        var changed = (await hostaway.ResultAsync("reservations")).EnumerateArray().Where(one => one.GetProperty("phone").GetString()?.StartsWith("+1555", StringComparison.Ordinal) == true && one.GetProperty("updatedOn").GetString() == "2030-06-01 12:01:01");
        Assert.True(named.Count >= 3);
        Assert.Equal(named, changed.Select(one => one.GetProperty("id").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task Named_bookings_are_modified_and_unknown_ones_refused()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.AddHostawayAsync(50);
        var id = (await sandbox.TruthAsync("harbour", "bookings")).Keys.ElementAt(7);
        var (_, answer) = await sandbox.PostAsync("/admin/properties/harbour/modify", new { kind = "Touch", externalIds = new[] { id } });
        Assert.Equal([id], answer.GetProperty("bookings").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(400, (await sandbox.PostAsync("/admin/properties/harbour/modify", new { kind = "Touch", externalIds = new[] { "1" } })).Status);
        Assert.Equal(400, (await sandbox.PostAsync("/admin/properties/harbour/modify", new { count = 0 })).Status);
        Assert.Equal(404, (await sandbox.PostAsync("/admin/properties/nowhere/modify", new { count = 1 })).Status);
    }

    [Fact]
    public async Task A_hundred_thousand_bookings_are_served_without_double_or_gap()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var mews = await sandbox.AddMewsAsync(100_000, more: new { nightlyCharges = false });
        var watch = Stopwatch.StartNew();
        var ids = new HashSet<Guid>();
        for (Guid? cursor = null; ;)
        {
            using var answer = await mews.SendAsync(MewsClient.Reservations, new { Limitation = new { Count = 1000, Cursor = cursor } });
            using var page = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), cancellationToken: TestContext.Current.CancellationToken);
            foreach (var one in page.RootElement.GetProperty("Reservations").EnumerateArray())
                Assert.True(ids.Add(one.GetProperty("Id").GetGuid()));
            if (page.RootElement.GetProperty("Cursor").ValueKind == JsonValueKind.Null)
                break;
            cursor = page.RootElement.GetProperty("Cursor").GetGuid();
        }

        Assert.Equal(100_006, ids.Count);
        var summary = await sandbox.GetAsync("/admin/truth/aurora/summary");
        Assert.Equal(100_000, summary.GetProperty("bookings").GetInt32());
        Assert.Equal(101, summary.GetProperty("fewestCallsBy").EnumerateArray().Single(calls => calls.GetProperty("operation").GetString() == MewsClient.Reservations).GetProperty("calls").GetInt32());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(40));
    }
}
