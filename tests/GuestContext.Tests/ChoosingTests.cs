using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Context;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>Which stay is answered, in which phase, with which room. It is 1 June 2030, 14:00 in Budapest.</summary>
public sealed class ChoosingTests(ContextService service) : IClassFixture<ContextService>
{
    [Fact]
    public async Task The_current_stay_comes_before_the_next_and_the_next_before_the_last()
    {
        var (guest, phone) = await GuestAsync();
        var past = Make.Booking(-9, -7, BookingStatus.CheckedOut, guest);
        var next = Make.Booking(5, 7, BookingStatus.Confirmed, guest);
        var current = Make.Booking(-1, 2, BookingStatus.InHouse, guest);

        await service.RecordAsync(past.At());
        await AssertAnsweredAsync(phone, past, StayPhase.Past);
        await service.RecordAsync(next.At());
        await AssertAnsweredAsync(phone, next, StayPhase.Upcoming);
        await service.RecordAsync(current.At());
        await AssertAnsweredAsync(phone, current, StayPhase.Current);
    }

    [Fact]
    public async Task Of_several_the_nearest_answers()
    {
        var (guest, phone) = await GuestAsync();
        var lately = Make.Booking(-9, -7, BookingStatus.CheckedOut, guest);
        await service.RecordAsync(Make.Booking(-300, -2 - 200, BookingStatus.CheckedOut, guest).At(), lately.At(), Make.Booking(-30, -29, BookingStatus.CheckedOut, guest).At());
        await AssertAnsweredAsync(phone, lately, StayPhase.Past);

        var soon = Make.Booking(3, 4, BookingStatus.Confirmed, guest);
        await service.RecordAsync(Make.Booking(40, 41, BookingStatus.Confirmed, guest).At(), soon.At(), Make.Booking(4, 5, BookingStatus.Confirmed, guest).At());
        await AssertAnsweredAsync(phone, soon, StayPhase.Upcoming);
    }

    [Theory]
    [InlineData(BookingStatus.Cancelled)]
    [InlineData(BookingStatus.NoShow)]
    public async Task What_is_off_is_never_current_or_next(BookingStatus status)
    {
        var (guest, phone) = await GuestAsync();
        var off = Make.Booking(-1, 2, status, guest, room: "rm-off");
        await service.RecordAsync(off.At(), Make.Booking(3, 5, status, guest).At());
        Assert.Equal(StayPhase.Past, (await service.AskAsync($"phone={phone}"))?.Phase);
        Assert.Equal(StayPhase.Past, (await service.AskAsync($"booking={off.ExternalId}"))?.Phase);

        // A stay that took place says more about a guest than one that did not, however long ago.
        var stayed = Make.Booking(-400, -399, BookingStatus.CheckedOut, guest);
        await service.RecordAsync(stayed.At());
        await AssertAnsweredAsync(phone, stayed, StayPhase.Past);
    }

    [Theory]
    [InlineData(BookingStatus.InHouse, -1, 2, StayPhase.Current)]
    [InlineData(BookingStatus.InHouse, -9, -1, StayPhase.Current)]
    [InlineData(BookingStatus.InHouse, 1, 2, StayPhase.Current)]
    [InlineData(BookingStatus.CheckedOut, -1, 2, StayPhase.Past)]
    [InlineData(BookingStatus.Confirmed, -1, 2, StayPhase.Current)]
    [InlineData(BookingStatus.Confirmed, 0, 2, StayPhase.Current)]
    [InlineData(BookingStatus.Confirmed, -2, 0, StayPhase.Current)]
    [InlineData(BookingStatus.Confirmed, 0, 0, StayPhase.Current)]
    [InlineData(BookingStatus.Confirmed, 1, 2, StayPhase.Upcoming)]
    [InlineData(BookingStatus.Confirmed, -2, -1, StayPhase.Past)]
    [InlineData(BookingStatus.Unknown, -1, 2, StayPhase.Current)]
    [InlineData(BookingStatus.Tentative, 1, 2, StayPhase.Upcoming)]
    [InlineData(BookingStatus.Tentative, 0, 2, StayPhase.Upcoming)]
    [InlineData(BookingStatus.Tentative, -1, 2, StayPhase.Past)]
    [InlineData(BookingStatus.Inquiry, 0, 2, StayPhase.Upcoming)]
    [InlineData(BookingStatus.Inquiry, -1, 2, StayPhase.Past)]
    public async Task The_phase_follows_from_status_and_dates(BookingStatus status, int arrival, int departure, StayPhase phase)
    {
        var booking = Make.Booking(arrival, departure, status);
        await service.RecordAsync(booking.At());

        Assert.Equal(phase, (await service.AskAsync($"booking={booking.ExternalId}"))?.Phase);
    }

