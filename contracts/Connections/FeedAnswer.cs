namespace PmsPlatform.Contracts.Connections;

/// <summary>
/// Everything of one kind as it is now. A service asks with the revision it has and gets an answer when there is another one: it never has to piece changes
/// together, and what it keeps is whole.
/// </summary>
public sealed record FeedAnswer<T>
{
    /// <summary>Names this state; another state has another one. Not comparable across kinds, and smaller after the registry was restored from a backup.</summary>
    public required long Revision { get; init; }

    /// <summary>All items, by id.</summary>
    public required IReadOnlyList<T> Items { get; init; }
}
