namespace PmsPlatform.VendorSandbox.World;

/// <summary>
/// The records a vendor shows, oldest change first, ties by number. Keeps "changed since" and newest-first paging at the cost of the page: a position is
/// found by binary search, and a change, being the newest, moves one record to the end.
/// </summary>
internal sealed class ChangeOrder
{
    private readonly HotelWorld _world;
    private readonly bool _everyStay;
    private int[] _order;

    public ChangeOrder(HotelWorld world, bool everyStay)
    {
        _world = world;
        _everyStay = everyStay;
        _order = new int[world.StayCount];
        var keys = new ulong[world.StayCount];
        for (var stay = 0; stay < world.StayCount; stay++)
        {
            if (!Keeps(stay))
                continue;
            keys[Count] = Key(stay);
            _order[Count++] = stay;
        }

        Array.Sort(keys, _order, 0, Count);
    }

    public int Count { get; private set; }

    public int this[int position] => _order[position];

    /// <summary>Position of the first record changed at or after the moment.</summary>
    public int FirstAt(long moment) => Find(moment <= 0 ? 0UL : moment > uint.MaxValue ? ulong.MaxValue : (ulong)moment << 32);

    /// <summary>Where the record stands.</summary>
    public int PositionOf(int stay) => Find(Key(stay));

    /// <summary>Dates the record's last change and puts it where it belongs.</summary>
    public void Move(int stay, uint at)
    {
        if (!Keeps(stay))
        {
            _world.Stay(stay).Updated = at;
            return;
        }

        var from = PositionOf(stay);
        _world.Stay(stay).Updated = at;
        Array.Copy(_order, from + 1, _order, from, --Count - from);
        Insert(stay);
    }

    public void Add(int stay)
    {
        if (Keeps(stay))
            Insert(stay);
    }

    /// <summary>Shows the record no longer.</summary>
    public void Remove(int stay)
    {
        if (!Keeps(stay))
            return;
        var from = PositionOf(stay);
        Array.Copy(_order, from + 1, _order, from, --Count - from);
    }

    private void Insert(int stay)
    {
        if (Count == _order.Length)
            Array.Resize(ref _order, Math.Max(16, Count + Count / 4));
        var to = Find(Key(stay));
        Array.Copy(_order, to, _order, to + 1, Count - to);
        _order[to] = stay;
        Count++;
    }

    private bool Keeps(int stay) => _everyStay || _world.Leads(stay);

    private ulong Key(int stay) => ((ulong)_world.Stay(stay).Updated << 32) | (uint)stay;

    private int Find(ulong key)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Key(_order[middle]) < key)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
