using System.Diagnostics.Metrics;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Removals;
using PmsPlatform.GuestContext.Snapshots;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>Version order, not arrival order.</summary>
public sealed class VersionOrderTests(ContextService service) : IClassFixture<ContextService>
{
    [Fact]
    public async Task An_older_snapshot_never_overwrites_a_newer_one()
    {
        var room = Make.Room();
        await service.RecordAsync((room with { Number = "new" }).At(Make.Noon));
        await service.RecordAsync((room with { Number = "old" }).At(Make.Noon.AddMinutes(-1), observedAt: Make.Noon.AddHours(1)));
        await service.RecordAsync((room with { Number = "read earlier" }).At(Make.Noon, observedAt: Make.Noon.AddMinutes(-1)));

        Assert.Equal([(room with { Number = "new" }).At().Version.ContentHash], await HashAsync("room", room.ExternalId));
    }

    [Fact]
    public async Task Content_that_comes_back_is_applied()
    {
        var a = Make.Guest(Make.Phone());
        var b = a with { Phones = [new GuestPhone(Make.Phone())] };
        await service.RecordAsync(a.At(Make.Noon));
        await service.RecordAsync(b.At(Make.Noon.AddMinutes(1)));
        await service.RecordAsync(a.At(Make.Noon.AddMinutes(2)));

        Assert.Equal(a.ExternalId, (await service.AskAsync($"phone={a.Phones[0].AsGiven}"))?.Guest?.ExternalId);
        Assert.Null(await service.AskAsync($"phone={b.Phones[0].AsGiven}"));
    }

    [Fact]
    public async Task A_late_snapshot_between_two_equal_ones_is_stale()
    {
        var a = Make.Room();
        var b = a with { Number = "between" };
        await service.RecordAsync(a.At(Make.Noon, Make.Noon));
        await service.RecordAsync(a.At(Make.Noon, Make.Noon.AddMinutes(2)));
        await service.RecordAsync(b.At(Make.Noon, Make.Noon.AddMinutes(1)));

        Assert.Equal([a.At().Version.ContentHash], await HashAsync("room", a.ExternalId));
    }

    [Fact]
    public async Task The_same_snapshot_again_writes_nothing()
    {
        var guest = Make.Guest(Make.Phone(), "again@example.org");
        var booking = Make.Booking(-1, 1, BookingStatus.InHouse, guest.ExternalId, Make.Phone(), "rm-x");
        await service.RecordAsync(booking.At());
        await service.RecordAsync(guest.At());
        var before = await RowVersionsAsync();

        await service.RecordAsync(booking.At());
        await service.RecordAsync(guest.At(), guest.At());
        Assert.Equal(before, await RowVersionsAsync());

        Task<IReadOnlyList<string>> RowVersionsAsync() => service.RowsAsync(
            $"""
            SELECT 'booking', xmin::text, ctid::text FROM booking WHERE external_id = '{booking.ExternalId}'
            UNION ALL SELECT 'guest', xmin::text, ctid::text FROM guest WHERE external_id = '{guest.ExternalId}'
            UNION ALL SELECT 'booking_guest', xmin::text, ctid::text FROM booking_guest WHERE booking_external_id = '{booking.ExternalId}'
            UNION ALL SELECT 'contact', xmin::text, ctid::text FROM guest_contact WHERE source_external_id IN ('{booking.ExternalId}', '{guest.ExternalId}')
            ORDER BY 1, 2, 3
            """);
    }

    [Fact]
    public async Task Every_item_is_counted_once_as_applied_unchanged_stale_or_failed()
    {
        using var counted = new CountedItems(service.Services.GetRequiredService<IMeterFactory>());
        var (room, other) = (Make.Room(), Make.Room());
        await service.RecordAsync(room.At(Make.Noon), other.At(Make.Noon));
        await service.RecordAsync(
            room.At(Make.Noon),
            (other with { Number = "older" }).At(Make.Noon.AddDays(-1)),
            (other with { Number = "newer" }).At(Make.Noon.AddDays(1)),
            (other with { Number = "newest" }).At(Make.Noon.AddDays(2)));
        await Assert.ThrowsAsync<BadItemsException>(() => service.RecordAsync(room.At(Make.Noon.AddDays(3)), (Make.Room() with { ExternalId = "" }).At()));

        // Of the four in one batch only the newest of a room competes; that one is applied.
        Assert.Equal(["applied 3", "failed 1", "stale 2", "unchanged 2"], counted.Of(EntityKind.Room));
    }

