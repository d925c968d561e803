using System.Text.Json;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>An answer of the vendor that is kept.</summary>
/// <param name="json">The data in canonical JSON.</param>
/// <param name="fetchedAt">When the vendor was asked, UTC.</param>
internal sealed class ReadEntry(byte[] json, DateTimeOffset fetchedAt)
{
    /// <summary>The data in canonical JSON.</summary>
    public byte[] Json => json;

    /// <summary>When the vendor was asked, UTC.</summary>
    public DateTimeOffset FetchedAt => fetchedAt;

    /// <summary>The same as JSON text.</summary>
    public byte[] FetchedAtJson { get; } = JsonSerializer.SerializeToUtf8Bytes(fetchedAt, Contracts.Common.ContractsJson.Default.DateTimeOffset);

    /// <summary>How old the data are; the clock of the replica that fetched them may be a little ahead of ours.</summary>
    public TimeSpan AgeAt(DateTimeOffset now) => now > fetchedAt ? now - fetchedAt : TimeSpan.Zero;
}
