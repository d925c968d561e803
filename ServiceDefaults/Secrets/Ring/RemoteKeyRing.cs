using System.Xml.Linq;
using PmsPlatform.ServiceDefaults.Directory;

namespace PmsPlatform.ServiceDefaults.Secrets.Ring;

/// <summary>
/// The ring of the registry, service <c>connections</c>, followed by long poll. The last answer is kept in the service's own database, wrapped as it came:
/// with it the service starts and goes on while the registry is down.
/// </summary>
internal sealed class RemoteKeyRing(FeedTools tools) : IKeyRingStore
{
    private const string Kind = "key-ring";
    private const string Path = "/internal/feed/key-ring";

    private bool _hasLooked;

    public bool Waits => true;

    public async Task<KeyRingDocument?> ReadAsync(long? known, CancellationToken cancellationToken)
    {
        var json = KeyRingJson.Default.FeedAnswerKeyRingEntry;
        if (!_hasLooked && tools.Copy is { } kept)
        {
            _hasLooked = true;
            if (await kept.ReadAsync(Kind, json, cancellationToken) is { } copy)
                return new KeyRingDocument(copy.Revision, copy.Items);
        }

        if (await tools.Source.AskAsync(Path, known, json, cancellationToken) is not { } answer)
            return null;
        if (tools.Copy is { } own)
            await own.KeepAsync(Kind, answer, json, cancellationToken);
        return new KeyRingDocument(answer.Revision, answer.Items);
    }

    public void Add(XElement element) => throw new NotSupportedException("The key ring belongs to the registry; only it makes keys.");
}
