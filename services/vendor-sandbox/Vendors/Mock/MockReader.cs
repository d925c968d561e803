using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>Reads what is sent into records and says exactly what is wrong. Changes nothing.</summary>
/// <param name="store">What there is.</param>
/// <param name="rooms">Rooms that will be there, beside those of the store: the rest of a seed. Null where nothing else comes.</param>
/// <param name="guests">The same for guests.</param>
internal sealed class MockReader(MockStore store, IReadOnlyDictionary<string, MockRoom>? rooms = null, IReadOnlyDictionary<string, MockGuest>? guests = null)
{
    public const int MostTextLength = 4000;
    private const int MostInList = 20;
    private const int MostIdLength = 64;
    private const int MostDays = 3660;
    private const decimal MostMoney = 1_000_000_000m;

    /// <summary>The id of a new record: the one given, else a new one.</summary>
    public string IdOf(string? given, string prefix, string path) => given is null ? store.NewId(prefix) : IsId(given) ? given
        : throw MockProblem.Invalid(path + ".id", $"letters, digits, '.', '_' and '-', at most {MostIdLength}");

    public MockRoom Room(MockRoomInput? input, string id, MockRoom? before, string path)
    {
        _ = input ?? throw MockProblem.Invalid(path, "an object is needed");
        return new MockRoom
        {
            Id = id,
            Number = Text(input.Number, path + ".number") ?? throw MockProblem.Invalid(path + ".number", "is needed"),
            Type = Text(input.Type, path + ".type"),
            Floor = Text(input.Floor, path + ".floor"),
            Capacity = Count(input.Capacity, path + ".capacity"),
            NightlyRate = Amount(input.NightlyRate, store.Currency, path + ".nightlyRate"),
            Currency = store.Currency,
            Housekeeping = Word(input.Housekeeping, MockWords.Housekeeping, path + ".housekeeping") ?? "clean",
            Service = Word(input.Service, MockWords.Services, path + ".service") ?? "inService",
            Occupied = before?.Occupied ?? false,
        };
    }

    public MockGuest Guest(MockGuestInput? input, string id, string path)
    {
        _ = input ?? throw MockProblem.Invalid(path, "an object is needed");
        var guest = new MockGuest
        {
            Id = id,
            Title = Text(input.Title, path + ".title"),
            FirstName = Text(input.FirstName, path + ".firstName"),
            LastName = Text(input.LastName, path + ".lastName"),
            Email = Text(input.Email, path + ".email"),
            EmailIsRelay = input.EmailIsRelay ?? false,
            Phone = Text(input.Phone, path + ".phone"),
            Language = Text(input.Language, path + ".language"),
            Nationality = Text(input.Nationality, path + ".nationality"),
            BirthDate = input.BirthDate,
            Vip = input.Vip ?? false,
            Loyalty = input.Loyalty,
            TotalStays = Count(input.TotalStays, path + ".totalStays"),
            DoNotContact = input.DoNotContact ?? false,
            Notes = Text(input.Notes, path + ".notes"),
            MergedInto = input.MergedInto is { } other ? GuestId(other, path + ".mergedInto") : null,
            Preferences = Preferences(input.Preferences ?? [], path),
        };
        return guest.FirstName is null && guest.LastName is null && guest.Email is null && guest.Phone is null
            ? throw MockProblem.Invalid(path, "a first or last name, an email or a phone is needed")
            : guest;
    }

    public static IReadOnlyList<MockPreference> Preferences(IReadOnlyList<MockPreferenceInput?> input, string path)
    {
        if (input.Count > MostInList * 5)
            throw MockProblem.Invalid(path + ".preferences", $"at most {MostInList * 5}");
        return
        [
            .. input.Select((each, index) => new MockPreference(
                Text(each?.Category, $"{path}.preferences[{index}].category") ?? throw MockProblem.Invalid($"{path}.preferences[{index}].category", "is needed"),
                Text(each?.Value, $"{path}.preferences[{index}].value") ?? throw MockProblem.Invalid($"{path}.preferences[{index}].value", "is needed"))),
        ];
    }

