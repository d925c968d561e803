using System.Collections.Frozen;
using System.Globalization;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Contracts.Connections;

/// <summary>What values a member takes.</summary>
public enum FieldKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number from 0.</summary>
    Whole,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    YesNo,

    /// <summary>One of the words of <see cref="FieldTarget.Words"/>.</summary>
    Word,
}

/// <summary>
/// A canonical member that an override may fill. What tells records apart, orders them, says when somebody stays or what is owed is not among them: a slip there
/// would be worse than a field that stays empty.
/// </summary>
public sealed record FieldTarget
{
    private const int LongestPointer = 200;
    private const int MostValues = 500;
    private const int LongestValue = 1000;

    /// <summary>Entity and member, as in <c>bookings.channel</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Which records.</summary>
    public required EntityKind Entity { get; init; }

    /// <summary>The member as JSON names it.</summary>
    public required string Member { get; init; }

    /// <summary>What it takes.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>The words it takes; empty for other kinds.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Every member that may be filled, by name.</summary>
    public static IReadOnlyDictionary<string, FieldTarget> All { get; } = new[]
    {
        Of("bookings", EntityKind.Booking, "channel", FieldKind.Word, WordsOf(BookingChannel.Unknown)),
        Of("bookings", EntityKind.Booking, "channelName", FieldKind.Text),
        Of("bookings", EntityKind.Booking, "confirmationNumber", FieldKind.Text),
        Of("bookings", EntityKind.Booking, "notes", FieldKind.Text),
        Of("bookings", EntityKind.Booking, "specialRequests", FieldKind.Text),
        Of("bookings", EntityKind.Booking, "adults", FieldKind.Whole),
        Of("bookings", EntityKind.Booking, "children", FieldKind.Whole),
        Of("guests", EntityKind.Guest, "title", FieldKind.Text),
        Of("guests", EntityKind.Guest, "language", FieldKind.Text),
        Of("guests", EntityKind.Guest, "nationality", FieldKind.Text),
        Of("guests", EntityKind.Guest, "vip", FieldKind.YesNo),
        Of("guests", EntityKind.Guest, "doNotContact", FieldKind.YesNo),
        Of("guests", EntityKind.Guest, "totalStays", FieldKind.Whole),
        Of("rooms", EntityKind.Room, "number", FieldKind.Text),
        Of("rooms", EntityKind.Room, "type", FieldKind.Text),
        Of("rooms", EntityKind.Room, "floor", FieldKind.Text),
        Of("rooms", EntityKind.Room, "capacity", FieldKind.Whole),
        Of("rooms", EntityKind.Room, "housekeeping", FieldKind.Word, WordsOf(HousekeepingStatus.Unknown)),
    }.ToFrozenDictionary(target => target.Name, StringComparer.Ordinal);

    /// <summary>True when the member takes this text.</summary>
    public bool Takes(string text) => Kind switch
    {
        FieldKind.Whole => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        FieldKind.YesNo => text is "true" or "false",
        FieldKind.Word => Words.Contains(text, StringComparer.Ordinal),
        _ => text.Length > 0,
    };

    /// <summary>What it takes, for a person.</summary>
    public string Expected => Kind switch
    {
        FieldKind.Whole => "a whole number",
        FieldKind.YesNo => "true or false",
        FieldKind.Word => $"one of {string.Join(", ", Words)}",
        _ => "a text",
    };

    /// <summary>What is wrong with a rule, as the rest of a sentence; null when nothing is.</summary>
    /// <param name="name">Its target.</param>
    /// <param name="rule">The rule.</param>
    public static string? ProblemOf(string name, FieldOverride? rule)
    {
        if (!All.TryGetValue(name, out var target))
            return $"fills nothing: it must be one of {string.Join(", ", All.Keys.Order(StringComparer.Ordinal))}.";
        if (rule?.From is not { Length: > 1 and <= LongestPointer } from || from[0] != '/' || from.Contains('\0', StringComparison.Ordinal))
            return $"needs from, a JSON Pointer as in /customField/value, of at most {LongestPointer} characters.";
        if (rule.Values.Count > MostValues || rule.Values.Any(value => value.Key.Length > LongestValue || value.Value is null || value.Value.Length > LongestValue))
            return $"has more than {MostValues} values, or one of more than {LongestValue} characters.";
        return rule.Values.Values.Append(rule.Default).Any(value => value is not null && !target.Takes(value)) ? $"has a value that is not {target.Expected}." : null;
    }

    private static FieldTarget Of(string entities, EntityKind entity, string member, FieldKind kind, IReadOnlyList<string>? words = null) =>
        new() { Name = $"{entities}.{member}", Entity = entity, Member = member, Kind = kind, Words = words ?? [] };

    private static string[] WordsOf<T>(T unknown)
        where T : struct, Enum => [.. Enum.GetValues<T>().Where(word => !word.Equals(unknown)).Select(word => word.ToString())];
}
