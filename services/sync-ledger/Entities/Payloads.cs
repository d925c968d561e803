using System.Text.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>Payloads at rest. Each is bound to its entity: moved to another row, it cannot be read.</summary>
internal sealed class Payloads(PersonalDataProtector protector)
{
    public byte[] Protect(ReadOnlySpan<byte> json, EntityKind entity, string hotelId, string connectionId, string externalId) =>
        protector.Protect(json, Binding(entity, hotelId, connectionId, externalId));

    public JsonElement Read(byte[] payload, EntityKind entity, string hotelId, string connectionId, string externalId)
    {
        using var document = JsonDocument.Parse(protector.Unprotect(payload, Binding(entity, hotelId, connectionId, externalId)));
        return document.RootElement.Clone();
    }

    private static byte[] Binding(EntityKind entity, string hotelId, string connectionId, string externalId) =>
        System.Text.Encoding.UTF8.GetBytes($"{entity.Column()}\n{hotelId}\n{connectionId}\n{externalId}");
}
