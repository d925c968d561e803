using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace PmsPlatform.ServiceDefaults.Secrets.Ring;

/// <summary>Data Protection's view of the stored ring: the elements of the document that is being read, and where new ones go.</summary>
internal sealed class RingRepository(IKeyRingStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> Elements { get; set; } = [];

    public IReadOnlyCollection<XElement> GetAllElements() => Elements;

    public void StoreElement(XElement element, string friendlyName)
    {
        // The name of the unwrapping type holds our version, and an older build could not open what a newer one stored.
        foreach (var attribute in element.DescendantsAndSelf().Attributes("decryptorType"))
            attribute.Value = $"{typeof(SecretUnwrapper).FullName}, {typeof(SecretUnwrapper).Assembly.GetName().Name}";
        store.Add(element);
    }
}

/// <summary>Makes a snapshot of a document: asks the master key for every key that is not open yet. A key that cannot be opened does not keep the others.</summary>
internal sealed class RingReader(IKeyManager keys, RingRepository repository, IMasterKeyProvider masterKeys, OpenedKeys opened)
{
    public async Task<RingSnapshot> ReadAsync(KeyRingDocument document, CancellationToken cancellationToken)
    {
        var elements = document.Items.Select(entry => (entry.Id, Element: Parse(entry))).ToList();
        Dictionary<Guid, MasterKeyException> faults = [];
        foreach (var (id, element) in elements)
        {
            if (element is null || KeyEnvelope.Find(element) is not { } envelope)
                faults[id] = Damaged();
            else if (opened.Find(envelope.Wrapped) is null && await OpenAsync(envelope.Wrapped, cancellationToken) is { } fault)
                faults[id] = fault;
        }

        repository.Elements = [.. elements.Where(entry => entry.Element is not null && !faults.ContainsKey(entry.Id)).Select(entry => entry.Element!)];
        var readable = keys.GetAllKeys().ToDictionary(key => key.KeyId);
        return new RingSnapshot(document, [.. elements.Select(entry => KeyOf(entry.Id, entry.Element, readable.GetValueOrDefault(entry.Id), faults))]);
    }

    private async Task<MasterKeyException?> OpenAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        try
        {
            opened.Keep(wrapped, await masterKeys.UnwrapAsync(wrapped, cancellationToken));
            return null;
        }
        catch (MasterKeyException exception)
        {
            return exception;
        }
    }

    private static RingKey KeyOf(Guid id, XElement? element, IKey? key, Dictionary<Guid, MasterKeyException> faults)
    {
        var fault = faults.GetValueOrDefault(id);
        var masterKey = element is null ? null : KeyEnvelope.Find(element)?.Wrapped.MasterKeyId;
        if (key is null)
            return new RingKey(id, Instant(element, "creationDate"), Instant(element, "activationDate"), masterKey, Encryptor: null, fault ?? Damaged());

        try
        {
            var encryptor = key.CreateEncryptor() ?? throw new CryptographicException("No encryptor.");
            return new RingKey(id, key.CreationDate, key.ActivationDate, masterKey, encryptor, Fault: null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new RingKey(id, key.CreationDate, key.ActivationDate, masterKey, Encryptor: null, Damaged(exception));
        }
    }

    public static XElement? Parse(KeyRingEntry entry)
    {
        try
        {
            var element = XElement.Parse(entry.Element);
            return (Guid?)element.Attribute("id") == entry.Id ? element : null;
        }
        catch (Exception exception) when (exception is XmlException or FormatException)
        {
            return null;
        }
    }

    private static DateTimeOffset? Instant(XElement? element, string name)
    {
        try
        {
            return (DateTimeOffset?)element?.Element(name);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static MasterKeyException Damaged(Exception? inner = null) =>
        new(MasterKeyFault.Damaged, "A row of the key ring is damaged. Restore the table key_ring from a backup.", inner);
}