    /// <summary>The guests that a booking brings along whole, and the ids of all.</summary>
    public (IReadOnlyList<string> Ids, IReadOnlyList<MockGuest> Brought) GuestsOf(MockBookingInput input, string path)
    {
        var given = input.Guests ?? [];
        if (given.Count > MostInList)
            throw MockProblem.Invalid(path + ".guests", $"at most {MostInList}");
        var (ids, brought) = (new List<string>(), new List<MockGuest>());
        foreach (var (index, element) in given.Index())
        {
            var at = $"{path}.guests[{index}]";
            if (element.ValueKind == JsonValueKind.String)
            {
                ids.Add(GuestId(element.GetString()!, at));
                continue;
            }

            var guest = MockProblem.Read(element, MockJson.Default.MockGuestInput);
            ids.Add(IdOf(guest.Id, "G", at));
            brought.Add(Guest(guest, ids[^1], at));
        }

        return ids.Distinct(StringComparer.Ordinal).Count() == ids.Count ? (ids, brought) : throw MockProblem.Invalid(path + ".guests", "names a guest twice");
    }

    public MockBooking Booking(MockBookingInput? input, string id, MockBooking? before, IReadOnlyList<string> guestIds, string path)
    {
        _ = input ?? throw MockProblem.Invalid(path, "an object is needed");
        var arrival = Day(input.Arrival, path + ".arrival");
        var departure = Day(input.Departure, path + ".departure");
        if (departure < arrival || departure.DayNumber - arrival.DayNumber > MostDays)
            throw MockProblem.Invalid(path + ".departure", "not before the arrival, and at most ten years after it");
        var currency = input.Currency ?? store.Currency;
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
            throw MockProblem.Invalid(path + ".currency", "three upper-case letters (ISO 4217)");
        return new MockBooking
        {
            Id = id,
            ConfirmationNumber = Text(input.ConfirmationNumber, path + ".confirmationNumber") ?? before?.ConfirmationNumber ?? id,
            Status = Word(input.Status, MockWords.Statuses, path + ".status") ?? throw MockProblem.Invalid(path + ".status", "is needed"),
            Arrival = arrival,
            Departure = departure,
            ExpectedArrivalTime = Time(input.ExpectedArrivalTime, path + ".expectedArrivalTime"),
            CheckoutTime = Time(input.CheckoutTime, path + ".checkoutTime"),
            Channel = Word(input.Channel, MockWords.Channels, path + ".channel"),
            ChannelName = Text(input.ChannelName, path + ".channelName"),
            Booker = input.Booker is { } booker ? GuestId(booker, path + ".booker") : null,
            GuestIds = guestIds,
            Rooms = Stays(input, before, path),
            Total = Amount(input.Total, currency, path + ".total"),
            Paid = Amount(input.Paid, currency, path + ".paid") ?? 0,
            Currency = currency,
            SpecialRequests = Text(input.SpecialRequests, path + ".specialRequests"),
            Notes = before?.Notes ?? [.. (input.Notes ?? []).Select((note, index) => Note(note, $"{path}.notes[{index}]"))],
            Charges = before?.Charges ?? [.. (input.Charges ?? []).Select((charge, index) => Charge(charge, currency, $"{path}.charges[{index}]"))],
        };
    }

    public MockNote Note(MockNoteInput? input, string path) => new(
        store.NewId("N"), Text(input?.Text, path + ".text") ?? throw MockProblem.Invalid(path + ".text", "is needed"), Key(input?.IdempotencyKey, path), store.Now);

    public MockCharge Charge(MockChargeInput? input, string currency, string path)
    {
        var title = Text(input?.Title, path + ".title") ?? throw MockProblem.Invalid(path + ".title", "is needed");
        if (input!.Currency is { } given && given != currency)
            throw MockProblem.Invalid(path + ".currency", $"the booking is in {currency}");
        var amount = input.Amount is { } some and > 0 ? Amount(some, currency, path + ".amount")!.Value : throw MockProblem.Invalid(path + ".amount", "above 0");
        return new MockCharge(store.NewId("C"), title, amount, currency, Key(input.IdempotencyKey, path), store.Now);
    }

