using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Context;
using PmsPlatform.Contracts.Guests;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>Who is found by what.</summary>
public sealed class MatchingTests(ContextService service) : IClassFixture<ContextService>
{
    [Theory]
    [InlineData("%2B1-555-0123")]
    [InlineData("+1-555-0123")]
    [InlineData("0015550123")]
    [InlineData("15550123")]
    [InlineData("whatsapp:%2B15550123")]
    public async Task Every_way_of_writing_an_international_number_finds_the_guest(string phone)
    {
        var guest = Make.Guest(phone: "+15550123", asGiven: "555-0123") with { ExternalId = "gst-writing" };
        await service.RecordAsync(guest.At());

        Assert.Equal(guest.ExternalId, (await service.AskAsync($"phone={phone}"))?.Guest?.ExternalId);
    }

    [Fact]
    public async Task A_national_number_is_found_as_it_was_given_and_by_its_international_form()
    {
        var guest = Make.Guest(phone: "+36209999001", asGiven: "06 20 999 9001");
        await service.RecordAsync(guest.At());

        Assert.Equal(guest.ExternalId, (await service.AskAsync("phone=06-20-9999001"))?.Guest?.ExternalId);
        Assert.Equal(guest.ExternalId, (await service.AskAsync("phone=36209999001"))?.Guest?.ExternalId);
        Assert.Null(await service.AskAsync("phone=209999001"));
    }

    [Fact]
    public async Task An_email_is_found_in_any_case()
    {
        var guest = Make.Guest(email: " Ilka.Varga@Example.org");
        await service.RecordAsync(guest.At());

        Assert.Equal(guest.ExternalId, (await service.AskAsync("email=ILKA.varga@example.ORG%20"))?.Guest?.ExternalId);
    }

    [Fact]
    public async Task A_booking_is_found_by_its_id_and_by_its_confirmation_number_in_any_case()
    {
        var guest = Make.Guest();
        var booking = Make.Booking(1, 3, guest: guest.ExternalId) with { ExternalId = "BKG-UpperCase-1", ConfirmationNumber = "HU-20814x" };
        await service.RecordAsync(booking.At());
        await service.RecordAsync(guest.At());

        foreach (var number in new[] { "BKG-UpperCase-1", "bkg-uppercase-1", "%20BKG-UPPERCASE-1", "HU-20814X", "hu-20814x" })
        {
            var answer = await service.AskAsync($"booking={number}");
            Assert.Equal(booking.ExternalId, answer?.Booking?.ExternalId);
            Assert.Equal(guest.ExternalId, answer?.Guest?.ExternalId);
            Assert.Equal(0, answer?.OtherMatches);
        }
    }

    [Fact]
    public async Task A_number_that_two_bookings_share_is_told()
    {
        var earlier = Make.Booking(-10, -8, BookingStatus.CheckedOut) with { ConfirmationNumber = "SHARED-1" };
        var current = Make.Booking(-1, 1, BookingStatus.InHouse) with { ConfirmationNumber = "shared-1" };
        await service.RecordAsync(earlier.At(), current.At());

        var answer = await service.AskAsync("booking=shared-1");
        Assert.Equal((current.ExternalId, 1), (answer?.Booking?.ExternalId, answer?.OtherMatches));
    }

    [Fact]
    public async Task A_contact_that_only_the_booking_shows_finds_the_booking_without_a_profile()
    {
        var phone = Make.Phone();
        var booking = Make.Booking(-1, 2, BookingStatus.InHouse) with
        {
            Guests = [new BookingGuest { Name = "Ilka Varga", Phone = phone, Email = $"{phone}@relay.example.org", IsPrimary = true }],
        };
        await service.RecordAsync(booking.At());

        foreach (var query in new[] { $"phone={phone}", $"email={phone}@relay.example.org" })
        {
            var answer = await service.AskAsync(query.Replace("+", "%2B", StringComparison.Ordinal));
            Assert.Equal(booking.ExternalId, answer?.Booking?.ExternalId);
            Assert.Null(answer?.Guest);
            Assert.Equal(StayPhase.Current, answer?.Phase);
        }
    }

