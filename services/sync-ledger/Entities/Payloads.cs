using System.Text.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>Payloads at rest. Each is bound to its entity: moved to another row, it cannot be read.</summary>
internal sealed class Payloads(PersonalDataProtector protector)
{
    private static readonly JsonElement NoValue = JsonElement.Parse("null");

    public byte[] Protect(ReadOnlySpan<byte> json, EntityKind entity, string hotelId, string connectionId, string externalId) =>
        protector.Protect(json, Binding(entity, hotelId, connectionId, externalId));

    public JsonElement Read(byte[] payload, EntityKind entity, string hotelId, string connectionId, string externalId)
    {
        using var document = JsonDocument.Parse(Open(payload, entity, hotelId, connectionId, externalId));
        return document.RootElement.Clone();
    }

    /// <summary>The JSON as it was sent.</summary>
    public byte[] Open(byte[] payload, EntityKind entity, string hotelId, string connectionId, string externalId) =>
        protector.Unprotect(payload, Binding(entity, hotelId, connectionId, externalId));

    /// <summary>JSON null where nothing is kept, as for a removal.</summary>
    public JsonElement ReadOrNull(byte[]? payload, EntityKind entity, string hotelId, string connectionId, string externalId) =>
        payload is null ? NoValue : Read(payload, entity, hotelId, connectionId, externalId);

    private static byte[] Binding(EntityKind entity, string hotelId, string connectionId, string externalId) =>
        System.Text.Encoding.UTF8.GetBytes($"{entity.Column()}\n{hotelId}\n{connectionId}\n{externalId}");
}
