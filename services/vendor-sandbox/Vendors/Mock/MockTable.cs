using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>Where a record stands in lists: by its last change, then by its number.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MockPlace(long UpdatedAt, int Number)
{
    public static Comparer<MockPlace> Order { get; } = Comparer<MockPlace>.Create(static (one, other) =>
        one.UpdatedAt == other.UpdatedAt ? one.Number.CompareTo(other.Number) : one.UpdatedAt.CompareTo(other.UpdatedAt));
}

/// <summary>Records of one kind by id, by number and in the order of their last change. Call with the world's gate held.</summary>
internal sealed class MockTable<T>
    where T : MockRecord
{
    /// <summary>Ids of what was deleted are kept for the webhooks on their way, not for ever.</summary>
    private const int MostRemembered = 50_000;

    private readonly Dictionary<int, T> _records = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _deleted = [];
    private readonly List<MockPlace> _order = [];
    private int _next;

    public int Count => _records.Count;

    /// <summary>Numbers of all records, in the order in which they were made.</summary>
    public IEnumerable<int> Numbers => _records.Keys.Order();

    /// <summary>All records, the change longest ago first.</summary>
    public IEnumerable<T> Ordered => _order.Select(place => _records[place.Number]);

    public T? At(int number) => _records.GetValueOrDefault(number);

    public int? NumberOf(string id) => _numbers.TryGetValue(id, out var number) ? number : null;

    public bool TryFind(string id, [NotNullWhen(true)] out T? record)
    {
        record = _numbers.TryGetValue(id, out var number) ? _records[number] : null;
        return record is not null;
    }

    /// <summary>The id of a record that is or was.</summary>
    public string? IdOf(int number) => _records.TryGetValue(number, out var record) ? record.Id : _deleted.GetValueOrDefault(number);

    /// <summary>Records after a place, or all, with their places.</summary>
    public IEnumerable<(MockPlace Place, T Record)> After(MockPlace? after)
    {
        var from = after is { } place ? _order.BinarySearch(place, MockPlace.Order) : -1;
        for (var at = from < 0 ? after is null ? 0 : ~from : from + 1; at < _order.Count; at++)
            yield return (_order[at], _records[_order[at].Number]);
    }

    /// <summary>Adds or replaces. Returns the record's number.</summary>
    public int Put(T record)
    {
        if (_numbers.TryGetValue(record.Id, out var number))
            _order.RemoveAt(_order.BinarySearch(PlaceOf(number), MockPlace.Order));
        else
            _numbers.Add(record.Id, number = _next++);
        _records[number] = record;
        _order.Insert(~_order.BinarySearch(PlaceOf(number), MockPlace.Order), PlaceOf(number));
        return number;
    }

    /// <summary>Adds many at once, all of them new.</summary>
    public void Add(IEnumerable<T> records)
    {
        foreach (var record in records)
        {
            var number = _next++;
            _numbers.Add(record.Id, number);
            _records.Add(number, record);
            _order.Add(PlaceOf(number));
        }

        _order.Sort(MockPlace.Order);
    }

    /// <summary>Takes a record away. Returns its number.</summary>
    public int? Remove(string id)
    {
        if (!_numbers.Remove(id, out var number))
            return null;
        _order.RemoveAt(_order.BinarySearch(PlaceOf(number), MockPlace.Order));
        _records.Remove(number);
        if (_deleted.Count >= MostRemembered)
            _deleted.Clear();
        _deleted[number] = id;
        return number;
    }

    private MockPlace PlaceOf(int number) => new(_records[number].UpdatedAt.UtcTicks, number);
}
