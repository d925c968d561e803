using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PmsPlatform.Gateway.Identity;

/// <summary>What a request presented to be known by. Holds the text's SHA-256, and the text itself only when it came as a bearer token.</summary>
internal sealed class Credential
{
    /// <summary>Longer than any key we take or make: hashing megabytes for strangers is not offered.</summary>
    private const int MostOfKey = 512;

    /// <summary>A bearer token holds a sealed ticket.</summary>
    private const int MostOfBearer = 4096;

    private const string BearerPrefix = "Bearer ";

    private readonly byte[] hash;

    private Credential(string text, bool isBearer)
    {
        hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        Bearer = isBearer ? text : null;
    }

    public ReadOnlySpan<byte> Hash => hash;

    /// <summary>The first and the second half of the hash, to look it up by.</summary>
    public (UInt128 First, UInt128 Second) Index => IndexOf(hash);

    public string? Bearer { get; }

    /// <summary>What a hash is looked up by.</summary>
    public static (UInt128 First, UInt128 Second) IndexOf(ReadOnlySpan<byte> hash) =>
        (BinaryPrimitives.ReadUInt128LittleEndian(hash), BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]));

    /// <summary>What the request presents; null when that is nothing, too long, or more than one: which one is meant is not ours to guess.</summary>
    public static Credential? Of(HttpRequest request)
    {
        var own = request.Headers[KeyGate.KeyHeader];
        if (own.Count > 0)
            return own is [{ Length: > 0 and <= MostOfKey } key] ? new Credential(key, isBearer: false) : null;

        return request.Headers.Authorization is [{ } value] && value.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            && value[BearerPrefix.Length..].Trim() is { Length: > 0 and <= MostOfBearer } bearer
                ? new Credential(bearer, isBearer: true)
                : null;
    }
}
