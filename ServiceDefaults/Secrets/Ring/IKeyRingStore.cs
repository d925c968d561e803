using System.Xml.Linq;

namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>Where the key ring is kept: the registry's own table, or the registry as another service sees it.</summary>
public interface IKeyRingStore
{
    /// <summary>
    /// The ring when it differs from what is known, else null. May wait some seconds for a change; the caller asks again at once when
    /// <see cref="Waits"/> is true and after a second otherwise.
    /// </summary>
    /// <param name="known">Revision of the ring that the caller has; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<KeyRingDocument?> ReadAsync(long? known, CancellationToken cancellationToken);

    /// <summary>True when <see cref="ReadAsync"/> itself waits for a change.</summary>
    bool Waits { get; }

    /// <summary>Adds a key, its secret already wrapped. Called by Data Protection, which knows no asynchronous storage.</summary>
    /// <exception cref="NotSupportedException">The ring belongs to another service.</exception>
    void Add(XElement element);
}
