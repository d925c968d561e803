using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>Tenants never meet.</summary>
public sealed class IsolationTests(ContextService service) : IClassFixture<ContextService>
{
    private const string ReaderRole = "pms_context_reader";

    private static readonly string[] Tables = ["booking", "booking_guest", "connection_freshness", "guest", "guest_alias", "guest_contact", "room"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

    [Fact]
    public async Task Every_table_that_names_a_hotel_is_under_row_level_security()
    {
        var rows = new RowSecurity(service.DataSource, "guest_context");

        Assert.Empty(await rows.UnguardedAsync(["hotel_id"], Cancel));
        Assert.Empty(await rows.OpenToAsync(ReaderRole, Cancel));
        Assert.Equal(Tables.Select(table => $"{table}: SELECT"), await rows.PrivilegesOfAsync(ReaderRole, Cancel));
    }

    [Fact]
    public async Task A_statement_that_forgets_the_hotel_shows_nothing_of_others()
    {
        await FillAsync(Make.Aurora);
        await FillAsync(Make.Harbour);
        var scope = service.Services.GetRequiredService<HotelScope>();

        foreach (var table in Tables)
        {
            Assert.Equal([Make.Aurora], await HotelsInAsync(table, Make.Aurora));
            Assert.Empty(await HotelsInAsync(table));
        }

        // The scope ends with the statement: the next one to use the session writes as owner.
        Assert.Equal(["postgres|"], await service.RowsAsync("SELECT current_user, current_setting('pms.hotels', true)"));

        Task<IReadOnlyList<string>> HotelsInAsync(string table, params string[] hotels) =>
            scope.RunAsync(new CallerIdentity("a test", hotels), $"SELECT DISTINCT hotel_id FROM {table}", [], row => row.GetString(0), Cancel);
    }

    [Theory]
    [InlineData("UPDATE booking SET status = 'Cancelled'")]
    [InlineData("DELETE FROM guest_contact")]
    [InlineData("INSERT INTO connection_freshness (hotel_id, connection_id) VALUES ('htl_harbour', 'con_planted')")]
    public async Task Whoever_asks_changes_nothing(string statement)
    {
        var scope = service.Services.GetRequiredService<HotelScope>();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => scope.RunAsync(new CallerIdentity("a test", [Make.Aurora]), statement, [], Cancel));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    /// <summary>A row of the hotel in every table.</summary>
    private async Task FillAsync(string hotel)
    {
        var of = Make.Of(hotel);
        var guest = Make.Guest(Make.Phone());
        var room = Make.Room();
        await service.RecordAsync(of, guest.At(), (Make.Guest() with { MergedIntoExternalId = guest.ExternalId }).At());
        await service.RecordAsync(of, room.At());
        await service.RecordAsync(of, Make.Booking(-1, 1, BookingStatus.InHouse, guest.ExternalId, room: room.ExternalId).At());
        await service.RecordAsync(Make.Completed(EntityKind.Room, Make.Noon) with { Context = of });
    }
}
