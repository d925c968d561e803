using System.Security.Cryptography;
using System.Text;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Ledger;

/// <summary>
/// What the ledger holds of one kind of one connection, in fingerprints: <c>GET /api/ledger/digests</c>. Removed records are not among them.
/// </summary>
public sealed record LedgerDigests
{
    /// <summary>One for every day that has records, in the order of days.</summary>
    public required IReadOnlyList<LedgerDigest> Days { get; init; }
}

/// <summary>The records of a day in one fingerprint.</summary>
public sealed record LedgerDigest
{
    /// <summary>Date of arrival of bookings, hotel-local; null for everything else, which is one bucket.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>How many records.</summary>
    public required long Count { get; init; }

    /// <summary>All <see cref="RecordDigest"/> of the day joined by exclusive or, as 32 lower-case hexadecimal digits: the order of records does not matter.</summary>
    public required string Digest { get; init; }
}

/// <summary>Asks for the records of some days: body of <c>POST /api/ledger/digests/records</c>.</summary>
public sealed record LedgerDigestQuestion
{
    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The kind of record.</summary>
    public required EntityKind Entity { get; init; }

    /// <summary>The days wanted, for bookings; not used for other kinds.</summary>
    public IReadOnlyList<DateOnly> Days { get; init => field = value ?? []; } = [];
}

/// <summary>A record's place and version without its content.</summary>
public sealed record LedgerRecord
{
    /// <summary>The vendor's id.</summary>
    public required string ExternalId { get; init; }

    /// <summary>As in <see cref="LedgerDigest.Day"/>.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The current version.</summary>
    public required EntityVersion Version { get; init; }
}

/// <summary>The fingerprint of a record's id and content, which both sides compute in the same way.</summary>
public static class RecordDigest
{
    /// <summary>First 128 bits of the SHA-256 of the UTF-8 id, a line feed, and the 16 bytes of the content hash.</summary>
    /// <param name="externalId">The vendor's id.</param>
    /// <param name="contentHash">32 hexadecimal digits.</param>
    public static UInt128 Of(string externalId, string contentHash)
    {
        ArgumentNullException.ThrowIfNull(externalId);
        var length = Encoding.UTF8.GetByteCount(externalId);
        var text = new byte[length + 1 + 16];
        Encoding.UTF8.GetBytes(externalId, text);
        text[length] = (byte)'\n';
        Convert.FromHexString(contentHash, text.AsSpan(length + 1), out _, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(text));
    }
}
