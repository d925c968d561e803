using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>Compares what was read with what the sandbox knows.</summary>
internal static class Truth
{
    public static string IdOf(JsonElement record) => record.GetProperty("externalId").GetString()!;

    /// <summary>Each record once, and equal in everything that is described.</summary>
    public static void AreEqual<T>(IReadOnlyList<JsonElement> truth, IEnumerable<T> read, Func<T, JsonObject> describe)
    {
        var found = read.Select(describe).ToDictionary(record => (string)record["externalId"]!, StringComparer.Ordinal);
        Assert.NotEmpty(truth);
        Assert.Equal(truth.Select(IdOf).Order(), found.Keys.Order());
        foreach (var expected in truth)
        {
            foreach (var (name, actual) in found[IdOf(expected)])
            {
                var wanted = expected.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? JsonNode.Parse(member.GetRawText()) : null;
                if (wanted is JsonArray texts)
                    wanted = Sorted(texts.Select(text => (string?)text));
                Assert.True(JsonNode.DeepEquals(wanted, actual), $"{name} of {IdOf(expected)} is {actual?.ToJsonString()}, the truth says {wanted?.ToJsonString()}");
            }
        }
    }

    public static JsonObject Of(Booking booking) => new()
    {
        ["externalId"] = booking.ExternalId,
        ["confirmationNumber"] = booking.ConfirmationNumber,
        ["status"] = booking.Status.ToString(),
        ["vendorStatus"] = booking.VendorStatus,
        ["arrival"] = Date(booking.Arrival),
        ["departure"] = Date(booking.Departure),
        ["adults"] = booking.Adults,
        ["children"] = booking.Children,
        ["total"] = Of(booking.Total),
        ["guestExternalIds"] = Sorted(booking.Guests.Select(guest => guest.ExternalId)),
        ["roomExternalIds"] = Sorted(booking.Stays.Select(stay => stay.RoomExternalId)),
        ["roomType"] = booking.Stays[0].RoomType,
        ["groupExternalId"] = booking.Extensions?["GroupId"],
        ["createdAt"] = Instant(booking.CreatedAt),
        ["modifiedAt"] = Instant(booking.ModifiedAt),
    };

    public static JsonObject Of(Guest guest) => new()
    {
        ["externalId"] = guest.ExternalId,
        ["firstName"] = guest.FirstName,
        ["email"] = guest.Emails.Select(email => email.Address).FirstOrDefault(),
        ["emailIsRelay"] = guest.Emails.Any(email => email.IsRelay),
        ["phone"] = guest.Phones.Select(phone => phone.AsGiven).FirstOrDefault(),
        ["language"] = guest.Language,
        ["nationality"] = guest.Nationality,
        ["birthDate"] = guest.BirthDate is { } born ? Date(born) : null,
        ["vip"] = guest.Vip,
        ["mergedIntoExternalId"] = guest.MergedIntoExternalId,
        ["modifiedAt"] = Instant(guest.ModifiedAt),
    };

    public static JsonObject Of(Room room) => new()
    {
        ["externalId"] = room.ExternalId,
        ["number"] = room.Number,
        ["type"] = room.Type,
        ["floor"] = room.Floor,
        ["housekeeping"] = room.Housekeeping.ToString(),
        ["service"] = room.Service.ToString(),
    };

    private static JsonObject? Of(Money? money) =>
        money is { } amount ? new JsonObject { ["minorUnits"] = amount.MinorUnits, ["currency"] = amount.Currency } : null;

    private static JsonArray Sorted(IEnumerable<string?> texts) =>
        [.. texts.Where(text => text is not null).Order(StringComparer.Ordinal).Select(text => (JsonNode?)text)];

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Instant(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
