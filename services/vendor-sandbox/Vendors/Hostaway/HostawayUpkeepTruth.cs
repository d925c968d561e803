using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>What Hostaway can show of nights and chores: listings' calendars and tasks. It has no list of repairs.</summary>
internal sealed class HostawayUpkeepTruth(Property property)
{
    private readonly HotelWorld _world = property.World;
    private readonly HostawayState _state = (HostawayState)property.State;
    private NightUse[,]? _use;
    private Dictionary<int, Chore>? _chores;

    public IReadOnlyList<int> Records(TruthKind kind) => kind switch
    {
        TruthKind.Availability => [.. Enumerable.Range(0, _world.Rooms.Groups.Count * UpkeepTruth.Nights)],
        TruthKind.HousekeepingTasks => [.. Chores.Keys],
        _ => [],
    };

    public string ExternalId(TruthKind kind, int record) => kind == TruthKind.Availability
        ? UpkeepTruth.NightId(_world, Text(HostawayState.ListingId(record / UpkeepTruth.Nights)), record)
        : Text(HostawayTasks.IdOf(record));

    public void Write(TruthKind kind, int record, Utf8JsonWriter json)
    {
        json.WriteString("externalId"u8, ExternalId(kind, record));
        if (kind == TruthKind.Availability)
            WriteNight(record, json);
        else
            WriteTask(Chores[record], json);
    }

    private Dictionary<int, Chore> Chores => _chores ??= _world.Upkeep.Chores().ToDictionary(chore => chore.Number);

    private void WriteNight(int record, Utf8JsonWriter json)
    {
        var (number, night) = Math.DivRem(record, UpkeepTruth.Nights);
        _use ??= _world.Upkeep.Use(_world.Today, _world.Today + UpkeepTruth.Nights);
        var group = _world.Rooms.Groups[number];
        var use = _use[number, night];
        json.WriteString("roomTypeExternalId"u8, Text(HostawayState.ListingId(number)));
        json.WriteString("roomType"u8, group.Name);
        json.WriteString("date"u8, Moment.Date(_world.Today + night));
        json.WriteNumber("available"u8, group.Rooms - use.All);
        json.WriteNumber("total"u8, group.Rooms);
        json.WriteStartArray("rates"u8);
        json.WriteStartObject();
        TruthJson.WriteMoney(json, "grossPrice"u8, _world.Prices.Quote(group.PriceLevel, _world.Today + night), property.Options.Currency);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("vendorStatus"u8, HostawayCalendar.StatusOf(group, use));
        json.WriteBoolean("closed"u8, HostawayCalendar.StatusOf(group, use) == "blocked");
        if (night == 0)
            TruthJson.WriteBroken(json, property, BrokenEntity.Availability, number);
    }

    private void WriteTask(Chore chore, Utf8JsonWriter json)
    {
        var status = HostawayTasks.StatusOf(_world, chore);
        json.WriteString("bookingExternalId"u8, Text(_state.ReservationId(chore.Stay)));
        json.WriteString("kind"u8, chore.IsCleaning ? "Cleaning"u8 : "Other"u8);
        json.WriteString("status"u8, status switch { "completed" => "Completed", "inProgress" => "InProgress", "confirmed" => "Confirmed", _ => "Pending" });
        json.WriteString("vendorStatus"u8, status);
        json.WriteString("title"u8, chore.Title);
        json.WriteString("dueAt"u8, Moment.IsoText(chore.Due));
        json.WriteString("completedAt"u8, chore.Done > 0 ? Moment.IsoText(chore.Done) : null);
        TruthJson.WriteBroken(json, property, BrokenEntity.HousekeepingTasks, chore.Number);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