    [Theory]
    [InlineData(0, 2, "15:00", null, StayPhase.Upcoming)]
    [InlineData(0, 2, "14:00", null, StayPhase.Current)]
    [InlineData(-1, 0, null, "14:01", StayPhase.Current)]
    [InlineData(-1, 0, null, "14:00", StayPhase.Past)]
    [InlineData(-1, 1, "23:00", "01:00", StayPhase.Current)]
    [InlineData(0, 0, "10:00", "18:00", StayPhase.Current)]
    [InlineData(0, 0, "13:00", "11:00", StayPhase.Current)]
    public async Task Expected_times_are_honoured(int arrival, int departure, string? arrives, string? leaves, StayPhase phase)
    {
        var booking = Make.Booking(arrival, departure) with { ExpectedArrivalTime = Time(arrives), ExpectedDepartureTime = Time(leaves) };
        await service.RecordAsync(booking.At());

        Assert.Equal(phase, (await service.AskAsync($"booking={booking.ExternalId}"))?.Phase);

        static TimeOnly? Time(string? text) => text is null ? null : TimeOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Check_in_and_check_out_that_happened_count_more_than_what_was_expected()
    {
        var early = Make.Booking(0, 2) with { ExpectedArrivalTime = new TimeOnly(18, 0), Stays = [Make.Stay(0, 2) with { CheckedInAt = Make.Noon.AddHours(-1) }] };
        var left = Make.Booking(-2, 2) with { Stays = [Make.Stay(-2, 2) with { CheckedInAt = Make.Noon.AddDays(-2), CheckedOutAt = Make.Noon.AddHours(-1) }] };
        await service.RecordAsync(early.At(), left.At());

        Assert.Equal(StayPhase.Current, (await service.AskAsync($"booking={early.ExternalId}"))?.Phase);
        Assert.Equal(StayPhase.Past, (await service.AskAsync($"booking={left.ExternalId}"))?.Phase);
    }

    [Fact]
    public async Task Own_stays_come_before_those_booked_for_others()
    {
        var (guest, phone) = await GuestAsync();
        var booked = Make.Booking(-1, 3, BookingStatus.InHouse) with { Booker = new BookingGuest { ExternalId = guest } };
        await service.RecordAsync(booked.At());
        await AssertAnsweredAsync(phone, booked, StayPhase.Current);

        var own = Make.Booking(-2, 3, BookingStatus.InHouse, guest);
        await service.RecordAsync(own.At());
        await AssertAnsweredAsync(phone, own, StayPhase.Current);
    }

    [Fact]
    public async Task The_room_is_the_first_assigned_one_of_the_stay_that_goes_on()
    {
        var (left, open, mine, also) = (Make.Room(), Make.Room(), Make.Room(), Make.Room());
        await service.RecordAsync(left.At(), open.At(), mine.At(), also.At());
        var booking = Make.Booking(-4, 4, BookingStatus.InHouse) with
        {
            Stays =
            [
                Make.Stay(-4, -1, BookingStatus.CheckedOut, left.ExternalId),
                Make.Stay(-1, 4, BookingStatus.Cancelled, open.ExternalId),
                Make.Stay(-1, 4, BookingStatus.InHouse),
                Make.Stay(-1, 4, BookingStatus.InHouse, mine.ExternalId),
                Make.Stay(-1, 4, BookingStatus.InHouse, also.ExternalId),
            ],
        };
        await service.RecordAsync(booking.At());

        Assert.Equal(mine.ExternalId, (await service.AskAsync($"booking={booking.ExternalId}"))?.Room?.ExternalId);
    }

    [Fact]
    public async Task While_the_stay_that_goes_on_has_no_room_none_is_answered()
    {
        var room = Make.Room();
        await service.RecordAsync(room.At());
        var booking = Make.Booking(-4, 4) with { Stays = [Make.Stay(-4, -1, BookingStatus.CheckedOut, room.ExternalId), Make.Stay(-1, 4, BookingStatus.InHouse)] };
        await service.RecordAsync(booking.At());

        var answer = await service.AskAsync($"booking={booking.ExternalId}");
        Assert.Equal((StayPhase.Current, null), (answer?.Phase, answer?.Room));
    }

    [Fact]
    public async Task Between_two_spans_of_one_booking_the_second_lies_ahead()
    {
        var (first, second) = (Make.Room(), Make.Room());
        await service.RecordAsync(first.At(), second.At());
        var booking = Make.Booking(-5, 6) with
        {
            Stays = [Make.Stay(-5, -3, BookingStatus.CheckedOut, first.ExternalId), Make.Stay(4, 6, BookingStatus.Confirmed, second.ExternalId)],
        };
        await service.RecordAsync(booking.At());

        var answer = await service.AskAsync($"booking={booking.ExternalId}");
        Assert.Equal((StayPhase.Upcoming, second.ExternalId), (answer?.Phase, answer?.Room?.ExternalId));
    }

    [Fact]
    public async Task A_booking_checked_in_as_a_whole_is_current_in_all_its_rooms()
    {
        var room = Make.Room("rm-\"quoted\\,{}");
        await service.RecordAsync(room.At());
        var booking = Make.Booking(1, 3, BookingStatus.InHouse) with { Stays = [Make.Stay(1, 3, BookingStatus.Confirmed, room.ExternalId)] };
        await service.RecordAsync(booking.At());

        var answer = await service.AskAsync($"booking={booking.ExternalId}");
        Assert.Equal((StayPhase.Current, room.ExternalId), (answer?.Phase, answer?.Room?.ExternalId));
    }

    [Fact]
    public async Task A_booking_without_end_and_one_without_stays_are_answered()
    {
        var open = Make.Booking(-1, 1) with { Departure = DateOnly.MaxValue, Stays = [Make.Stay(-1, 1) with { Departure = DateOnly.MaxValue }] };
        var bare = Make.Booking(-1, 1) with { Stays = [] };
        await service.RecordAsync(open.At(), bare.At());

        Assert.Equal(StayPhase.Current, (await service.AskAsync($"booking={open.ExternalId}"))?.Phase);
        Assert.Equal(StayPhase.Current, (await service.AskAsync($"booking={bare.ExternalId}"))?.Phase);
    }

    private async Task<(string Id, string Phone)> GuestAsync()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        await service.RecordAsync(guest.At());
        return (guest.ExternalId, phone);
    }

    private async Task AssertAnsweredAsync(string phone, Booking booking, StayPhase phase)
    {
        var answer = await service.AskAsync($"phone={phone}");
        Assert.Equal((booking.ExternalId, phase), (answer?.Booking?.ExternalId, answer?.Phase));
    }
}
