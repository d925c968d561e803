using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Context;
using PmsPlatform.Contracts.Guests;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>The answer is written by hand from stored JSON; it must be what the contract's own writer gives.</summary>
public sealed class AnswerTests(ContextService service) : IClassFixture<ContextService>
{
    [Fact]
    public async Task The_answer_is_the_contracts_json_to_the_byte()
    {
        var phone = Make.Phone();
        var room = Make.Room() with { Floor = "2", NightlyRate = new Money(81250, "EUR"), Extensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" } };
        var guest = Make.Guest(phone, "ilka@example.org") with
        {
            FirstName = "Ilka \"Ő\" <b>",
            BirthDate = new DateOnly(1980, 2, 29),
            Loyalty = new GuestLoyalty(null, "gold", "1"),
            Preferences = [new GuestPreference("preferences", "[\"trap\"]"), new GuestPreference("diet", "ünnepi 🥜")],
            ModifiedAt = Make.Noon.AddMinutes(-7),
        };
        var booking = Make.Booking(-1, 2, BookingStatus.InHouse, guest.ExternalId, phone, room.ExternalId) with
        {
            ExpectedArrivalTime = new TimeOnly(15, 0),
            Total = new Money(100, "JPY"),
            Extensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["preferences"] = "[]" },
        };
        await service.RecordAsync(guest.At());
        await service.RecordAsync(booking.At());
        await service.RecordAsync(room.At());

        var expected = new GuestContextAnswer
        {
            HotelId = Make.Aurora,
            HotelDate = Make.Today,
            Guest = guest,
            Booking = booking,
            Phase = StayPhase.Current,
            Room = room,
            Preferences = guest.Preferences,
            Source = new DataSource { ConnectionId = "con_aurora", Vendor = "mews", ObservedAt = Make.Noon, AgeSeconds = 0 },
            OtherMatches = 0,
        };
        Assert.Equal(JsonSerializer.Serialize(expected, ContractsJson.Default.GuestContextAnswer), await TextAsync($"phone={phone}"));
    }

    [Fact]
    public async Task What_is_not_there_is_left_out()
    {
        var booking = Make.Booking(3, 4);
        await service.RecordAsync(booking.At());

        var answer = JsonNode.Parse(await TextAsync($"booking={booking.ExternalId}"))!.AsObject();
        Assert.Equal(["hotelId", "hotelDate", "booking", "phase", "preferences", "source", "otherMatches"], answer.Select(member => member.Key));
        Assert.Equal("[]", answer["preferences"]!.ToJsonString());
    }

    [Fact]
    public async Task An_answer_is_nobodys_to_keep()
    {
        var booking = Make.Booking(3, 4);
        await service.RecordAsync(booking.At());

        using var response = await service.SendAsync($"booking={booking.ExternalId}");
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    private async Task<string> TextAsync(string query)
    {
        using var response = await service.SendAsync(query);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
