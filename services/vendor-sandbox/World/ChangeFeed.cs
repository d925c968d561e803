using System.Collections.Concurrent;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>What kind of change the vendor would tell of.</summary>
internal enum ChangeKind
{
    BookingCreated,
    BookingChanged,
    GuestChanged,
}

/// <summary>Changes in the order they were made, kept only while somebody wants to be told.</summary>
internal sealed class ChangeFeed
{
    private readonly ConcurrentQueue<(ChangeKind Kind, int Number)> _changes = new();
    private volatile bool _watched;

    /// <summary>From now on changes are kept.</summary>
    public void Watch() => _watched = true;

    /// <param name="kind">What happened.</param>
    /// <param name="number">The stay or guest.</param>
    public void Add(ChangeKind kind, int number)
    {
        if (_watched)
            _changes.Enqueue((kind, number));
    }

    /// <summary>Takes what there is, each change once; of a booking that was created and changed, the creation.</summary>
    public List<(ChangeKind Kind, int Number)> Take()
    {
        var taken = new List<(ChangeKind Kind, int Number)>();
        var seen = new HashSet<(bool Guest, int Number)>();
        while (_changes.TryDequeue(out var change))
        {
            if (seen.Add((change.Kind == ChangeKind.GuestChanged, change.Number)))
                taken.Add(change);
        }

        return taken;
    }
}
