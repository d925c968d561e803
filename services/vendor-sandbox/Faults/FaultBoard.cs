using PmsPlatform.VendorSandbox.Properties;

namespace PmsPlatform.VendorSandbox.Faults;

/// <summary>The faults of one property.</summary>
internal sealed class FaultBoard(Property property, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Fault[] _faults = [];
    private Dictionary<BrokenEntity, BrokenRecords> _broken = [];

    public IReadOnlyList<Fault> All => Volatile.Read(ref _faults);

    /// <summary>How far the vendor's clock is ahead now.</summary>
    public TimeSpan Skew
    {
        get
        {
            foreach (var fault in Volatile.Read(ref _faults))
            {
                if (fault.Order.Kind == FaultKind.ClockSkew && !fault.IsOver(time.GetUtcNow()))
                    return fault.Order.Skew ?? TimeSpan.FromMinutes(-10);
            }

            return TimeSpan.Zero;
        }
    }

    public void Add(Fault fault)
    {
        lock (_gate)
        {
            if (fault.Order.Kind == FaultKind.BrokenRecords)
                _broken = new(_broken) { [fault.Order.Entity] = BrokenRecords.Choose(property, fault) };
            Volatile.Write(ref _faults, [.. _faults, fault]);
        }
    }

    /// <summary>Ends one fault, or all without an id. Returns how many ended.</summary>
    public int Remove(int? id)
    {
        lock (_gate)
        {
            var stay = _faults.Where(fault => id is not null && fault.Id != id).ToArray();
            var ended = _faults.Length - stay.Length;
            _broken = _broken.Where(pair => stay.Contains(pair.Value.Fault)).ToDictionary();
            Volatile.Write(ref _faults, stay);
            return ended;
        }
    }

    /// <summary>The fault of this kind that strikes this call, if one does.</summary>
    public Fault? Fire(FaultKind kind, string path)
    {
        var faults = Volatile.Read(ref _faults);
        if (faults.Length == 0)
            return null;
        var now = time.GetUtcNow();
        foreach (var fault in faults)
        {
            if (fault.Order.Kind == kind && fault.TryFire(path, now))
                return fault;
        }

        return null;
    }

    /// <summary>The broken records of this kind, when there are any now.</summary>
    public BrokenRecords? Broken(BrokenEntity entity) =>
        _broken.GetValueOrDefault(entity) is { } broken && !broken.Fault.IsOver(time.GetUtcNow()) ? broken : null;
}
