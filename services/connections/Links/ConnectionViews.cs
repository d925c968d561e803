using System.Security.Cryptography;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connections.Links;

/// <summary>Shows connections.</summary>
internal sealed class ConnectionViews(ICredentialSealer sealer)
{
    // Of a shorter one the last four would be too much of it.
    private const int ShortestShown = 12;
    private const int Shown = 4;

    public ConnectionView Of(Link link) => Of(link, webhook: null);

    public ConnectionView Of(Link link, WebhookView? webhook) => new()
    {
        Id = link.ConnectionId,
        OrganizationId = link.OrganizationId,
        HotelId = link.HotelId,
        PmsType = link.Vendor,
        State = link.State,
        IsPmsOfRecord = link.IsOfRecord,
        Endpoint = link.Endpoint,
        Settings = link.Settings,
        Credentials = link.SealedSettings.ToDictionary(
            secret => secret.Key, secret => new SecretView(IsSet: true, Last4(link.ConnectionId, secret.Key, secret.Value)), StringComparer.Ordinal),
        Entities = link.Entities,
        Reads = link.Reads,
        Retries = link.Retries,
        FieldOverrides = link.ToItem().FieldOverrides,
        LastSyncedAt = link.Status?.LastSyncedAt,
        LastError = link.Status is { } status && (status.LastSyncedAt is null || status.LastErrorAt > status.LastSyncedAt) ? status.LastError : null,
        CreatedAt = link.CreatedAt,
        ChangedAt = link.ChangedAt,
        Webhook = webhook,
    };

    private string? Last4(string connectionId, string name, string cipher)
    {
        try
        {
            var value = sealer.Unseal(connectionId, name, cipher);
            return value.Length < ShortestShown ? null : value[^Shown..];
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