    [Fact]
    public async Task A_contact_on_the_booking_leads_to_the_profile_and_its_other_stays()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone: Make.Phone());
        var shows = Make.Booking(-20, -18, BookingStatus.CheckedOut, guest.ExternalId, phone);
        var current = Make.Booking(-1, 2, BookingStatus.InHouse, guest.ExternalId);
        await service.RecordAsync(shows.At(), current.At());
        await service.RecordAsync(guest.At());

        var answer = await service.AskAsync($"phone={phone}");
        Assert.Equal((guest.ExternalId, current.ExternalId), (answer?.Guest?.ExternalId, answer?.Booking?.ExternalId));
    }

    [Fact]
    public async Task Who_booked_is_found_with_what_was_booked()
    {
        var phone = Make.Phone();
        var (guest, booker) = (Make.Guest(), Make.Guest());
        var booking = Make.Booking(2, 4, guest: guest.ExternalId) with { Booker = new BookingGuest { ExternalId = booker.ExternalId, Phone = phone } };
        await service.RecordAsync(booking.At());
        await service.RecordAsync(guest.At(), booker.At());

        var asked = await service.AskAsync($"phone={phone}");
        Assert.Equal((booker.ExternalId, booking.ExternalId), (asked?.Guest?.ExternalId, asked?.Booking?.ExternalId));

        var byNumber = await service.AskAsync($"booking={booking.ExternalId}");
        Assert.Equal(guest.ExternalId, byNumber?.Guest?.ExternalId);
    }

    [Fact]
    public async Task A_guest_without_a_booking_is_answered_alone()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone) with { Preferences = [new GuestPreference("diet", "no \"nuts\""), new GuestPreference("room", "high floor")] };
        await service.RecordAsync(guest.At());

        var answer = await service.AskAsync($"phone={phone}");
        Assert.Equal(guest.ExternalId, answer?.Guest?.ExternalId);
        Assert.Equal(guest.Preferences, answer?.Preferences);
        Assert.Equal((null, null, null), (answer?.Booking, answer?.Phase, answer?.Room));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Guest_and_booking_may_arrive_in_either_order(bool isGuestFirst)
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        var booking = Make.Booking(-1, 2, BookingStatus.InHouse, guest.ExternalId);
        if (isGuestFirst)
            await service.RecordAsync(guest.At());
        await service.RecordAsync(booking.At());
        if (!isGuestFirst)
            await service.RecordAsync(guest.At());

        var answer = await service.AskAsync($"phone={phone}");
        Assert.Equal((guest.ExternalId, booking.ExternalId), (answer?.Guest?.ExternalId, answer?.Booking?.ExternalId));
    }

    [Fact]
    public async Task Other_guests_with_the_same_phone_are_counted_and_the_one_in_the_house_answers()
    {
        var phone = Make.Phone();
        Guest[] family = [Make.Guest(phone), Make.Guest(phone), Make.Guest(phone)];
        await service.RecordAsync([.. family.Select(guest => guest.At())]);
        await service.RecordAsync(
            Make.Booking(-9, -8, BookingStatus.CheckedOut, family[0].ExternalId).At(),
            Make.Booking(-1, 2, BookingStatus.InHouse, family[1].ExternalId).At(),
            Make.Booking(5, 6, BookingStatus.Confirmed, family[2].ExternalId).At());

        var answer = await service.AskAsync($"phone={phone}");
        Assert.Equal((family[1].ExternalId, 2), (answer?.Guest?.ExternalId, answer?.OtherMatches));
    }

    [Fact]
    public async Task A_phone_that_was_given_up_no_longer_finds_the_guest()
    {
        var (old, fresh) = (Make.Phone(), Make.Phone());
        var guest = Make.Guest(old, "old@example.org");
        await service.RecordAsync(guest.At(Make.Noon));
        await service.RecordAsync((guest with { Phones = [new GuestPhone(fresh, fresh)] }).At(Make.Noon.AddHours(1)));

        Assert.Null(await service.AskAsync($"phone={old}"));
        Assert.Equal(guest.ExternalId, (await service.AskAsync($"phone={fresh}"))?.Guest?.ExternalId);
        Assert.Equal(guest.ExternalId, (await service.AskAsync("email=old@example.org"))?.Guest?.ExternalId);
    }

    [Fact]
    public async Task A_guest_taken_off_a_booking_no_longer_leads_to_it()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        var booking = Make.Booking(-1, 2, BookingStatus.InHouse, guest.ExternalId, Make.Phone());
        await service.RecordAsync(guest.At());
        await service.RecordAsync(booking.At(Make.Noon));
        await service.RecordAsync((booking with { Guests = [] }).At(Make.Noon.AddHours(1)));

        Assert.Null((await service.AskAsync($"phone={phone}"))?.Booking);
        Assert.Null(await service.AskAsync($"phone={booking.Guests[0].Phone}"));
    }

    [Fact]
    public async Task A_block_is_nobodys_stay()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        var booking = Make.Booking(-1, 2, BookingStatus.Confirmed, guest.ExternalId, phone);
        await service.RecordAsync(guest.At());
        await service.RecordAsync(booking.At(Make.Noon));
        Assert.NotNull((await service.AskAsync($"phone={phone}"))?.Booking);

        await service.RecordAsync((booking with { Status = BookingStatus.Blocked }).At(Make.Noon.AddHours(1)));
        Assert.Null((await service.AskAsync($"phone={phone}"))?.Booking);
        Assert.Null(await service.AskAsync($"booking={booking.ExternalId}"));
    }

    [Fact]
    public async Task Same_ids_of_two_connections_stay_apart()
    {
        var (first, second) = (Make.Phone(), Make.Phone());
        var guest = Make.Guest(first);
        var other = Make.Context(connectionId: "con_aurora_two", vendor: "hostaway");
        await service.RecordAsync(guest.At());
        await service.RecordAsync(other, (guest with { Phones = [new GuestPhone(second, second)] }).At());
        await service.RecordAsync(other, Make.Booking(-1, 1, BookingStatus.InHouse, guest.ExternalId).At());

        var answer = await service.AskAsync($"phone={first}");
        Assert.Equal(("con_aurora", "mews", null), (answer?.Source.ConnectionId, answer?.Source.Vendor, answer?.Booking));
        answer = await service.AskAsync($"phone={second}");
        Assert.Equal(("con_aurora_two", "hostaway", StayPhase.Current), (answer?.Source.ConnectionId, answer?.Source.Vendor, answer?.Phase));
    }
}
