using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Maps a payload without a connection: a record, a list of records, or an answer of Mews; several answers in one object are joined.</summary>
internal static class MewsPayload
{
    private static readonly string[] Lists =
    [
        "Reservations", "Customers", "Resources", "ResourceCategories", "ResourceCategoryAssignments", "AgeCategories", "Companionships", "OrderItems", "Companies",
        "CategoryAvailabilities", "ResourceBlocks", "Tasks",
    ];

    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel)
    {
        var property = entity switch
        {
            EntityKind.Booking => "Reservations",
            EntityKind.Guest => "Customers",
            EntityKind.Room => "Resources",
            EntityKind.Availability => "CategoryAvailabilities",
            EntityKind.Maintenance => "ResourceBlocks",
            _ => "Tasks",
        };
        var (records, isList) = RecordsOf(payload, property);
        var lists = Beside(payload);
        var builder = new PageBuilder(hotel);
        switch (entity)
        {
            case EntityKind.Booking:
                var joins = JoinsOf(lists);
                foreach (var record in builder.Read(entity, records, MewsJson.Default.MewsReservation, "Id"))
                    builder.AddBooking(record, value => MewsMapping.Booking(value, joins, hotel), record.Value.Id);
                break;

            case EntityKind.Guest:
                foreach (var record in builder.Read(entity, records, MewsJson.Default.MewsCustomer, "Id"))
                    builder.AddGuest(record, MewsGuestMapping.Guest, record.Value.Id);
                break;

            case EntityKind.Availability:
                MewsNights.Add(builder, records, isList ? MewsNights.StartsOf(payload) : [], NightJoinsOf(lists, hotel), hotel.TimeZone);
                break;

            case EntityKind.Maintenance:
                var resources = MewsCatalogue.ResourcesOf(lists("Resources") ?? []);
                foreach (var record in builder.Read(entity, records, MewsUpkeepJson.Default.MewsResourceBlock, "Id").Where(record => MewsUpkeepMapping.IsMaintenance(record.Value)))
                {
                    var resource = resources.GetValueOrDefault(record.Value.AssignedResourceId ?? "");
                    builder.AddMaintenance(record, value => MewsUpkeepMapping.Maintenance(value, resource, hotel), record.Value.Id);
                }

                break;

            case EntityKind.HousekeepingTask:
                foreach (var record in builder.Read(entity, records, MewsUpkeepJson.Default.MewsTask, "Id"))
                    builder.AddHousekeepingTask(record, MewsUpkeepMapping.Task, record.Value.Id);
                break;

            default:
                AddRooms(builder, builder.Read(entity, records, MewsJson.Default.MewsResource, "Id"), lists);
                break;
        }

        return builder.Build() with { IsList = isList };
    }

    private static void AddRooms(PageBuilder builder, IReadOnlyList<WireRecord<MewsResource>> records, Func<string, IReadOnlyList<ReadOnlyMemory<byte>>?> lists)
    {
        var joins = JoinsOf(lists);
        var assigned = MewsCatalogue.AssignmentsOf(lists("ResourceCategoryAssignments") ?? []);
        var occupied = lists("Reservations") is { } inHouse
            ? MewsRoomMapping.Occupied(inHouse.Readable(MewsJson.Default.MewsReservation), records.Select(record => record.Value))
            : null;
        foreach (var record in records.Where(record => MewsRoomMapping.IsRoom(record.Value)))
        {
            var category = joins.Catalogue.Categories.GetValueOrDefault(assigned.GetValueOrDefault(record.Value.Id ?? "") ?? "");
            builder.AddRoom(record, value => MewsRoomMapping.Room(value, category, occupied?.Contains(value.Id ?? "")), record.Value.Id);
        }
    }

    /// <summary>Prices of several rates are answers of their own, in <c>RatePricings</c>, each with the id of its rate.</summary>
    private static MewsNightJoins NightJoinsOf(Func<string, IReadOnlyList<ReadOnlyMemory<byte>>?> lists, HotelSettings hotel) => new()
    {
        Categories = MewsCatalogue.CategoriesOf(lists("ResourceCategories") ?? []),
        Prices = MewsNights.PricesOf(
            (lists("RatePricings") ?? []).Readable(MewsUpkeepJson.Default.MewsPricing),
            (lists("Rates") ?? []).Readable(MewsUpkeepJson.Default.MewsRate),
            hotel.TimeZone),
    };

    private static MewsJoins JoinsOf(Func<string, IReadOnlyList<ReadOnlyMemory<byte>>?> lists) => new()
    {
        Catalogue = new MewsCatalogue(
            MewsCatalogue.CategoriesOf(lists("ResourceCategories") ?? []),
            MewsCatalogue.AgesOf(lists("AgeCategories") ?? []),
            MewsCatalogue.ResourcesOf(lists("Resources") ?? [])),
        Customers = MewsJoins.CustomersOf((lists("Customers") ?? []).Readable(MewsJson.Default.MewsCustomer)),
        Companions = MewsJoins.CompanionsOf(lists("Companionships") ?? []),
        Totals = lists("OrderItems") is { } items ? MewsTotal.Of(items) : null,
        Companies = MewsCatalogue.CompaniesOf(lists("Companies") ?? []),
    };

    private static (IReadOnlyList<ReadOnlyMemory<byte>> Records, bool IsList) RecordsOf(ReadOnlyMemory<byte> payload, string property)
    {
        var list = JsonList.Parse(payload, property);
        if (list.Found)
            return (list.Records, list.IsList);
        if (Lists.Any(other => JsonList.Parse(payload, other).Found))
            throw new MappingException("$", $"holds no '{property}'");
        return ([payload], IsList: false);
    }

    /// <summary>The lists of an answer by name; none for a bare list, which is no answer.</summary>
    private static Func<string, IReadOnlyList<ReadOnlyMemory<byte>>?> Beside(ReadOnlyMemory<byte> payload)
    {
        var reader = new Utf8JsonReader(payload.Span.StartsWith("\uFEFF"u8) ? payload.Span[3..] : payload.Span);
        var isAnswer = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        return property => isAnswer && JsonList.Parse(payload, property) is { Found: true } list ? list.Records : null;
    }
}
