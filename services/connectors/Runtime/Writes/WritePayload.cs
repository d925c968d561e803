using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>What is written, as it is stored: encrypted, and bound to its row, for notes and preferences are about people.</summary>
internal sealed class WritePayload(PersonalDataProtector protector)
{
    /// <summary>The request's cipher text for a row.</summary>
    public byte[] Seal(Guid id, WriteBackRequest request) =>
        protector.Protect(JsonSerializer.SerializeToUtf8Bytes(Payload(request), ContractsJson.Default.WriteBackRequest), Context(id));

    /// <summary>The request of a row; null when it cannot be read any more.</summary>
    public WriteBackRequest? Open(Guid id, byte[] cipher)
    {
        try
        {
            return JsonSerializer.Deserialize(protector.Unprotect(cipher, Context(id)), ContractsJson.Default.WriteBackRequest);
        }
        catch (Exception error) when (error is CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What two requests under one key must have in common. Keyed: a short note cannot be guessed from it.</summary>
    public byte[] Digest(string hotelId, WriteBackRequest request) =>
        protector.BlindIndex(hotelId, "write-back", JsonSerializer.Serialize(Payload(request), ContractsJson.Default.WriteBackRequest));

    /// <summary>A vendor's words about a write may name a guest.</summary>
    public byte[] Seal(Guid id, string reason) => protector.Protect(Encoding.UTF8.GetBytes(reason), Context(id));

    /// <summary>The reason of a row; null when it cannot be read any more.</summary>
    public string? OpenReason(Guid id, byte[] cipher)
    {
        try
        {
            return Encoding.UTF8.GetString(protector.Unprotect(cipher, Context(id)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // The provider only chose the connector.
    private static WriteBackRequest Payload(WriteBackRequest request) => request with { Provider = null };

    private static byte[] Context(Guid id) => id.ToByteArray(bigEndian: true);
}
