using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Hostaway.Tests;

public sealed class MappingTests
{
    [Theory]
    [InlineData("NEW", BookingStatus.Confirmed)]
    [InlineData(" awaitingpayment ", BookingStatus.Tentative)]
    [InlineData("something new", BookingStatus.Unknown)]
    public void A_status_is_known_in_any_case_and_kept_as_it_came(string text, BookingStatus expected)
    {
        var booking = Samples.Booking(Samples.Reservation(("status", text)));

        Assert.Equal(expected, booking.Status);
        Assert.Equal(text.Trim(), booking.VendorStatus);
        Assert.All(booking.Stays, stay => Assert.Equal(expected, stay.Status));
    }

    [Theory]
    [InlineData("JPY", 128000, 128_000)]
    [InlineData("KWD", 81.25, 81_250)]
    [InlineData("EUR", 812.505, 81_251)]
    [InlineData("USD", 0, 0)]
    public void Money_follows_the_exponent_of_its_currency(string currency, double amount, long minorUnits) => Assert.Equal(
        new Money(minorUnits, currency),
        Samples.Booking(Samples.Reservation(("totalPrice", (decimal)amount), ("currency", currency))).Total);

    [Fact]
    public void A_price_of_many_digits_is_not_rounded_on_its_way() => Assert.Equal(
        new Money(900_719_925_474_099_399, "EUR"),
        Samples.Booking(Samples.Reservation(("totalPrice", 9007199254740993.99m))).Total);

    [Fact]
    public void An_inquiry_without_dates_claims_no_night_and_no_time()
    {
        var booking = Samples.Booking(Samples.Reservation(("status", "inquiry"), ("isDatesUnspecified", 1), ("departureDate", "2030-01-01")));

        Assert.Equal((BookingStatus.Inquiry, new DateOnly(2026, 12, 3), new DateOnly(2026, 12, 3)), (booking.Status, booking.Arrival, booking.Departure));
        Assert.Null(booking.ExpectedArrivalTime);
        Assert.Equal("1", booking.Extensions!["isDatesUnspecified"]);
    }

