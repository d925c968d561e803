using System.Globalization;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.Contracts.Verifications;

namespace PmsPlatform.Connectors.Runtime.Verification;

/// <summary>What a vendor has of one kind of record: ids, days and versions, and no content.</summary>
internal sealed class VendorBook(EntityKind entity)
{
    private readonly Dictionary<string, LedgerRecord> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unmapped = new(StringComparer.Ordinal);

    /// <summary>Records whose id could not be read, which are with nobody's difference but their own.</summary>
    public int Unnamed { get; private set; }

    public int Count => _records.Count;

    /// <summary>Ids of records that the vendor has and that cannot be mapped.</summary>
    public IReadOnlySet<string> Unmapped => _unmapped;

    public IEnumerable<LedgerRecord> Records => _records.Values;

    public LedgerRecord? Find(string id) => _records.GetValueOrDefault(id);

    /// <summary>Takes what was read, a later version over an earlier one.</summary>
    public void Add(MappedRecords page, DateTimeOffset observedAt)
    {
        switch (entity)
        {
            case EntityKind.Booking: Add(page.Bookings, Shapes.Booking, booking => booking.Arrival, observedAt); break;
            case EntityKind.Guest: Add(page.Guests, Shapes.Guest, _ => null, observedAt); break;
            default: Add(page.Rooms, Shapes.Room, _ => null, observedAt); break;
        }

        foreach (var record in page.Unmapped.Where(record => record.Entity == entity))
        {
            if (record.ExternalId is not { } id)
                Unnamed++;
            else if (!_records.ContainsKey(id))
                _unmapped.Add(id);
        }
    }

    /// <summary>Takes what was read again by id: those records and nothing that came along with them.</summary>
    public void AddFound(MappedRecords page, DateTimeOffset observedAt) => Add(page with { Unmapped = [.. page.Unmapped.Where(record => record.ExternalId is not null)] }, observedAt);

    /// <summary>The vendor has it no longer.</summary>
    public void Remove(string id) => _records.Remove(id);

    /// <summary>Days whose fingerprint or number of records is not the ledger's; null stands for the one bucket of what has no days.</summary>
    public List<DateOnly?> DifferingDays(IReadOnlyList<LedgerDigest> ledger)
    {
        var mine = _records.Values.GroupBy(record => record.Day ?? DateOnly.MinValue).ToDictionary(
            day => day.Key,
            day => (Count: (long)day.Count(), Digest: day.Aggregate(UInt128.Zero, (sum, record) => sum ^ RecordDigest.Of(record.ExternalId, record.Version.ContentHash))));
        var theirs = ledger.ToDictionary(
            day => day.Day ?? DateOnly.MinValue, day => (day.Count, Digest: UInt128.Parse(day.Digest, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        return
        [
            .. mine.Keys.Union(theirs.Keys).Where(day => mine.GetValueOrDefault(day) != theirs.GetValueOrDefault(day)).Order()
                .Select(day => day == DateOnly.MinValue ? (DateOnly?)null : day),
        ];
    }

    /// <summary>What differs among the records of some days.</summary>
    /// <param name="days">The days.</param>
    /// <param name="ledger">The ledger's records of these days.</param>
    public List<VerificationDifference> Differences(IReadOnlyList<DateOnly?> days, IReadOnlyList<LedgerRecord> ledger)
    {
        var held = ledger.ToDictionary(record => record.ExternalId, StringComparer.Ordinal);
        var wanted = days.ToHashSet();
        var differences = new List<VerificationDifference>();
        foreach (var record in _records.Values.Where(record => wanted.Contains(record.Day)))
        {
            if (!held.Remove(record.ExternalId, out var other))
                differences.Add(new VerificationDifference { ExternalId = record.ExternalId, Kind = DifferenceKind.MissingInLedger, Day = record.Day, Vendor = record.Version });
            else if (!string.Equals(record.Version.ContentHash, other.Version.ContentHash, StringComparison.Ordinal))
                differences.Add(new VerificationDifference { ExternalId = record.ExternalId, Kind = DifferenceKind.Differs, Day = record.Day, Vendor = record.Version, Ledger = other.Version });
        }

        // What is left is not at the vendor, unless it is there on a day that is equal otherwise, or cannot be mapped.
        foreach (var other in held.Values.Where(other => !_unmapped.Contains(other.ExternalId)))
        {
            differences.Add(Find(other.ExternalId) is { } record
                ? new VerificationDifference { ExternalId = other.ExternalId, Kind = DifferenceKind.Differs, Day = record.Day, Vendor = record.Version, Ledger = other.Version }
                : new VerificationDifference { ExternalId = other.ExternalId, Kind = DifferenceKind.MissingAtVendor, Day = other.Day, Ledger = other.Version });
        }

        return differences;
    }

    private void Add<T>(IReadOnlyList<T> records, EntityShape<T> shape, Func<T, DateOnly?> dayOf, DateTimeOffset observedAt)
    {
        foreach (var snapshot in Snapshots.Of(records, shape, observedAt))
        {
            var id = shape.Id(snapshot.Value);
            if (_records.TryGetValue(id, out var known) && known.Version > snapshot.Version)
                continue;
            _records[id] = new LedgerRecord { ExternalId = id, Day = dayOf(snapshot.Value), Version = snapshot.Version };
            _unmapped.Remove(id);
        }
    }
}
