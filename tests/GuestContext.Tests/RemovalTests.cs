using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Context;
using PmsPlatform.TestKit;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>What is no longer at the vendor answers nothing.</summary>
public sealed class RemovalTests(ContextService service) : IClassFixture<ContextService>
{
    private static readonly DateTimeOffset Later = Make.Noon.AddHours(1);

    [Fact]
    public async Task A_removed_booking_is_nobodys_stay_and_its_number_leads_to_nothing()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        var booking = Make.Booking(-1, 2, BookingStatus.InHouse, guest.ExternalId, phone, "rm-1") with { ConfirmationNumber = Make.Id("no-") };
        await service.RecordAsync(guest.At());
        await service.RecordAsync(booking.At(Make.Noon));
        Assert.Equal(StayPhase.Current, (await service.AskAsync($"phone={phone}"))?.Phase);

        await service.RecordAsync(Make.Removed(EntityKind.Booking, booking.ExternalId, Make.Noon, Later));

        var answer = await service.AskAsync($"phone={phone}");
        Assert.Equal((guest.ExternalId, null), (answer?.Guest?.ExternalId, answer?.Booking));
        Assert.Null(await service.AskAsync($"booking={booking.ExternalId}"));
        Assert.Null(await service.AskAsync($"booking={booking.ConfirmationNumber}"));
    }

    [Fact]
    public async Task A_person_whom_only_a_removed_booking_showed_is_not_known_any_more()
    {
        var phone = Make.Phone();
        var booking = Make.Booking(-1, 2, phone: phone);
        await service.RecordAsync(booking.At(Make.Noon));
        await service.RecordAsync(Make.Removed(EntityKind.Booking, booking.ExternalId, Make.Noon, Later));

        Assert.Null(await service.AskAsync($"phone={phone}"));
        Assert.Equal(["0|0"], await service.RowsAsync(
            $"""
            SELECT (SELECT count(*) FROM guest_contact WHERE source_external_id = '{booking.ExternalId}'),
                   (SELECT count(*) FROM booking WHERE external_id = '{booking.ExternalId}' AND payload IS NOT NULL)
            """));
    }

    [Fact]
    public async Task A_removed_guest_is_not_known_any_more_and_the_stay_is_still_found_by_its_number()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        var booking = Make.Booking(-1, 2, BookingStatus.InHouse, guest.ExternalId);
        await service.RecordAsync(guest.At(Make.Noon));
        await service.RecordAsync(booking.At(Make.Noon));

        await service.RecordAsync(Make.Removed(EntityKind.Guest, guest.ExternalId, Make.Noon, Later));

        Assert.Null(await service.AskAsync($"phone={phone}"));
        var answer = await service.AskAsync($"booking={booking.ExternalId}");
        Assert.Equal((booking.ExternalId, null), (answer?.Booking?.ExternalId, answer?.Guest));
    }

    [Fact]
    public async Task A_removed_room_is_no_longer_told_with_the_stay()
    {
        var room = Make.Room();
        var booking = Make.Booking(-1, 2, BookingStatus.InHouse, phone: Make.Phone(), room: room.ExternalId);
        await service.RecordAsync(room.At(Make.Noon));
        await service.RecordAsync(booking.At(Make.Noon));
        Assert.NotNull((await service.AskAsync($"booking={booking.ExternalId}"))?.Room);

        await service.RecordAsync(Make.Removed(EntityKind.Room, room.ExternalId, Make.Noon, Later));

        var answer = await service.AskAsync($"booking={booking.ExternalId}");
        Assert.Equal((booking.ExternalId, null), (answer?.Booking?.ExternalId, answer?.Room));
    }

    [Fact]
    public async Task An_older_snapshot_that_comes_late_does_not_bring_a_removed_booking_back()
    {
        var booking = Make.Booking(-1, 2, phone: Make.Phone());
        await service.RecordAsync(Make.Removed(EntityKind.Booking, booking.ExternalId, Make.Noon, Later));
        await service.RecordAsync(booking.At(Make.Noon));

        Assert.Null(await service.AskAsync($"booking={booking.ExternalId}"));
    }

    [Fact]
    public async Task What_comes_back_with_the_vendors_old_time_answers_again()
    {
        var phone = Make.Phone();
        var booking = Make.Booking(-1, 2, phone: phone);
        await service.RecordAsync(booking.At(Make.Noon));
        await service.RecordAsync(Make.Removed(EntityKind.Booking, booking.ExternalId, Make.Noon, Later));
        await service.RecordAsync(booking.At(Make.Noon, Later.AddMinutes(1)));

        Assert.Equal(booking.ExternalId, (await service.AskAsync($"phone={phone}"))?.Booking?.ExternalId);
    }

    [Fact]
    public async Task Removals_arrive_over_the_broker()
    {
        var booking = Make.Booking(-1, 2, phone: Make.Phone());
        await service.RecordAsync(booking.At(Make.Noon));

        await service.PublishAsync(Make.Removed(EntityKind.Booking, booking.ExternalId, Make.Noon, Later));

        await Eventually.TrueAsync(
            async () => await service.AskAsync($"booking={booking.ExternalId}") is null, TimeSpan.FromSeconds(30), "the booking answers no more", TestContext.Current.CancellationToken);
    }
}
