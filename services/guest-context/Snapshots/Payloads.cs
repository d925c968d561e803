using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.GuestContext.Snapshots;

/// <summary>Canonical JSON, encrypted, and bound to hotel and kind: bytes moved to another hotel's row cannot be opened there.</summary>
internal sealed class Payloads(PersonalDataProtector protector)
{
    public byte[] Seal<T>(string hotelId, EntityKind entity, T value, JsonTypeInfo<T> type) =>
        Seal(hotelId, entity, JsonSerializer.SerializeToUtf8Bytes(value, type));

    public byte[] Seal(string hotelId, EntityKind entity, ReadOnlySpan<byte> json) => protector.Protect(json, Binding(hotelId, entity));

    public byte[] Open(string hotelId, EntityKind entity, ReadOnlySpan<byte> payload) => protector.Unprotect(payload, Binding(hotelId, entity));

    private static byte[] Binding(string hotelId, EntityKind entity) => Encoding.UTF8.GetBytes($"guest-context/{entity}/{hotelId}");
}
