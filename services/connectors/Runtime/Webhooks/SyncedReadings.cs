using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>What of a delivery is wanted.</summary>
internal static class SyncedReadings
{
    /// <summary>The reading without records of kinds that are not synced; ignored, with the reason, when nothing else was in it.</summary>
    public static WebhookReading Keep(this SyncedEntities entities, WebhookReading reading)
    {
        var records = entities.Keep(reading.Records);
        var named = reading.Named.Where(record => entities.Has(record.Entity)).ToList();
        var off = KindsOf(reading).Where(kind => !entities.Has(kind)).ToList();
        return off.Count == 0
            ? reading
            : reading with
            {
                Records = records,
                Named = named,
                Ignored = reading.Ignored ?? (named.Count == 0 && !KindsOf(records).Any() ? entities.Refusal(off[0]) : null),
            };
    }

    private static IEnumerable<EntityKind> KindsOf(WebhookReading reading) => reading.Named.Select(record => record.Entity).Concat(KindsOf(reading.Records));

    private static IEnumerable<EntityKind> KindsOf(MappedRecords records) =>
        records.Bookings.Select(_ => EntityKind.Booking)
            .Concat(records.Guests.Select(_ => EntityKind.Guest))
            .Concat(records.Rooms.Select(_ => EntityKind.Room))
            .Concat(records.Unmapped.Select(record => record.Entity));
}