    [Fact]
    public async Task Several_snapshots_of_one_key_in_one_batch_leave_the_latest()
    {
        var guest = Make.Guest(Make.Phone());
        Guest[] versions = [.. Enumerable.Range(0, 5).Select(index => guest with { Title = $"version {index}", Phones = [new GuestPhone(Make.Phone())] })];
        await service.RecordAsync([.. new[] { 3, 0, 4, 1, 4, 2 }.Select(index => versions[index].At(Make.Noon.AddMinutes(index)))]);

        Assert.Equal("version 4", (await service.AskAsync($"phone={versions[4].Phones[0].AsGiven}"))?.Guest?.Title);
        Assert.Null(await service.AskAsync($"phone={versions[3].Phones[0].AsGiven}"));
    }

    [Fact]
    public async Task Bad_items_are_left_out_and_all_others_are_stored()
    {
        Booking[] bookings = [.. Enumerable.Range(0, 25).Select(_ => Make.Booking(-1, 1))];
        bookings[3] = bookings[3] with { ExternalId = "nul\0byte" };
        bookings[11] = bookings[11] with { ConfirmationNumber = Long(9000) };
        bookings[20] = bookings[20] with { Stays = [null!] };

        var failure = await Assert.ThrowsAsync<BadItemsException>(() => service.RecordAsync([.. bookings.Select(booking => booking.At())]));
        Assert.Equal("3 Booking items of con_aurora cannot be stored: NullReferenceException, SQLSTATE 22021, SQLSTATE 54000.", failure.Message);
        foreach (var index in Enumerable.Range(0, 25).Except([3, 11, 20]))
            Assert.NotNull(await service.AskAsync($"booking={bookings[index].ExternalId}"));

        // Of incompressible text, or the index would take it.
        static string Long(int length) => Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(length));
    }

    [Fact]
    public async Task Batches_of_the_same_keys_in_any_order_written_at_once_do_not_block_each_other()
    {
        var guest = Make.Guest();
        Booking[] bookings = [.. Enumerable.Range(0, 60).Select(_ => Make.Booking(-1, 1, guest: guest.ExternalId, phone: Make.Phone()))];
        await Task.WhenAll(Enumerable.Range(0, 12).Select(writer => Task.Run(() =>
        {
            var mine = (Booking[])bookings.Clone();
            new System.Random(writer).Shuffle(mine);
            return service.RecordAsync([.. mine.Select(booking => (booking with { Notes = $"{writer}" }).At(Make.Noon.AddMinutes(writer)))]);
        })));

        var rows = await service.RowsAsync($"SELECT count(*), count(DISTINCT content_hash), min(ordered_at) = max(ordered_at) FROM booking WHERE external_id BETWEEN '{bookings[0].ExternalId}' AND '{bookings[^1].ExternalId}'");
        Assert.Equal(["60|60|True"], rows);
    }

    [Fact]
    public void Any_order_with_any_duplicates_in_any_batches_gives_the_same_projection()
    {
        var deliveries =
            from count in Gen.Choose(1, 12)
            from items in Gen.Choose(0, History.Length - 1).ArrayOf(count + History.Length)
            from order in Gen.Shuffle([.. items, .. Enumerable.Range(0, History.Length)])
            from cuts in Gen.Choose(1, 5).ArrayOf(order.Length)
            select (order, cuts);

        var expected = default(IReadOnlyList<string>);
        Prop.ForAll(deliveries.ToArbitrary(), delivery => DeliverAsync(delivery.order, delivery.cuts).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));

        async Task<bool> DeliverAsync(int[] order, int[] cuts)
        {
            await service.RowsAsync("TRUNCATE booking, booking_guest, guest, guest_alias, guest_contact");
            for (int at = 0, batch = 0; at < order.Length; at += cuts[batch++])
            {
                var snapshots = order[at..Math.Min(order.Length, at + cuts[batch])].Select(index => History[index]).ToArray();
                await service.RecordAsync([.. snapshots.OfType<Versioned<Booking>>()]);
                await service.RecordAsync([.. snapshots.OfType<Versioned<Guest>>()]);
                foreach (var removed in snapshots.OfType<RecordsRemoved>())
                    await service.RecordAsync(removed);
            }

            var projection = await service.RowsAsync(
                """
                SELECT 'booking', external_id, status, present::text, content_hash, ordered_at::text, observed_at::text FROM booking
                UNION ALL SELECT 'guest', external_id, merged_into, '', content_hash, ordered_at::text, observed_at::text FROM guest
                UNION ALL SELECT 'alias', guest_external_id, person_external_id, '', '', '', '' FROM guest_alias
                UNION ALL SELECT 'person', booking_external_id, guest_external_id, position::text, is_booker::text, '', '' FROM booking_guest
                UNION ALL SELECT source, source_external_id, guest_external_id, kind, encode(contact_index, 'hex'), '', '' FROM guest_contact
                ORDER BY 1, 2, 3, 4, 5
                """);
            expected ??= projection;
            return expected.SequenceEqual(projection, StringComparer.Ordinal);
        }
    }

    /// <summary>
    /// Two bookings and three guests as they changed: contents that come back, people who change, merges done and undone, removals in the middle and at the
    /// end, one clock without times.
    /// </summary>
    private static readonly object[] History =
    [
        .. Bookings("bkg-a", Make.Noon).Select((booking, at) => booking.At(Make.Noon.AddMinutes(at), Make.Noon.AddHours(at))),
        .. Bookings("bkg-b", null).Select((booking, at) => booking.At(null, Make.Noon.AddMinutes(at))),
        .. Profiles("gst-a", null, "gst-b", null, "gst-b").Select((guest, at) => guest.At(Make.Noon.AddMinutes(at / 2), Make.Noon.AddMinutes(at))),
        .. Profiles("gst-b", "gst-c", null, "gst-c").Select((guest, at) => guest.At(Make.Noon, Make.Noon.AddMinutes(at))),
        .. Profiles("gst-c", null, "gst-a", null).Select((guest, at) => guest.At(null, Make.Noon.AddMinutes(at))),
        Make.Removed(EntityKind.Booking, "bkg-a", Make.Noon.AddMinutes(1), Make.Noon.AddHours(1.5)),
        Make.Removed(EntityKind.Booking, "bkg-b", Make.Noon.AddMinutes(5), Make.Noon.AddHours(9)),
        Make.Removed(EntityKind.Guest, "gst-a", Make.Noon.AddMinutes(2), Make.Noon.AddMinutes(9)),
        Make.Removed(EntityKind.Guest, "gst-b", Make.Noon, Make.Noon.AddMinutes(1).AddSeconds(30)),
    ];

    private static IEnumerable<Booking> Bookings(string id, DateTimeOffset? modifiedAt)
    {
        var booking = Make.Booking(-1, 2, BookingStatus.Confirmed, "gst-a", "+3620111111") with { ExternalId = id, ModifiedAt = modifiedAt };
        yield return booking;
        yield return booking with { Status = BookingStatus.InHouse, Guests = [.. booking.Guests, new BookingGuest { ExternalId = "gst-b", Email = "b@example.org" }] };
        yield return booking;
        yield return booking with { Status = BookingStatus.Cancelled, Booker = new BookingGuest { ExternalId = "gst-c", Phone = "+3620222222" }, Guests = [] };
        yield return booking with { Status = BookingStatus.Blocked };
        yield return booking;
    }

    private static IEnumerable<Guest> Profiles(string id, params string?[] mergedInto) =>
        mergedInto.Select((target, at) => Make.Guest($"+362033333{(id.Length + at) % 2}") with { ExternalId = id, MergedIntoExternalId = target });

    private async Task<IReadOnlyList<string>> HashAsync(string table, string externalId) =>
        await service.RowsAsync($"SELECT content_hash FROM {table} WHERE external_id = '{externalId}'");

    private sealed class CountedItems : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<(string Entity, string Outcome), long> _counts = [];

        public CountedItems(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name is "pms.context.items" && ReferenceEquals(instrument.Meter.Scope, meters))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                var key = ((string)tags[0].Value!, (string)tags[1].Value!);
                lock (_counts)
                    _counts[key] = _counts.GetValueOrDefault(key) + value;
            });
            _listener.Start();
        }

        public IEnumerable<string> Of(EntityKind entity)
        {
            lock (_counts)
                return [.. _counts.Where(count => count.Key.Entity == entity.ToString()).Select(count => $"{count.Key.Outcome} {count.Value}").Order(StringComparer.Ordinal)];
        }

        public void Dispose() => _listener.Dispose();
    }
}
