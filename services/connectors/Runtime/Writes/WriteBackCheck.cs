using System.Globalization;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>What is wrong with a request.</summary>
/// <param name="Field">The member.</param>
/// <param name="Reason">What is wrong with it and what would be right; never the caller's text.</param>
internal sealed record WriteProblem(string Field, string Reason);

/// <summary>Checks a request: exactly the members of its kind, each within its bounds.</summary>
internal static class WriteBackCheck
{
    private const int MostKey = 200;
    private const int MostId = 200;
    private const int MostNote = 4_000;
    private const int MostPreferences = 50;
    private const int MostCategory = 100;
    private const int MostValue = 500;
    private const int MostTitle = 200;

    /// <summary>Nobody's minibar: a slip of the keyboard, or minor units of minor units.</summary>
    private const long MostMinorUnits = 1_000_000_000_000;

    private static readonly (string Name, WriteBackKind[] Of, Func<WriteBackRequest, bool> IsGiven)[] Members =
    [
        ("bookingId", [WriteBackKind.Note, WriteBackKind.Charge, WriteBackKind.CheckoutTime], request => request.BookingId is not null),
        ("guestId", [WriteBackKind.Preferences], request => request.GuestId is not null),
        ("roomId", [WriteBackKind.Housekeeping], request => request.RoomId is not null),
        ("note", [WriteBackKind.Note], request => request.Note is not null),
        ("preferences", [WriteBackKind.Preferences], request => request.Preferences is not null),
        ("charge", [WriteBackKind.Charge], request => request.Charge is not null),
        ("checkoutTime", [WriteBackKind.CheckoutTime], request => request.CheckoutTime is not null),
        ("housekeeping", [WriteBackKind.Housekeeping], request => request.Housekeeping is not null),
    ];

    /// <summary>Whether a text can be an idempotency key.</summary>
    public static bool IsKey(string? key) => key is { Length: >= 1 and <= MostKey } && key.All(letter => letter is > ' ' and <= '~');

    /// <summary>The first thing wrong with a request whose kind is known; null when it can be accepted.</summary>
    public static WriteProblem? ProblemOf(WriteBackRequest request)
    {
        var kind = request.Kind!.Value;
        foreach (var (name, of, isGiven) in Members)
        {
            if (of.Contains(kind) != isGiven(request))
                return new WriteProblem(name, isGiven(request) ? $"is not a member of a request of the kind {kind}." : $"is missing; the kind {kind} needs it.");
        }

        return Id("bookingId", request.BookingId) ?? Id("guestId", request.GuestId) ?? Id("roomId", request.RoomId) ?? kind switch
        {
            WriteBackKind.Note => Text("note", request.Note, MostNote, lines: true),
            WriteBackKind.Preferences => Preferences(request.Preferences!),
            WriteBackKind.Charge => Charge(request.Charge!),
            WriteBackKind.CheckoutTime => Time(request.CheckoutTime!.Value),
            _ => request.Housekeeping is HousekeepingStatus.Unknown
                ? new WriteProblem("housekeeping", $"is not known; it is one of {string.Join(", ", Enum.GetValues<HousekeepingStatus>().Skip(1))}.")
                : null,
        };
    }

    private static WriteProblem? Id(string field, string? id) => id switch
    {
        null => null,
        { Length: 0 or > MostId } => new WriteProblem(field, Number($"must have 1 to {MostId} characters.")),
        _ when id.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)) => new WriteProblem(field, "must have no blanks and no control characters."),
        _ => null,
    };

    private static WriteProblem? Text(string field, string? text, int most, bool lines = false)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > most)
            return new WriteProblem(field, Number($"must have 1 to {most} characters, not only blanks."));
        var refused = text.Any(letter => char.IsControl(letter) && !(lines && letter is '\n' or '\r' or '\t'));
        return refused ? new WriteProblem(field, "must have no control characters.") : null;
    }

    private static WriteProblem? Preferences(IReadOnlyList<GuestPreference> preferences)
    {
        if (preferences.Count is 0 or > MostPreferences)
            return new WriteProblem("preferences", Number($"must hold 1 to {MostPreferences} preferences."));
        for (var place = 0; place < preferences.Count; place++)
        {
            var field = Number($"preferences[{place}]");
            if (preferences[place] is not { } preference)
                return new WriteProblem(field, "is null.");
            if ((Text($"{field}.category", preference.Category, MostCategory) ?? Text($"{field}.value", preference.Value, MostValue)) is { } problem)
                return problem;
        }

        return null;
    }

    private static WriteProblem? Charge(WriteBackCharge charge)
    {
        if (charge.Amount is not { } amount)
            return new WriteProblem("charge.amount", "is missing.");
        if (!Currencies.TryFind(amount.Currency, out var currency) || !string.Equals(currency.Code, amount.Currency, StringComparison.Ordinal))
            return new WriteProblem("charge.amount.currency", "must be an ISO 4217 code, as in EUR.");
        return amount.MinorUnits is < 1 or > MostMinorUnits
            ? new WriteProblem("charge.amount.minorUnits", Number($"must be 1 to {MostMinorUnits}."))
            : Text("charge.title", charge.Title, MostTitle);
    }

    private static WriteProblem? Time(TimeOnly time) =>
        time.Ticks % TimeSpan.TicksPerMinute == 0 ? null : new WriteProblem("checkoutTime", "must be to the minute, as in 11:30.");

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
