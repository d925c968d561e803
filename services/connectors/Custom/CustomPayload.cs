using System.Runtime.CompilerServices;
using System.Text.Json;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom;

/// <summary>Maps payloads that came on another way than by a read: files of the map verb, replays, POSTed bodies.</summary>
internal static class CustomPayload
{
    private static readonly ConditionalWeakTable<ConnectionSettings, MappingDocument> Known = [];

    /// <summary>The mapping of a connection, the neutral form where it has none.</summary>
    /// <exception cref="UnusableSettingException">There is one and it is wrong.</exception>
    public static MappingDocument MappingOf(ConnectionSettings? settings)
    {
        if (settings is null)
            return NeutralForm.Mapping;
        if (Known.TryGetValue(settings, out var known))
            return known;
        if (settings.Find(CustomConnector.MappingSetting) is not { } text)
            return NeutralForm.Mapping;

        var (mapping, problems) = DocumentReader.Read(text);
        if (problems.Count > 0)
            throw new UnusableSettingException(CustomConnector.MappingSetting, problems);
        Known.AddOrUpdate(settings, mapping);
        return mapping;
    }

    /// <summary>Maps one record, a list, or a whole answer.</summary>
    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel)
    {
        var mapping = MappingOf(hotel.Settings);
        using var document = Parse(payload);
        var root = document.RootElement;
        return InUnicode(() =>
        {
            var page = new MappedPage();
            var isList = Map(page, mapping, entity, root, hotel);
            return page.Records(isList);
        });
    }

    /// <summary>Maps what a value holds of an entity; true when it holds a list.</summary>
    public static bool Map(MappedPage page, MappingDocument mapping, EntityKind entity, JsonElement root, HotelSettings hotel)
    {
        var section = mapping.Sections.GetValueOrDefault(entity)
            ?? throw new MappingException("$", $"the mapping says nothing of {entity} records");
        var (records, isList) = RecordsOf(section, mapping, root);
        CustomMapping.Add(page, section, records, hotel);
        return isList;
    }

    /// <summary>Where the records are: at the section's path, at the path of POSTed bodies, a list at the top, or the value itself.</summary>
    public static (IReadOnlyList<Found> Records, bool IsList) RecordsOf(Section section, MappingDocument mapping, JsonElement root)
    {
        if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            throw new MappingException("$", "is neither an object nor a list");

        JsonPath?[] places = [section.Within is null ? section.Records : null, mapping.Posted.GetValueOrDefault(section.Entity)];
        foreach (var place in places)
        {
            if (place is not { Steps.Count: > 0 } path)
                continue;
            var found = path.Select(root).Where(each => each.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array).ToList();
            if (found.Count > 0)
                return (Elements(found), found.Count > 1 || path.FindsMany || found[0].Value.ValueKind == JsonValueKind.Array);
        }

        // A page of bookings holds its guests.
        if (section.Within is { } within && mapping.Sections.GetValueOrDefault(EntityKind.Booking) is { } bookings)
        {
            var (holders, _) = RecordsOf(bookings, mapping, root);
            var inside = holders.SelectMany(holder => within.Select(holder.Value)).Where(each => each.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array).ToList();
            if (inside.Count > 0)
                return (Elements(inside), true);
        }

        return root.ValueKind == JsonValueKind.Array ? (Elements([new Found(root, "$")]), true) : ([new Found(root, "$")], false);
    }

    /// <summary>The elements of lists among what was found, and the rest as it is.</summary>
    public static IReadOnlyList<Found> Elements(IEnumerable<Found> found) =>
    [
        .. found.SelectMany(each => each.Value.ValueKind == JsonValueKind.Array
            ? each.Value.EnumerateArray().Select((element, index) => new Found(element, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{each.Path}[{index}]")))
            : Enumerable.Repeat(each, 1)),
    ];

    /// <summary>Reads a POSTed body: every entity whose place holds something is mapped.</summary>
    public static WebhookReading Read(WebhookDelivery delivery, HotelSettings hotel)
    {
        var mapping = MappingOf(hotel.Settings);
        using var document = Parse(delivery.Body);
        var root = document.RootElement;
        return InUnicode(() => Read(mapping, root, hotel));
    }

    private static WebhookReading Read(MappingDocument mapping, JsonElement root, HotelSettings hotel)
    {
        if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            throw new MappingException("$", "is neither an object nor a list");

        var page = new MappedPage();
        foreach (var (entity, section) in mapping.Sections)
        {
            var place = mapping.Posted.GetValueOrDefault(entity) ?? (section.Within is null && section.Records.Steps.Count > 0 ? section.Records : null);
            if (place is not null)
                CustomMapping.Add(page, section, Elements(place.Select(root).Where(each => each.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)), hotel);
        }

        // Without any place of its own a body is one booking, or a list of them.
        var mapped = page.Bookings.Count + page.Guests.Count + page.Rooms.Count + page.Unmapped.Count;
        if (mapped == 0 && mapping.Posted.Count == 0 && mapping.Sections.TryGetValue(EntityKind.Booking, out var bookings))
            CustomMapping.Add(page, bookings, Elements([new Found(root, "$")]), hotel);
        mapped = page.Bookings.Count + page.Guests.Count + page.Rooms.Count + page.Unmapped.Count;
        return new WebhookReading
        {
            DeliveryId = DeliveryIdOf(mapping, root),
            Records = page.Records(mapped > 1),
            Ignored = mapped > 0 ? null : "the body holds nothing at the places that the mapping names",
        };
    }

    private static string? DeliveryIdOf(MappingDocument mapping, JsonElement root)
    {
        return mapping.DeliveryId?.First(root) is { Value: { ValueKind: JsonValueKind.String or JsonValueKind.Number } value }
            ? Tidy.Text(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()) : null;
    }

    /// <summary>A text that holds half a surrogate pair is found when it is read, by an exception of the JSON reader's.</summary>
    private static T InUnicode<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new MappingException("$", "holds a text that is not Unicode");
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> payload)
    {
        if (payload.Span.StartsWith("\uFEFF"u8))
            payload = payload[3..];
        try
        {
            return JsonDocument.Parse(payload);
        }
        catch (JsonException error)
        {
            throw new MappingException("$", string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"is not valid JSON at byte {error.BytePositionInLine ?? 0} of line {(error.LineNumber ?? 0) + 1}"));
        }
    }
}
