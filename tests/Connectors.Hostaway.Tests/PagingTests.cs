using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>Paging against a model of the vendor's list, in which reservations are changed, made and removed between two pages.</summary>
public sealed class PagingTests
{
    private const int PageSize = 5;

    private static readonly TimeSpan Overlap = HostawayConnector.Descriptor.Overlap;
    private static readonly DateTimeOffset StartedAt = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(10, 2)]
    [InlineData(11, 3)]
    public void A_quiet_list_takes_no_call_more_than_it_has_pages(int reservations, int calls)
    {
        var list = new VendorList(reservations);

        var (read, made) = Sweep(Full, list, _ => { });

        Assert.Equal(calls, made);
        Assert.Equal(list.Ids, read.Keys.Order());
    }

    [Fact]
    public void Without_a_count_a_short_page_ends_the_list()
    {
        var list = new VendorList(10) { TellsCount = false };

        var (read, made) = Sweep(Full, list, _ => { });

        Assert.Equal(3, made);
        Assert.Equal(10, read.Count);
    }

    [Fact]
    public void A_vendor_that_gives_less_than_was_asked_for_is_read_to_its_end()
    {
        var list = new VendorList(10) { Cap = 2 };

        var (read, _) = Sweep(Full, list, _ => { });

        Assert.Equal(10, read.Count);
    }

    [Fact]
    public void A_full_read_and_the_next_incremental_one_miss_nothing_whatever_happens_meanwhile() => Prop.ForAll(
        (from size in Gen.Choose(0, 40) from seed in Gen.Choose(0, int.MaxValue - 1) select (size, seed)).ToArbitrary(),
        sample =>
        {
            var random = new Random(sample.seed);
            var list = new VendorList(sample.size) { TellsCount = random.Next(4) > 0 };
            var before = list.Snapshot();

            var (read, made) = Sweep(Full, list, vendor => vendor.Disturb(random));
            var early = list.Snapshot();
            var (later, _) = Sweep(Since(StartedAt), list, _ => { });

            // What was there at the start was read, or has changed since then and belongs to the next read; after that one everything is known.
            var startOk = before.All(row => read.ContainsKey(row.Key) || !early.TryGetValue(row.Key, out var changed) || changed > row.Value);
            var endOk = list.Snapshot().All(row => later.GetValueOrDefault(row.Key) == row.Value || read.GetValueOrDefault(row.Key) == row.Value);
            return startOk && endOk && made < 100;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void What_moves_to_the_head_while_the_list_is_read_is_met_in_the_same_run()
    {
        var list = new VendorList(14);
        var step = 0;

        // Between the second and the third page the last reservation, not read yet, is changed.
        var (read, made) = Sweep(Full, list, vendor =>
        {
            if (++step == 2)
                vendor.Change(vendor.Ids.First());
        });

        Assert.Equal(list.Snapshot(), read);
        Assert.Equal(7, made);
    }

    [Fact]
    public void When_the_reservation_that_marks_the_place_moves_the_read_goes_on_from_the_one_before()
    {
        var list = new VendorList(17);
        var step = 0;

        var (read, made) = Sweep(Full, list, vendor =>
        {
            if (++step == 2)
                vendor.Change(vendor.LastGiven!.Value);
        });

        Assert.Equal(list.Snapshot(), read);
        Assert.True(made <= 9, $"{made} calls for four pages");
    }

    [Fact]
    public void An_incremental_read_stops_at_what_it_knows_and_gives_no_more()
    {
        var list = new VendorList(40);
        list.Change(7);
        list.Change(31);

        var (read, made) = Sweep(Since(StartedAt), list, _ => { });

        Assert.Equal(1, made);
        Assert.Equal([7, 31], read.Keys.Order());
    }

    [Fact]
    public void A_vendor_that_orders_otherwise_is_read_whole()
    {
        var list = new VendorList(23) { OldestFirst = true };
        list.Change(7);

        var (read, _) = Sweep(Since(StartedAt), list, _ => { });

        Assert.Equal([7], read.Keys);
    }

    [Fact]
    public void The_same_page_again_is_an_error()
    {
        var list = new VendorList(12) { IgnoresAfterId = true };

        var error = Assert.Throws<VendorException>(() => Sweep(Full, list, _ => { }));

        Assert.Equal(VendorErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public void A_full_page_without_any_id_is_an_error()
    {
        var page = new HostawayList([.. Enumerable.Repeat<ReadOnlyMemory<byte>>("{\"id\":{}}"u8.ToArray(), PageSize)], PageSize, null);

        Assert.Throws<VendorException>(() => HostawayPaging.Step(Full, ReservationCursor.Parse(null), page, Overlap));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("a|b|c|d")]
    [InlineData("1|2|2026-11-02 19:40:05|x||")]
    public void A_cursor_that_cannot_be_read_starts_anew(string cursor) => Assert.Equal(ReservationCursor.Parse(null), ReservationCursor.Parse(cursor));

    [Fact]
    public void A_cursor_survives_its_text()
    {
        var cursor = new ReservationCursor("71520344", "71520340", new DateTimeOffset(2026, 11, 2, 19, 40, 5, TimeSpan.Zero), 4200, 4210, Again: true);

        var vague = cursor with { UpdatedOn = null, Seen = ReservationCursor.Unordered, Count = null };

        Assert.Equal(cursor, ReservationCursor.Parse(cursor.ToString()));
        Assert.Equal(vague, ReservationCursor.Parse(vague.ToString()));
    }

    private static Feed Full => new() { Mode = SyncMode.Full, StartedAt = StartedAt };

    private static Feed Since(DateTimeOffset instant) => new() { Mode = SyncMode.ModifiedSince, ChangedSince = instant, StartedAt = StartedAt.AddHours(1) };

    /// <summary>Reads to the end as the runtime would, the cursor kept as text. Gives the latest change read of each reservation, and the calls.</summary>
    private static (Dictionary<int, DateTimeOffset> Read, int Calls) Sweep(Feed feed, VendorList list, Action<VendorList> betweenPages)
    {
        var read = new Dictionary<int, DateTimeOffset>();
        string? cursor = null;
        for (var calls = 1; calls < 500; calls++)
        {
            var at = ReservationCursor.Parse(cursor);
            var step = HostawayPaging.Step(feed, at, list.Page(at.AfterId), Overlap);
            foreach (var row in step.Records.Select(ReservationRow.Of))
            {
                var id = int.Parse(row.Id!, CultureInfo.InvariantCulture);
                if (!read.TryGetValue(id, out var known) || known < row.UpdatedOn)
                    read[id] = row.UpdatedOn!.Value;
            }

            if (step.NextCursor is null)
                return (read, calls);
            Assert.NotEqual(cursor, step.NextCursor);
            cursor = step.NextCursor;
            betweenPages(list);
        }

        throw new InvalidOperationException("The read does not end.");
    }

    /// <summary>The vendor's reservations: newest change first, ties by the greater id; a place is where its reservation stands now.</summary>
    private sealed class VendorList(int size)
    {
        private readonly Dictionary<int, DateTimeOffset> _rows =
            Enumerable.Range(1, size).ToDictionary(id => id, id => StartedAt.AddDays(-10).AddMinutes(id / 3));

        private DateTimeOffset _now = StartedAt;
        private int _greatestId = size;

        public bool TellsCount { get; init; } = true;

        public bool OldestFirst { get; init; }

        public bool IgnoresAfterId { get; init; }

        public int Cap { get; init; } = PageSize;

        public int? LastGiven { get; private set; }

        public IEnumerable<int> Ids => _rows.Keys.Order();

        public Dictionary<int, DateTimeOffset> Snapshot() => new(_rows);

        public void Change(int id) => _rows[id] = _now = _now.AddSeconds(1);

        public void Disturb(Random random)
        {
            for (var i = random.Next(4); i > 0; i--)
            {
                var choice = random.Next(5);
                if (choice == 0 || _rows.Count == 0)
                    Change(++_greatestId);
                else if (choice == 1 && LastGiven is { } last && _rows.ContainsKey(last))
                    Change(last);
                else if (choice == 2)
                    _rows.Remove(_rows.Keys.ElementAt(random.Next(_rows.Count)));
                else
                    Change(_rows.Keys.ElementAt(random.Next(_rows.Count)));
            }
        }

        public HostawayList Page(string? afterId)
        {
            var ordered = OldestFirst
                ? _rows.OrderBy(row => row.Value).ThenBy(row => row.Key).ToList()
                : _rows.OrderByDescending(row => row.Value).ThenByDescending(row => row.Key).ToList();
            var from = afterId is null || IgnoresAfterId ? 0 : ordered.FindIndex(row => row.Key == int.Parse(afterId, CultureInfo.InvariantCulture)) + 1;
            var page = ordered.Skip(from).Take(Cap).ToList();
            if (page.Count > 0)
                LastGiven = page[^1].Key;
            return new HostawayList([.. page.Select(row => Json(row.Key, row.Value))], PageSize, TellsCount ? _rows.Count : null);
        }

        private static ReadOnlyMemory<byte> Json(int id, DateTimeOffset updatedOn) =>
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}},"updatedOn":"{{updatedOn:yyyy-MM-dd HH:mm:ss}}"}"""));
    }
}
