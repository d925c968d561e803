using System.Security.Cryptography;

namespace PmsPlatform.Contracts.Common;

/// <summary>The fingerprint of an entity's canonical JSON.</summary>
public static class ContentHash
{
    /// <summary>Stands in place of a fingerprint in the version of a removal, see <see cref="Removals.RecordsRemoved"/>. Fixed for ever; no content has it.</summary>
    public const string OfRemoval = "00000000000000000000000000000000";

    /// <summary>First 128 bits of the SHA-256 of the canonical UTF-8 JSON, as 32 lower-case hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> canonicalJson)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonicalJson, digest);
        return Convert.ToHexStringLower(digest[..16]);
    }
}
