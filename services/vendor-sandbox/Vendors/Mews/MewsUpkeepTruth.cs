using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>What Mews can show of nights, repairs and chores: every category of the stay service, blocks out of order, tasks.</summary>
internal sealed class MewsUpkeepTruth(Property property)
{
    private readonly HotelWorld _world = property.World;
    private readonly MewsState _state = (MewsState)property.State;
    private NightUse[,]? _use;
    private Dictionary<int, Chore>? _chores;

    public IReadOnlyList<int> Records(TruthKind kind) => kind switch
    {
        TruthKind.Availability => [.. Enumerable.Range(0, _state.Categories.Count(category => !category.Parking) * UpkeepTruth.Nights)],
        TruthKind.Maintenance => [.. Enumerable.Range(0, _world.Outages.Count)],
        _ => [.. Chores.Keys],
    };

    public string ExternalId(TruthKind kind, int record) => kind switch
    {
        TruthKind.Availability => UpkeepTruth.NightId(_world, _state.Ids.Of(MewsKind.Category, record / UpkeepTruth.Nights).ToString(), record),
        TruthKind.Maintenance => _state.Ids.Of(MewsKind.Block, record * 2 + 1).ToString(),
        _ => _state.Ids.Of(MewsKind.Task, record).ToString(),
    };

    public void Write(TruthKind kind, int record, Utf8JsonWriter json)
    {
        json.WriteString("externalId"u8, ExternalId(kind, record));
        switch (kind)
        {
            case TruthKind.Availability:
                WriteNight(record, json);
                break;
            case TruthKind.Maintenance:
                WriteBlock(_world.Outages[record], json);
                TruthJson.WriteBroken(json, property, BrokenEntity.Maintenance, record);
                break;
            default:
                WriteTask(Chores[record], json);
                TruthJson.WriteBroken(json, property, BrokenEntity.HousekeepingTasks, record);
                break;
        }
    }

    private Dictionary<int, Chore> Chores => _chores ??= _world.Upkeep.Chores().ToDictionary(chore => chore.Number);

    private void WriteNight(int record, Utf8JsonWriter json)
    {
        var (category, night) = Math.DivRem(record, UpkeepTruth.Nights);
        _use ??= _world.Upkeep.Use(_world.Today, _world.Today + UpkeepTruth.Nights);
        var units = MewsHouse.Units(_state, category);
        json.WriteString("roomTypeExternalId"u8, _state.Ids.Of(MewsKind.Category, category));
        json.WriteString("roomType"u8, _state.Categories[category].Name);
        json.WriteString("date"u8, Moment.Date(_world.Today + night));
        json.WriteNumber("available"u8, units - MewsHouse.UseOf(_use, category, night).All);
        json.WriteNumber("total"u8, units);
        json.WriteStartArray("rates"u8);
        foreach (var (id, rate) in MewsHouse.Rates.Index().Where(rate => rate.Item.IsPublic).Select(rate => (_state.Ids.Of(MewsKind.Rate, rate.Index).ToString(), rate.Index)).OrderBy(rate => rate.Item1, StringComparer.Ordinal))
        {
            var gross = MewsHouse.Price(_world, category, rate, _world.Today + night);
            json.WriteStartObject();
            json.WriteString("ratePlanExternalId"u8, id);
            json.WriteString("ratePlan"u8, MewsHouse.Rates[rate].Name);
            TruthJson.WriteMoney(json, "grossPrice"u8, gross, property.Options.Currency);
            TruthJson.WriteMoney(json, "netPrice"u8, MewsCharges.Net(gross), property.Options.Currency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        TruthJson.WriteBroken(json, property, BrokenEntity.Availability, category);
    }

    private void WriteBlock(RoomOutage outage, Utf8JsonWriter json)
    {
        json.WriteString("roomExternalId"u8, _state.Ids.Of(MewsKind.Resource, outage.Room));
        json.WriteString("roomNumber"u8, _world.Rooms.Rooms[outage.Room].Number);
        json.WriteString("service"u8, "OutOfOrder"u8);
        json.WriteString("from"u8, Moment.Date(outage.From));
        json.WriteString("until"u8, Moment.Date(outage.To));
        json.WriteString("reason"u8, "Maintenance"u8);
        json.WriteString("modifiedAt"u8, Moment.IsoText(outage.Created));
    }

    private void WriteTask(Chore chore, Utf8JsonWriter json)
    {
        json.WriteString("bookingExternalId"u8, MewsReservations.IdOf(_state, chore.Stay));
        json.WriteString("kind"u8, "Unknown"u8);
        json.WriteString("status"u8, chore.Done > 0 ? "Completed"u8 : "Pending"u8);
        json.WriteString("vendorStatus"u8, MewsTasks.StateOf(chore));
        json.WriteString("title"u8, chore.Title);
        json.WriteString("dueAt"u8, Moment.IsoText(chore.Due));
        json.WriteString("completedAt"u8, chore.Done > 0 ? Moment.IsoText(chore.Done) : null);
        json.WriteString("createdAt"u8, Moment.IsoText(chore.Created));
    }
}
