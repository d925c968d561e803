using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PmsPlatform.Connections.Access;

/// <summary>Random texts that open something: 256 bits, shown once, kept as SHA-256. Too long to be guessed, so that a fast hash is enough.</summary>
internal static class Secret
{
    private const int Bytes = 32;

    /// <summary>A new one: letters, digits, hyphens and underscores.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of it.</summary>
    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
