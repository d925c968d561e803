using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>What the mock PMS holds, in neutral words.</summary>
internal sealed class MockTruth(Property property) : IVendorTruth
{
    private readonly MockStore _store = (MockStore)property.State;

    public IReadOnlyList<int> Records(TruthKind kind) => kind switch
    {
        TruthKind.Bookings => [.. _store.Bookings.Numbers],
        TruthKind.Guests => [.. _store.Guests.Numbers],
        TruthKind.Rooms => [.. _store.Rooms.Numbers],
        _ => [],
    };

    public string ExternalId(TruthKind kind, int record) => (kind switch
    {
        TruthKind.Bookings => _store.Bookings.IdOf(record),
        TruthKind.Guests => _store.Guests.IdOf(record),
        _ => _store.Rooms.IdOf(record),
    })!;

    public string GuestId(int guest) => _store.Guests.IdOf(guest)!;

    public int? FindBooking(string externalId) => _store.Bookings.NumberOf(externalId);

    public string Status(int record) => MockWords.PlatformWord(_store.Bookings.At(record)!.Status);

    public void Write(TruthKind kind, int record, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("externalId"u8, ExternalId(kind, record));
        switch (kind)
        {
            case TruthKind.Bookings:
                WriteBooking(_store.Bookings.At(record)!, json);
                TruthJson.WriteBroken(json, property, BrokenEntity.Bookings, record);
                break;
            case TruthKind.Guests:
                WriteGuest(_store.Guests.At(record)!, json);
                TruthJson.WriteBroken(json, property, BrokenEntity.Guests, record);
                break;
            default:
                WriteRoom(_store.Rooms.At(record)!, json);
                TruthJson.WriteBroken(json, property, BrokenEntity.Rooms, record);
                break;
        }

        json.WriteEndObject();
    }

    public IReadOnlyList<PlannedCalls> FewestCalls() =>
    [
        new("GET bookings", Pages(_store.Bookings.Count), "largest pages; guests are in them and next tells the end"),
        new("GET rooms", Pages(_store.Rooms.Count), "largest pages"),
    ];

    public IReadOnlyList<PlannedCalls> CallsPageByPage() => [];

    private static void WriteBooking(MockBooking booking, Utf8JsonWriter json)
    {
        json.WriteString("confirmationNumber"u8, booking.ConfirmationNumber);
        json.WriteString("status"u8, MockWords.PlatformWord(booking.Status));
        json.WriteString("vendorStatus"u8, booking.Status);
        json.WriteString("arrival"u8, Day(booking.Arrival));
        json.WriteString("departure"u8, Day(booking.Departure));
        WriteNumber(json, "adults"u8, booking.Adults);
        WriteNumber(json, "children"u8, booking.Children);
        TruthJson.WriteMoney(json, "total"u8, Minor(booking.Total, booking.Currency), booking.Currency);
        TruthJson.WriteMoney(json, "balance"u8, Minor(booking.Balance, booking.Currency), booking.Currency);
        WriteTexts(json, "guestExternalIds"u8, booking.GuestIds);
        WriteTexts(json, "roomExternalIds"u8, booking.Rooms.Select(stay => stay.RoomId).OfType<string>());
        json.WriteString("createdAt"u8, MockInstant.Text(booking.CreatedAt));
        json.WriteString("modifiedAt"u8, MockInstant.Text(booking.UpdatedAt));
    }

    private static void WriteGuest(MockGuest guest, Utf8JsonWriter json)
    {
        json.WriteString("firstName"u8, guest.FirstName);
        json.WriteString("lastName"u8, guest.LastName);
        json.WriteString("email"u8, guest.Email);
        json.WriteBoolean("emailIsRelay"u8, guest.EmailIsRelay);
        json.WriteString("phone"u8, guest.Phone);
        json.WriteString("language"u8, guest.Language);
        json.WriteString("nationality"u8, guest.Nationality);
        json.WriteString("birthDate"u8, guest.BirthDate is { } day ? Day(day) : null);
        json.WriteBoolean("vip"u8, guest.Vip);
        if (guest.MergedInto is { } other)
            json.WriteString("mergedIntoExternalId"u8, other);
        json.WriteString("modifiedAt"u8, MockInstant.Text(guest.UpdatedAt));
    }

    private static void WriteRoom(MockRoom room, Utf8JsonWriter json)
    {
        json.WriteString("number"u8, room.Number);
        json.WriteString("type"u8, room.Type);
        json.WriteString("floor"u8, room.Floor);
        json.WriteString("housekeeping"u8, MockWords.PlatformWord(room.Housekeeping));
        json.WriteString("service"u8, MockWords.PlatformWord(room.Service));
        json.WriteString("modifiedAt"u8, MockInstant.Text(room.UpdatedAt));
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static long? Minor(decimal? amount, string currency) => amount is { } major ? (long)(major * MockWorld.UnitOf(currency)) : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static long Pages(int records) => Math.Max(1, (records + MockQuery.MostPerPage - 1) / MockQuery.MostPerPage);
}
