using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>What a field becomes.</summary>
internal enum TargetKind
{
    Text,
    Texts,
    Date,
    Time,
    Instant,
    Number,
    Boolean,
    Money,
    Country,
    Language,
    Status,
    Channel,
    Occupancy,
    Housekeeping,
    Service,
}

/// <summary>A canonical field that a mapping may fill.</summary>
/// <param name="Name">Its name in a mapping.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Mandatory">Without it there is no record: the mapping must name it, and a record lacking it goes to quarantine.</param>
/// <param name="Strict">A value that is there and cannot be read sends the record to quarantine, not only this field to null.</param>
internal sealed record Target(string Name, TargetKind Kind, bool Mandatory = false, bool Strict = false);

/// <summary>The canonical fields by entity.</summary>
internal static class Targets
{
    private static readonly Target[] Bookings =
    [
        new("externalId", TargetKind.Text, Mandatory: true, Strict: true),
        new("confirmationNumber", TargetKind.Text),
        new("status", TargetKind.Status, Mandatory: true, Strict: true),
        new("vendorStatus", TargetKind.Text),
        new("arrival", TargetKind.Date, Mandatory: true, Strict: true),
        new("departure", TargetKind.Date, Mandatory: true, Strict: true),
        new("expectedArrivalTime", TargetKind.Time),
        new("expectedDepartureTime", TargetKind.Time),
        new("adults", TargetKind.Number),
        new("children", TargetKind.Number),
        new("channel", TargetKind.Channel),
        new("channelName", TargetKind.Text),
        new("total", TargetKind.Money, Strict: true),
        new("balance", TargetKind.Money, Strict: true),
        new("notes", TargetKind.Text),
        new("specialRequests", TargetKind.Text),
        new("createdAt", TargetKind.Instant),
        new("modifiedAt", TargetKind.Instant, Strict: true),
        .. Person("guest"),
        .. Person("booker"),
        new("room.externalId", TargetKind.Text),
        new("room.number", TargetKind.Text),
        new("room.type", TargetKind.Text),
        new("checkedInAt", TargetKind.Instant),
        new("checkedOutAt", TargetKind.Instant),
    ];

    private static readonly Target[] Guests =
    [
        new("externalId", TargetKind.Text, Mandatory: true, Strict: true),
        new("name", TargetKind.Text),
        new("firstName", TargetKind.Text),
        new("lastName", TargetKind.Text, Strict: true),
        new("title", TargetKind.Text),
        new("email", TargetKind.Texts),
        new("phone", TargetKind.Texts),
        new("language", TargetKind.Language),
        new("nationality", TargetKind.Country),
        new("birthDate", TargetKind.Date),
        new("vip", TargetKind.Boolean),
        new("loyalty.programme", TargetKind.Text),
        new("loyalty.tier", TargetKind.Text),
        new("loyalty.number", TargetKind.Text),
        new("totalStays", TargetKind.Number),
        new("doNotContact", TargetKind.Boolean),
        new("mergedInto", TargetKind.Text),
        new("modifiedAt", TargetKind.Instant, Strict: true),
    ];

    private static readonly Target[] Rooms =
    [
        new("externalId", TargetKind.Text, Mandatory: true, Strict: true),
        new("number", TargetKind.Text, Mandatory: true, Strict: true),
        new("type", TargetKind.Text),
        new("floor", TargetKind.Text),
        new("occupancy", TargetKind.Occupancy),
        new("housekeeping", TargetKind.Housekeeping),
        new("service", TargetKind.Service),
        new("vendorStatus", TargetKind.Text),
        new("nightlyRate", TargetKind.Money, Strict: true),
        new("capacity", TargetKind.Number),
        new("modifiedAt", TargetKind.Instant, Strict: true),
    ];

    /// <summary>Guests of a booking, one for each record of a list.</summary>
    public static IReadOnlyList<Target> BookingGuests { get; } =
        [.. Person("").Select(target => target with { Name = target.Name.TrimStart('.') }), new Target("isPrimary", TargetKind.Boolean)];

    /// <summary>Room stays of a booking, one for each record of a list; what is not mapped is the booking's.</summary>
    public static IReadOnlyList<Target> Stays { get; } =
    [
        new("room.externalId", TargetKind.Text),
        new("room.number", TargetKind.Text),
        new("room.type", TargetKind.Text),
        new("status", TargetKind.Status),
        new("arrival", TargetKind.Date, Strict: true),
        new("departure", TargetKind.Date, Strict: true),
        new("adults", TargetKind.Number),
        new("children", TargetKind.Number),
        new("checkedInAt", TargetKind.Instant),
        new("checkedOutAt", TargetKind.Instant),
    ];

    public static IReadOnlyList<Target> Of(EntityKind entity) => entity switch
    {
        EntityKind.Booking => Bookings,
        EntityKind.Guest => Guests,
        _ => Rooms,
    };

    private static Target[] Person(string who) =>
    [
        new(who + ".externalId", TargetKind.Text),
        new(who + ".name", TargetKind.Text),
        new(who + ".firstName", TargetKind.Text),
        new(who + ".lastName", TargetKind.Text),
        new(who + ".email", TargetKind.Text),
        new(who + ".phone", TargetKind.Text),
    ];
}
