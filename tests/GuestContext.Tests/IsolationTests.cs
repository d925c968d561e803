using System.Net;
using PmsPlatform.Contracts.Bookings;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>Tenants never meet.</summary>
public sealed class IsolationTests(ContextService service) : IClassFixture<ContextService>
{
    [Fact]
    public async Task The_same_phone_in_two_hotels_answers_each_caller_from_its_own()
    {
        var phone = Make.Phone();
        var (here, there) = (Make.Guest(phone, $"{phone[1..]}@example.org"), Make.Guest(phone, $"{phone[1..]}@example.org"));
        await service.RecordAsync(Make.Of(Make.Aurora), here.At());
        await service.RecordAsync(Make.Of(Make.Harbour), there.At());
        await service.RecordAsync(Make.Of(Make.Harbour), Make.Booking(-1, 1, BookingStatus.InHouse, there.ExternalId).At());

        foreach (var query in new[] { $"phone={phone}", $"email={phone[1..]}@example.org" })
        {
            var answer = await service.AskAsync(query, Make.Aurora);
            Assert.Equal((Make.Aurora, here.ExternalId, null, 0), (answer?.HotelId, answer?.Guest?.ExternalId, answer?.Booking, answer?.OtherMatches));
            answer = await service.AskAsync(query, Make.Harbour);
            Assert.Equal((Make.Harbour, there.ExternalId, 0), (answer?.HotelId, answer?.Guest?.ExternalId, answer?.OtherMatches));
            Assert.Null(await service.AskAsync(query, "htl_honolulu"));

            // Who holds both gets the guest in the house, and may ask for the other.
            answer = await service.AskAsync(query, Make.Aurora, Make.Harbour);
            Assert.Equal((Make.Harbour, 0), (answer?.HotelId, answer?.OtherMatches));
            answer = await service.AskAsync($"{query}&hotel=aurora", Make.Aurora, Make.Harbour);
            Assert.Equal(here.ExternalId, answer?.Guest?.ExternalId);
        }
    }

    [Fact]
    public async Task Another_hotels_booking_does_not_exist()
    {
        var booking = Make.Booking(-1, 1) with { ConfirmationNumber = "ISO-1" };
        await service.RecordAsync(Make.Of(Make.Harbour), booking.At());

        await service.ProblemAsync($"booking={booking.ExternalId}", HttpStatusCode.NotFound, Make.Aurora);
        await service.ProblemAsync("booking=ISO-1", HttpStatusCode.NotFound, Make.Aurora);
        Assert.NotNull(await service.AskAsync("booking=iso-1", Make.Harbour));
    }

    [Fact]
    public async Task Even_ids_and_connection_names_that_two_hotels_share_stay_apart()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        var room = Make.Room();
        var booking = Make.Booking(-1, 1, BookingStatus.InHouse, guest.ExternalId, room: room.ExternalId);
        await service.RecordAsync(Make.Context(Make.Harbour, "con_shared"), guest.At());
        await service.RecordAsync(Make.Context(Make.Aurora, "con_shared"), booking.At());
        await service.RecordAsync(Make.Context(Make.Harbour, "con_shared"), room.At());

        Assert.Null(await service.AskAsync($"phone={phone}", Make.Aurora));
        Assert.Null((await service.AskAsync($"phone={phone}", Make.Harbour))?.Booking);
        var answer = await service.AskAsync($"booking={booking.ExternalId}", Make.Aurora, Make.Harbour);
        Assert.Equal((Make.Aurora, null, null), (answer?.HotelId, answer?.Guest, answer?.Room));
    }

    [Theory]
    [InlineData("harbour")]
    [InlineData("no-such-hotel")]
    [InlineData("")]
    [InlineData("AURORA")]
    public async Task A_hotel_the_caller_does_not_hold_is_unknown_like_one_that_does_not_exist(string slug)
    {
        var problem = await service.ProblemAsync($"phone={Make.Phone()}&hotel={slug}", HttpStatusCode.NotFound, Make.Aurora);
        Assert.Equal("urn:pms:problem:not-found", problem.GetProperty("type").GetString());
        Assert.Equal("There is no such hotel.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_caller_of_unknown_hotels_only_finds_nobody() =>
        await service.ProblemAsync($"phone={Make.Phone()}", HttpStatusCode.NotFound, "htl_gone");

    [Fact]
    public async Task Bytes_moved_to_another_hotels_row_cannot_be_opened()
    {
        var (mine, theirs) = (Make.Booking(-1, 1), Make.Booking(-1, 1));
        await service.RecordAsync(Make.Of(Make.Aurora), mine.At());
        await service.RecordAsync(Make.Of(Make.Harbour), theirs.At());
        await service.RowsAsync($"UPDATE booking SET payload = (SELECT payload FROM booking WHERE external_id = '{theirs.ExternalId}') WHERE external_id = '{mine.ExternalId}'");

        await service.ProblemAsync($"booking={mine.ExternalId}", HttpStatusCode.InternalServerError, Make.Aurora);
    }

    [Fact]
    public async Task Without_a_valid_identity_nothing_is_answered()
    {
        foreach (var identity in new[] { null, "", "e30.e30" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/context?phone=15550123");
            if (identity is not null)
                request.Headers.Add("x-pms-identity", identity);
            using var response = await service.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }
}
