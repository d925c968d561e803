namespace PmsPlatform.Connections;

/// <summary>
/// A row that two operators may change at once: its version is its entity tag, and an update of an older version finds no row. The context counts it up
/// with every change.
/// </summary>
internal interface IVersioned
{
    /// <summary>Begins with 1.</summary>
    long Version { get; set; }

    /// <summary>The last change, UTC.</summary>
    DateTimeOffset ChangedAt { get; set; }
}
