using System.Globalization;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>
/// What every connector must do, through the real sync engine, PostgreSQL and RabbitMQ, against the simulated vendor. A vendor inherits it with one line:
/// <c>public sealed class MewsConformance(ConformanceBench bench) : VendorConformance&lt;MewsConnector&gt;("mews", bench);</c>
/// </summary>
/// <param name="slug">The vendor's slug.</param>
/// <param name="bench">The servers.</param>
/// <param name="listing">Part of the path of calls that list bookings, by which scenarios find pages.</param>
/// <typeparam name="TConnector">The vendor's connector.</typeparam>
public abstract partial class VendorConformance<TConnector>(string slug, ConformanceBench bench, string listing = "/reservations")
    where TConnector : IPmsConnector
{
    /// <summary>More bookings than any connector reads between two checkpoints.</summary>
    private const int Several = 4300;

    private const int MostPagesBetweenCheckpoints = 4;
    private const int MostBetweenCheckpoints = 4000;

    /// <summary>Ends a scenario when its test is ended.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_the_vendor_has_arrives_once_within_its_limits_and_an_unchanged_hotel_publishes_nothing_again()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 1200, WithLimits = true });
        await using var connector = await StartAsync(hotel);

        var rooms = await connector.SyncAsync("rooms", Token);
        var first = await connector.SyncAsync("bookings", Token);

        Assert.Equal((SyncRunState.Completed, SyncRunState.Completed), (rooms.State, first.State));
        await HeardAllAsync(connector, hotel, first, Heard.Bookings, "bookings");
        await HeardAllAsync(connector, hotel, rooms, Heard.Rooms, "rooms");
        Assert.Equal(first.Counts.Processed, first.Counts.Changed);
        var calls = await hotel.CallsAsync(Token);
        Assert.Equal(0, calls.GetProperty("throttled").GetInt64());

        connector.Heard.Forget();
        var second = await connector.SyncAsync("bookings", Token);
        await HeardEndOfAsync(connector, second);

        Assert.Equal((first.Counts.Processed, 0L), (second.Counts.Unchanged, second.Counts.Changed));
        Assert.Empty(connector.Heard.Ids(Heard.Bookings));
    }

    [Theory]
    [InlineData("Pacific/Tongatapu", "KWD", null)]
    [InlineData("Pacific/Honolulu", "JPY", null)]
    [InlineData("Europe/Budapest", "EUR", "2027-03-27")]
    [InlineData("America/New_York", "USD", "2026-10-31")]
    public async Task Dates_are_the_hotels_and_amounts_have_their_currencys_digits(string zone, string currency, string? today)
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 150, TimeZone = zone, Currency = currency, Today = today });
        await using var connector = await StartAsync(hotel);

        await HeardAllAsync(connector, hotel, await connector.SyncAsync("bookings", Token), Heard.Bookings, "bookings");

        var found = connector.Heard.Values(Heard.Bookings).ToDictionary(SandboxHotel.IdOf, StringComparer.Ordinal);
        var totals = 0;
        foreach (var truth in await hotel.TruthAsync("bookings", Token))
        {
            var booking = found[SandboxHotel.IdOf(truth)];
            Assert.Equal(Texts(truth, "arrival", "departure", "status"), Texts(booking, "arrival", "departure", "status"));
            if (!booking.TryGetProperty("total", out var total) || !truth.TryGetProperty("total", out var expected) || expected.ValueKind != JsonValueKind.Object)
                continue;
            totals++;
            Assert.Equal(
                (expected.GetProperty("minorUnits").GetInt64(), expected.GetProperty("currency").GetString()),
                (total.GetProperty("minorUnits").GetInt64(), total.GetProperty("currency").GetString()));
        }

        Assert.True(totals > found.Count / 2, $"{totals} of {found.Count} bookings have a total.");
    }

    [Fact]
    public async Task A_hotel_without_bookings_is_no_error()
    {
        await using var connector = await StartAsync(await HotelAsync(new HotelOrder { Bookings = 0 }));
        var run = await connector.SyncAsync("bookings", Token);
        Assert.Equal((SyncRunState.Completed, 0L), (run.State, run.Counts.Processed));
    }

    [Fact]
    public async Task What_changes_at_the_vendor_travels_with_the_next_incremental_read_and_nothing_else_does()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 200 });
        await using var connector = await StartAsync(hotel);
        await HeardAllAsync(connector, hotel, await connector.SyncAsync("bookings", Token), Heard.Bookings, "bookings");
        connector.Heard.Forget();

        var changed = await hotel.ModifyAsync("Dates", 7, Token);
        var run = await connector.SyncAsync("bookings", Token, since: DateTimeOffset.UtcNow.AddMinutes(-5).ToString("O", CultureInfo.InvariantCulture));
        await HeardEndOfAsync(connector, run);

        Assert.Equal(changed, connector.Heard.Ids(Heard.Bookings).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Guests_are_read_whole_or_come_with_the_bookings()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 80 });
        await using var connector = await StartAsync(hotel);

        await connector.SyncAsync("guests", Token);
        await connector.SyncAsync("bookings", Token);

        var guests = await hotel.WholeIdsAsync("guests", Token);
        await Eventually.TrueAsync(
            () => guests.All(connector.Heard.Ids(Heard.Guests).ToHashSet(StringComparer.Ordinal).Contains), TimeSpan.FromSeconds(30), "every guest was heard", Token);
        var known = connector.Heard.Ids(Heard.Guests).ToHashSet(StringComparer.Ordinal);
        Assert.All(
            connector.Heard.Values(Heard.Bookings).SelectMany(booking => booking.GetProperty("guests").EnumerateArray()).Where(guest => guest.TryGetProperty("externalId", out _)),
            guest => Assert.Contains(SandboxHotel.IdOf(guest), known));
    }

    [Fact]
    public async Task A_read_that_is_stopped_in_the_middle_goes_on_and_nothing_is_lost_or_repeated_as_new()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = Several });
        await using var connector = await StartAsync(hotel);
        var gate = new TaskCompletionSource();
        var pages = 0;
        connector.Door.Instead = async http =>
        {
            if (http.Request.Path.Value!.Contains(listing, StringComparison.Ordinal) && Interlocked.Increment(ref pages) > MostPagesBetweenCheckpoints)
                await gate.Task.WaitAsync(http.RequestAborted);
            return false;
        };

        var asked = connector.BeginAsync("bookings", Token);
        await Eventually.TrueAsync(
            () => pages > MostPagesBetweenCheckpoints && connector.Heard.Ids(Heard.Bookings).Count > 0,
            TimeSpan.FromSeconds(60),
            "the first pages have arrived and a later one was asked for",
            Token);
        await connector.StopAsync(Token);
        await asked;
        gate.SetResult();
        await connector.StartAsync(Token);
        var run = await connector.NewestEndedAsync(Token);

        // What was published but not yet checkpointed may travel again, as the same version: no more than what lies between two checkpoints.
        Assert.Equal(SyncRunState.Completed, run.State);
        await HeardEndOfAsync(connector, run);
        var versions = connector.Heard.Versions(Heard.Bookings).GroupBy(version => version.Id, StringComparer.Ordinal).ToList();
        Assert.Equal(await hotel.WholeIdsAsync("bookings", Token), versions.Select(group => group.Key).Order(StringComparer.Ordinal));
        Assert.All(versions, group => Assert.Single(group.Select(version => version.ContentHash).Distinct(StringComparer.Ordinal)));
        Assert.InRange(versions.Sum(group => group.Count()) - versions.Count, 0, MostBetweenCheckpoints);
    }

    [Fact]
    public async Task Records_sent_twice_and_out_of_order_are_recognised()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 300 });
        await using var connector = await StartAsync(hotel);
        await HeardAllAsync(connector, hotel, await connector.SyncAsync("bookings", Token), Heard.Bookings, "bookings");
        connector.Heard.Forget();

        await hotel.OrderFaultAsync("Duplicate", Token, records: 4);
        await hotel.OrderFaultAsync("OutOfOrder", Token);
        var run = await connector.SyncAsync("bookings", Token);
        await HeardEndOfAsync(connector, run);

        Assert.Equal(SyncRunState.Completed, run.State);
        Assert.Empty(connector.Heard.Ids(Heard.Bookings));
    }

    [Fact]
    public async Task Records_that_cannot_be_mapped_are_quarantined_and_the_rest_arrives()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 120 });
        await hotel.OrderFaultAsync("BrokenRecords", Token, records: 6);
        await using var connector = await StartAsync(hotel);

        var run = await connector.SyncAsync("bookings", Token);

        var broken = (await hotel.SummaryAsync(Token)).GetProperty("broken").EnumerateObject().Sum(kind => kind.Value.GetInt64());
        Assert.Equal((SyncRunState.Completed, broken), (run.State, run.Counts.Failed));
        Assert.True(broken > 0);
        await HeardAllAsync(connector, hotel, run, Heard.Bookings, "bookings");
        var kept = (await connector.QuarantineAsync(Token)).EnumerateArray().ToList();
        Assert.Equal(broken, kept.Count);
        Assert.All(kept, entry => Assert.StartsWith("$", entry.GetProperty("path").GetString(), StringComparison.Ordinal));
    }

    /// <summary>Settings of the connection that are no credentials, where the vendor needs any.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    private Task<SandboxHotel> HotelAsync(HotelOrder order) => bench.AddHotelAsync(slug, order, Token, Settings);

    private Task<ConnectorUnderTest<TConnector>> StartAsync(SandboxHotel hotel) => ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token);

    /// <summary>Every record that can be mapped was heard by the end of the run, and none twice.</summary>
    private static async Task HeardAllAsync(ConnectorUnderTest<TConnector> connector, SandboxHotel hotel, SyncRunView run, string exchange, string kind)
    {
        // Otherwise a run that failed looks like a hotel from which nothing was heard.
        Assert.True(run.State == SyncRunState.Completed, $"The run is {run.State}: {run.ErrorKind} {run.Reason}");
        await HeardEndOfAsync(connector, run);
        Assert.Equal(await hotel.WholeIdsAsync(kind, Token), connector.Heard.Ids(exchange).Order(StringComparer.Ordinal));
    }

    /// <summary>The run's end was heard, so all that it published was heard too.</summary>
    private static Task HeardEndOfAsync(ConnectorUnderTest<TConnector> connector, SyncRunView run) => Eventually.TrueAsync(
        () => connector.Heard.Of(Heard.Completed).Concat(connector.Heard.Of(Heard.Failed))
            .Any(message => message.GetProperty("context").GetProperty("syncRunId").GetGuid() == run.Id),
        TimeSpan.FromSeconds(30),
        "the end of the run was heard",
        Token);

    private static string Texts(JsonElement record, params IEnumerable<string> names) =>
        string.Join(' ', names.Select(name => $"{name}={record.GetProperty(name).GetString()}"));
}
