using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Context;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>How old an answer says it is. The clock stands at noon.</summary>
public sealed class FreshnessTests(ContextService service) : IClassFixture<ContextService>
{
    [Fact]
    public async Task An_answer_is_as_old_as_its_oldest_part_and_completed_runs_make_it_younger()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        var room = Make.Room();
        var booking = Make.Booking(-1, 2, BookingStatus.InHouse, guest.ExternalId, room: room.ExternalId);
        await service.RecordAsync(guest.At(observedAt: Make.Noon.AddHours(-3)));
        await service.RecordAsync(booking.At(observedAt: Make.Noon.AddHours(-2)));
        await AssertObservedAsync(hoursAgo: 3);

        await service.RecordAsync(room.At(observedAt: Make.Noon.AddHours(-4)));
        await AssertObservedAsync(hoursAgo: 4);

        await service.RecordAsync(Make.Completed(EntityKind.Room, Make.Noon.AddHours(-1), SyncMode.RoomStatus));
        await AssertObservedAsync(hoursAgo: 3);

        // What read a part only, or another kind, or began earlier, vouches for nothing.
        await service.RecordAsync(Make.Completed(EntityKind.Guest, Make.Noon.AddHours(-1), SyncMode.Arrivals));
        await service.RecordAsync(Make.Completed(EntityKind.Guest, Make.Noon.AddHours(-1), SyncMode.Full, limit: 10));
        await service.RecordAsync(Make.Completed(EntityKind.Guest, Make.Noon.AddHours(-5)));
        await AssertObservedAsync(hoursAgo: 3);

        await service.RecordAsync(Make.Completed(EntityKind.Guest, Make.Noon.AddHours(-1), SyncMode.ModifiedSince));
        await AssertObservedAsync(hoursAgo: 2);

        await service.RecordAsync(Make.Completed(EntityKind.Booking, Make.Noon.AddMinutes(-30)));
        await AssertObservedAsync(hoursAgo: 1);

        // Runs reported late do not turn the clock back.
        await service.RecordAsync(Make.Completed(EntityKind.Booking, Make.Noon.AddHours(-9)));
        await AssertObservedAsync(hoursAgo: 1);

        service.Time.Advance(TimeSpan.FromHours(2));
        var answer = await service.AskAsync($"phone={phone}");
        Assert.Equal((Make.Noon.AddHours(-1), 3 * 3600), (answer!.Source.ObservedAt, answer.Source.AgeSeconds));

        async Task AssertObservedAsync(int hoursAgo)
        {
            var source = (await service.AskAsync($"phone={phone}"))!.Source;
            var expected = new DataSource { ConnectionId = "con_aurora", Vendor = "mews", ObservedAt = Make.Noon.AddHours(-hoursAgo), AgeSeconds = hoursAgo * 3600 };
            Assert.Equal(expected, source);
        }
    }

    [Fact]
    public async Task Data_from_a_clock_ahead_of_ours_is_not_younger_than_now()
    {
        var guest = Make.Guest(Make.Phone());
        await service.RecordAsync(Make.Context(connectionId: "con_ahead"), guest.At(observedAt: Make.Noon.AddDays(1)));

        Assert.Equal(0, (await service.AskAsync($"phone={guest.Phones[0].AsGiven}"))?.Source.AgeSeconds);
    }

    [Fact]
    public async Task The_same_content_seen_again_later_makes_the_answer_younger()
    {
        var guest = Make.Guest(Make.Phone());
        var context = Make.Context(connectionId: "con_again");
        await service.RecordAsync(context, guest.At(Make.Noon.AddDays(-9), Make.Noon.AddDays(-2)));
        await service.RecordAsync(context, guest.At(Make.Noon.AddDays(-9), Make.Noon.AddDays(-1)));

        Assert.Equal(Make.Noon.AddDays(-1), (await service.AskAsync($"phone={guest.Phones[0].AsGiven}"))?.Source.ObservedAt);
    }
}
