using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using PmsPlatform.Contracts.Audit;

namespace PmsPlatform.Connections.Audit;

/// <summary>A place in the chain that somebody wrote down earlier.</summary>
internal sealed record AuditAnchor(long Sequence, string Hash)
{
    /// <summary>Null for what is no anchor.</summary>
    public static AuditAnchor? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            && long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence > 0
            && text.Length == colon + 1 + SHA256.HashSizeInBytes * 2 && text.AsSpan(colon + 1).ContainsAnyExcept(Hex) is false
            ? new AuditAnchor(sequence, text[(colon + 1)..])
            : null;
    }

    private static readonly System.Buffers.SearchValues<char> Hex = System.Buffers.SearchValues.Create("0123456789abcdef");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}:{Hash}");
}

/// <summary>
/// Proves the chain: reads every entry in turn and makes its hash again from its text. An entry that was changed or taken out, wherever it is, breaks what
/// follows; entries cut off the end are missed by whoever kept a head.
/// </summary>
internal sealed class AuditChain(NpgsqlDataSource database)
{
    public async Task<AuditVerification> VerifyAsync(AuditAnchor? anchor, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT sequence, document::text, previous_hash, hash FROM audit_entry ORDER BY sequence", connection) { CommandTimeout = 0 };

        // Row by row: the log is as long as it is.
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancellationToken);
        var (sequence, head) = (0L, Array.Empty<byte>());
        while (await reader.ReadAsync(cancellationToken))
        {
            var place = reader.GetInt64(0);
            if (place != sequence + 1)
                return Broken(sequence, head, $"Entry {sequence + 1} is missing.");
            var document = reader.GetString(1);
            if (!reader.GetFieldValue<byte[]>(2).AsSpan().SequenceEqual(head))
                return Broken(sequence, head, $"Entry {place} does not follow the one before it.");
            var hash = HashOf(head, place, document);
            if (!reader.GetFieldValue<byte[]>(3).AsSpan().SequenceEqual(hash))
                return Broken(sequence, head, $"Entry {place} is not as it was written.");
            if (anchor?.Sequence == place && anchor.Hash != Convert.ToHexStringLower(hash))
                return Broken(sequence, head, $"Entry {place} is another one than the one that was expected: the chain was made anew.");
            (sequence, head) = (place, hash);
        }

        return anchor?.Sequence > sequence
            ? Broken(sequence, head, $"Entries were cut off: {anchor.Sequence} were expected, {sequence} are there.")
            : new AuditVerification { Intact = true, Entries = sequence, Head = HeadOf(sequence, head) };
    }

    /// <summary>SHA-256 over the hash before, the place as 8 bytes with the highest first, and the text.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> before, long place, string document)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, place);
        hash.AppendData(number);
        hash.AppendData(Encoding.UTF8.GetBytes(document));
        return hash.GetHashAndReset();
    }

    private static AuditVerification Broken(long proved, byte[] head, string reason) =>
        new() { Intact = false, Entries = proved, Head = HeadOf(proved, head), Reason = reason };

    private static string? HeadOf(long sequence, byte[] hash) => sequence == 0 ? null : new AuditAnchor(sequence, Convert.ToHexStringLower(hash)).ToString();
}
