using System.Collections.Concurrent;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>What kind of change the vendor would tell of.</summary>
internal enum ChangeKind
{
    BookingCreated,
    BookingChanged,
    GuestChanged,
    RoomChanged,
    BookingDeleted,
    GuestDeleted,
    RoomDeleted,
}

/// <summary>Changes in the order they were made, kept only while somebody wants to be told.</summary>
internal sealed class ChangeFeed
{
    private readonly ConcurrentQueue<(ChangeKind Kind, int Number)> _changes = new();
    private volatile bool _watched;
    private volatile bool _paused;

    /// <summary>From now on changes are kept.</summary>
    public void Watch() => _watched = true;

    /// <summary>What happens until <see cref="Resume"/> is told to nobody.</summary>
    public void Pause() => _paused = true;

    public void Resume() => _paused = false;

    /// <param name="kind">What happened.</param>
    /// <param name="number">The stay or guest.</param>
    public void Add(ChangeKind kind, int number)
    {
        if (_watched && !_paused)
            _changes.Enqueue((kind, number));
    }

    /// <summary>Takes what there is, each record once; of a booking that was created and changed, the creation; of one that is gone, that it is.</summary>
    public List<(ChangeKind Kind, int Number)> Take()
    {
        var taken = new List<(ChangeKind Kind, int Number)>();
        var seen = new Dictionary<(char Entity, int Number), int>();
        while (_changes.TryDequeue(out var change))
        {
            if (seen.TryAdd((EntityOf(change.Kind), change.Number), taken.Count))
                taken.Add(change);
            else if (change.Kind is ChangeKind.BookingDeleted or ChangeKind.GuestDeleted or ChangeKind.RoomDeleted)
                taken[seen[(EntityOf(change.Kind), change.Number)]] = change;
        }

        return taken;
    }

    private static char EntityOf(ChangeKind kind) => kind switch
    {
        ChangeKind.GuestChanged or ChangeKind.GuestDeleted => 'g',
        ChangeKind.RoomChanged or ChangeKind.RoomDeleted => 'r',
        _ => 'b',
    };
}
