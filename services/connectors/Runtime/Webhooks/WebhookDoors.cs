using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using PmsPlatform.Connectors.Runtime.Connections;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>
/// Connections by the token of their webhook address. Tokens are looked up by a digest with a key that nobody outside of this process knows: how long the
/// look-up takes says nothing about the token.
/// </summary>
internal sealed class WebhookDoors(ConnectionRegistry connections)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private Built? _built;

    /// <summary>The connections of a token. Several have the same where the vendor knows one address for all its accounts.</summary>
    public IReadOnlyList<BoundConnection> Find(string token)
    {
        if (token.Length is < WebhookSettings.ShortestToken or > WebhookSettings.LongestToken)
            return [];

        var digest = DigestOf(token);
        return Current().ByToken.TryGetValue(Index(digest), out var door) && CryptographicOperations.FixedTimeEquals(door.Digest, digest) ? door.Connections : [];
    }

    /// <summary>The connections that have no token: where the vendor calls an address without one, its proof tells which is meant.</summary>
    public IReadOnlyList<BoundConnection> WithoutToken() => Current().WithoutToken;

    private Built Current()
    {
        var generation = connections.Generation;
        return _built is { } built && built.Generation == generation ? built : _built = Build(generation);
    }

    private Built Build(int generation)
    {
        var all = connections.All.ToList();
        var doors = all.Where(connection => TokenOf(connection) is not null)
            .GroupBy(connection => TokenOf(connection)!, StringComparer.Ordinal)
            .Select(group => new Door(DigestOf(group.Key), [.. group]))
            .ToFrozenDictionary(door => Index(door.Digest));
        return new Built(generation, doors, [.. all.Where(connection => TokenOf(connection) is null)]);
    }

    private static string? TokenOf(BoundConnection connection) =>
        connection.HotelSettings.Settings?.Find(WebhookSettings.TokenName);

    private byte[] DigestOf(string token) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(token));

    private static UInt128 Index(byte[] digest) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest);

    private sealed record Door(byte[] Digest, IReadOnlyList<BoundConnection> Connections);

    private sealed record Built(int Generation, FrozenDictionary<UInt128, Door> ByToken, IReadOnlyList<BoundConnection> WithoutToken);
}
