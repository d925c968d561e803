using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.Contracts.Maintenance;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>A record as it came, read into the vendor's wire type.</summary>
/// <param name="Value">The wire record.</param>
/// <param name="Payload">The bytes it was read from.</param>
/// <typeparam name="T">Wire type.</typeparam>
public sealed record WireRecord<T>(T Value, ReadOnlyMemory<byte> Payload);

/// <summary>Collects a page record by record: what maps is added, what does not goes to <see cref="MappedRecords.Unmapped"/> with path and reason.</summary>
public sealed class PageBuilder
{
    private readonly FieldOverrides _overrides;
    private readonly List<Booking> _bookings = [];
    private readonly List<Guest> _guests = [];
    private readonly List<Room> _rooms = [];
    private readonly List<AvailabilityDay> _availability = [];
    private readonly List<MaintenanceBlock> _maintenance = [];
    private readonly List<HousekeepingTask> _tasks = [];
    private readonly List<UnmappedRecord> _unmapped = [];

    /// <param name="hotel">The hotel, with what it wants mapped otherwise.</param>
    public PageBuilder(HotelSettings hotel)
    {
        ArgumentNullException.ThrowIfNull(hotel);
        _overrides = hotel.Overrides;
    }

    /// <summary>Reads slices into wire records; those of the wrong shape go to quarantine at once.</summary>
    /// <param name="entity">What the records are to become.</param>
    /// <param name="records">Slices from <see cref="JsonList"/>.</param>
    /// <param name="type">The wire type's metadata.</param>
    /// <param name="idProperty">The vendor's name of the id, to name a record that could not be read.</param>
    /// <typeparam name="T">Wire type.</typeparam>
    public IReadOnlyList<WireRecord<T>> Read<T>(EntityKind entity, IReadOnlyList<ReadOnlyMemory<byte>> records, JsonTypeInfo<T> type, string idProperty)
        where T : class
    {
        var read = new List<WireRecord<T>>(records.Count);
        foreach (var payload in records)
        {
            try
            {
                var value = JsonSerializer.Deserialize(payload.Span, type);
                if (value is null)
                    _unmapped.Add(new UnmappedRecord(entity, null, "$", "is null", payload));
                else
                    read.Add(new WireRecord<T>(value, payload));
            }
            catch (JsonException error)
            {
                _unmapped.Add(new UnmappedRecord(entity, FindId(payload, idProperty), error.Path ?? "$", "has the wrong JSON type", payload));
            }
        }

        return read;
    }

    /// <summary>Maps one booking, or quarantines it when <paramref name="map"/> throws <see cref="MappingException"/>.</summary>
    public void AddBooking<T>(WireRecord<T> record, Func<T, Booking> map, string? externalId) =>
        Add(EntityKind.Booking, record, map, externalId, _bookings);

    /// <summary>Maps one guest, or quarantines it when <paramref name="map"/> throws <see cref="MappingException"/>.</summary>
    public void AddGuest<T>(WireRecord<T> record, Func<T, Guest> map, string? externalId) =>
        Add(EntityKind.Guest, record, map, externalId, _guests);

    /// <summary>Maps one room, or quarantines it when <paramref name="map"/> throws <see cref="MappingException"/>.</summary>
    public void AddRoom<T>(WireRecord<T> record, Func<T, Room> map, string? externalId) =>
        Add(EntityKind.Room, record, map, externalId, _rooms);

    /// <summary>Maps one night, or quarantines it when <paramref name="map"/> throws <see cref="MappingException"/>.</summary>
    public void AddAvailability<T>(WireRecord<T> record, Func<T, AvailabilityDay> map, string? externalId) =>
        Add(EntityKind.Availability, record, map, externalId, _availability);

    /// <summary>Maps one maintenance block, or quarantines it when <paramref name="map"/> throws <see cref="MappingException"/>.</summary>
    public void AddMaintenance<T>(WireRecord<T> record, Func<T, MaintenanceBlock> map, string? externalId) =>
        Add(EntityKind.Maintenance, record, map, externalId, _maintenance);

    /// <summary>Maps one task, or quarantines it when <paramref name="map"/> throws <see cref="MappingException"/>.</summary>
    public void AddHousekeepingTask<T>(WireRecord<T> record, Func<T, HousekeepingTask> map, string? externalId) =>
        Add(EntityKind.HousekeepingTask, record, map, externalId, _tasks);

    /// <summary>The finished page.</summary>
    /// <param name="nextCursor">Where the next page begins; null after the last.</param>
    /// <param name="total">Records announced for the whole read, when the vendor tells.</param>
    public VendorPage Build(string? nextCursor = null, long? total = null) => new()
    {
        Bookings = _bookings,
        Guests = _guests,
        Rooms = _rooms,
        Availability = _availability,
        Maintenance = _maintenance,
        HousekeepingTasks = _tasks,
        Unmapped = _unmapped,
        NextCursor = nextCursor,
        Total = total,
    };

    private void Add<TWire, T>(EntityKind entity, WireRecord<TWire> record, Func<TWire, T> map, string? externalId, List<T> mapped)
    {
        try
        {
            mapped.Add(_overrides.Apply(entity, map(record.Value), record.Payload));
        }
        catch (MappingException error)
        {
            _unmapped.Add(new UnmappedRecord(entity, Tidy.Text(externalId), error.Path, error.Reason, record.Payload));
        }
    }

    private static string? FindId(ReadOnlyMemory<byte> payload, string idProperty)
    {
        var reader = new Utf8JsonReader(payload.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals(idProperty);
            reader.Read();
            if (wanted)
            {
                return reader.TokenType switch
                {
                    JsonTokenType.String => TextOrNull(ref reader),
                    JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
                    _ => null,
                };
            }

            reader.Skip();
        }

        return null;
    }

    /// <summary>A text that can be stored: not one that is no Unicode, and without the character NUL.</summary>
    private static string? TextOrNull(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!.Replace("\0", "", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