    /// <summary>The text without blanks around it; null when there is none.</summary>
    private static string? Text(string? value, string path) => string.IsNullOrWhiteSpace(value) ? null : value.Length <= MostTextLength ? value.Trim()
        : throw MockProblem.Invalid(path, $"at most {MostTextLength} characters");

    private static string? Key(string? value, string path) => Text(value, path + ".idempotencyKey") is { } key && key.Length > 200
        ? throw MockProblem.Invalid(path + ".idempotencyKey", "at most 200 characters") : value is null ? null : Text(value, path);

    private static string? Word(string? value, IReadOnlyList<string> words, string path) => value is null || words.Contains(value) ? value
        : throw MockProblem.Invalid(path, "one of " + string.Join(", ", words));

    private static int? Count(int? value, string path) => value is null or (>= 0 and <= 1000) ? value : throw MockProblem.Invalid(path, "0 to 1000");

    private static DateOnly Day(DateOnly? value, string path) => value switch
    {
        null => throw MockProblem.Invalid(path, "is needed"),
        { Year: >= 1990 and < 2100 } day => day,
        _ => throw MockProblem.Invalid(path, "from 1990 to 2099"),
    };

    private static TimeOnly? Time(string? value, string path) => value is null ? null
        : TimeOnly.TryParseExact(value, MockTime.Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw MockProblem.Invalid(path, "a time, HH:mm");

    private static decimal? Amount(decimal? value, string currency, string path)
    {
        if (value is not { } amount)
            return null;
        var digits = Currencies.Exponent(currency);
        return amount is >= 0 and <= MostMoney && decimal.Round(amount, digits) == amount ? amount
            : throw MockProblem.Invalid(path, string.Create(CultureInfo.InvariantCulture, $"from 0, with at most {digits} decimals"));
    }

    private static bool IsId(string id) => id.Length is > 0 and <= MostIdLength && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-') && id.Trim('.').Length > 0;

    private IReadOnlyList<MockStay> Stays(MockBookingInput input, MockBooking? before, string path)
    {
        var given = input.Rooms ?? [];
        if (given.Count > MostInList)
            throw MockProblem.Invalid(path + ".rooms", $"at most {MostInList}");
        var wasIn = input.Status is "inHouse" or "checkedOut";
        return [.. given.Select((stay, index) => Stay(stay, wasIn ? Same(before, stay, index) : null, $"{path}.rooms[{index}]"))];
    }

    /// <summary>The stay that goes on in a booking that is sent anew.</summary>
    private static MockStay? Same(MockBooking? before, MockStayInput? stay, int index) =>
        before?.Rooms.FirstOrDefault(each => each.RoomId is not null && each.RoomId == stay?.RoomId) ?? before?.Rooms.ElementAtOrDefault(index);

    private MockStay Stay(MockStayInput? input, MockStay? before, string path)
    {
        _ = input ?? throw MockProblem.Invalid(path, "an object is needed");
        if (input.RoomId is { } id && !(rooms is null ? store.Rooms.TryFind(id, out _) : rooms.ContainsKey(id)))
            throw MockProblem.Invalid(path + ".roomId", "there is no such room");
        return new MockStay
        {
            RoomId = input.RoomId,
            RoomType = Text(input.RoomType, path + ".roomType") ?? (input.RoomId is { } room ? RoomTypeOf(room) : null),
            Adults = Count(input.Adults, path + ".adults"),
            Children = Count(input.Children, path + ".children"),
            CheckedInAt = before?.CheckedInAt,
            CheckedOutAt = before?.CheckedOutAt,
        };
    }

    private string? RoomTypeOf(string id) => rooms is not null ? rooms[id].Type : store.Rooms.TryFind(id, out var room) ? room.Type : null;

    private string GuestId(string id, string path) =>
        (guests is null ? store.Guests.TryFind(id, out _) : guests.ContainsKey(id)) ? id : throw MockProblem.Invalid(path, "there is no such guest");
}
