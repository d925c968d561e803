using System.Security.Cryptography;

namespace PmsPlatform.Contracts.Common;

/// <summary>The fingerprint of an entity's canonical JSON.</summary>
public static class ContentHash
{
    /// <summary>First 128 bits of the SHA-256 of the canonical UTF-8 JSON, as 32 lower-case hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> canonicalJson)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonicalJson, digest);
        return Convert.ToHexStringLower(digest[..16]);
    }
}