    [Theory]
    [InlineData("Pacific/Tongatapu", "2026-11-20 11:30:00", "2026-11-21")]
    [InlineData("Pacific/Honolulu", "2026-11-20 09:30:00", "2026-11-19")]
    [InlineData("America/New_York", "2026-11-01 05:30:00", "2026-11-01")]
    [InlineData("Europe/Brussels", "2026-03-28 23:30:00", "2026-03-29")]
    public void Without_any_date_an_inquiry_stands_on_the_day_it_was_made_in_hotel_time(string zone, string made, string expected)
    {
        var hotel = new HotelSettings(TimeZoneInfo.FindSystemTimeZoneById(zone), "USD");

        var booking = Samples.Booking(Samples.Reservation(("isDatesUnspecified", 1), ("arrivalDate", null), ("reservationDate", made)), hotel);

        Assert.Equal(DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), booking.Arrival);
    }

    [Theory]
    [InlineData("Pacific/Tongatapu")]
    [InlineData("Pacific/Honolulu")]
    public void Stay_dates_are_local_already_and_never_shifted(string zone)
    {
        var booking = Samples.Booking(Samples.Reservation(), new HotelSettings(TimeZoneInfo.FindSystemTimeZoneById(zone), "USD"));

        Assert.Equal(new DateOnly(2026, 12, 3), booking.Arrival);
        Assert.Equal(new DateOnly(2026, 12, 8), booking.Departure);
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 19, 40, 5, TimeSpan.Zero), booking.ModifiedAt);
    }

    [Fact]
    public void A_reservation_takes_from_its_listing_what_it_lacks()
    {
        var account = Samples.Account(Samples.Listing(("listingUnits", null)));

        var booking = Samples.Booking(Samples.Reservation(("checkInTime", null), ("checkOutTime", 24), ("reservationUnit", null)), account: account);

        Assert.Equal(new TimeOnly(16, 0), booking.ExpectedArrivalTime);
        Assert.Equal(new TimeOnly(11, 0), booking.ExpectedDepartureTime);
        Assert.Equal(("381202", "QL-2", "entire_home"), (booking.Stays[0].RoomExternalId, booking.Stays[0].RoomNumber, booking.Stays[0].RoomType));
    }

    [Fact]
    public void A_stay_in_a_listing_with_units_has_no_room_until_a_unit_is_given()
    {
        var stay = Assert.Single(Samples.Booking(Samples.Reservation(("reservationUnit", null)), account: Samples.Account(Samples.Listing())).Stays);

        Assert.Null(stay.RoomExternalId);
        Assert.Equal("Quayside loft", stay.RoomType);
    }

    [Fact]
    public void Rooms_and_stays_name_a_room_alike()
    {
        var single = Samples.Listing(("listingUnits", null));
        var stay = Assert.Single(Samples.Booking(Samples.Reservation(("reservationUnit", null))).Stays);
        var inUnit = Assert.Single(Samples.Booking(Samples.Reservation()).Stays);

        Assert.Equal(stay.RoomExternalId, Assert.Single(Samples.Map(EntityKind.Room, Samples.Response(single)).Rooms).ExternalId);
        Assert.Equal(inUnit.RoomExternalId, Assert.Single(Samples.Map(EntityKind.Room, Samples.Response(Samples.Listing())).Rooms).ExternalId);
    }

    [Fact]
    public void A_unit_that_has_the_number_of_a_listing_is_told_from_it()
    {
        var account = Samples.Account(Samples.Listing(("id", 9021)), Samples.Listing());

        Assert.Equal("unit:9021", Assert.Single(Samples.Booking(Samples.Reservation(), account: account).Stays).RoomExternalId);
        Assert.Equal("9021", Assert.Single(Samples.Booking(Samples.Reservation(), account: Samples.Account(Samples.Listing())).Stays).RoomExternalId);
    }

    [Fact]
    public void Bookings_bring_their_guests()
    {
        var mapped = Samples.Map(EntityKind.Booking, Samples.Response(Samples.Reservation(), Samples.Reservation(("id", 2), ("status", "ownerStay"))));

        Assert.Equal(2, mapped.Bookings.Count);
        var guest = Assert.Single(mapped.Guests);
        Assert.Equal(mapped.Bookings[0].Guests[0].ExternalId, guest.ExternalId);
        Assert.Empty(mapped.Bookings[1].Guests);
    }

    [Theory]
    [InlineData("ilse@guest.airbnb.com", true)]
    [InlineData("ilse@GUEST.BOOKING.COM", true)]
    [InlineData("ilse@airbnb.com", true)]
    [InlineData("c-1@host.hostaway.info", true)]
    [InlineData("ilse@notairbnb.com", false)]
    [InlineData("booking.com@example.net", false)]
    [InlineData("host-proxy@example.net", true)]
    public void Relay_addresses_are_known_by_their_domain(string email, bool relay) => Assert.Equal(
        relay,
        Assert.Single(Samples.Guest(Samples.Reservation(("guestEmail", email), ("hostProxyEmail", "host-proxy@example.net"))).Emails).IsRelay);

    [Fact]
    public void Door_codes_go_nowhere()
    {
        var booking = Samples.Booking(Samples.Reservation(("doorCode", "4711"), ("doorCodeInstruction", "4711 then hash")));

        Assert.DoesNotContain("4711", System.Text.Json.JsonSerializer.Serialize(booking, ContractsJson.Default.Booking), StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_that_is_no_record_is_refused() =>
        Assert.Throws<MappingException>(() => Samples.Map(EntityKind.Booking, "42"));

    [Fact]
    public void An_archived_listing_is_out_of_service_with_all_its_units()
    {
        var withUnits = Samples.Listing(("specialStatus", "archived"));
        var alone = Samples.Listing(("id", 7), ("listingUnits", null), ("specialStatus", "archived"));

        var rooms = Samples.Map(EntityKind.Room, Samples.Response(withUnits, alone)).Rooms;

        Assert.All(rooms, room => Assert.Equal(RoomService.OutOfService, room.Service));
    }

    [Theory]
    [InlineData("Belgium", "BE")]
    [InlineData("be", "BE")]
    [InlineData("Côte d’Ivoire", "CI")]
    [InlineData("Bosnia & Herzegovina", "BA")]
    [InlineData("UNITED STATES OF AMERICA", "US")]
    [InlineData("Viet Nam", "VN")]
    [InlineData("Atlantis", null)]
    [InlineData("", null)]
    public void Countries_are_known_by_code_and_by_name(string given, string? code) =>
        Assert.Equal(code, Samples.Guest(Samples.Reservation(("guestCountry", given))).Nationality);
}
