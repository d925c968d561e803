using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>Something a PMS is asked. Two questions with the same text are the same question.</summary>
internal abstract record ReadQuestion
{
    /// <summary>What the answer is about: says how long it is good, and names it to whoever asks for something that is not there.</summary>
    public abstract EntityKind Entity { get; }

    /// <summary>Tells it from all other questions of a connection. May hold personal data: it is stored as a fingerprint only and never logged.</summary>
    public abstract string Text { get; }

    /// <summary>The record's name in a 404.</summary>
    public string What => Entity switch { EntityKind.Guest => "guest", EntityKind.Room => "room", _ => "booking" };

    /// <summary>Asks the vendor.</summary>
    /// <exception cref="VendorException">There is no answer; Unsupported when the vendor cannot be asked this.</exception>
    public abstract Task<ReadFinding> AskAsync(BoundConnection connection, ReadScope scope, CancellationToken cancellationToken);

    /// <summary>What was found, as the contract writes it.</summary>
    protected static ReadFinding Found<T>(T? value, JsonTypeInfo<T> type, MappedRecords records)
        where T : class => new(value is null ? null : JsonSerializer.SerializeToUtf8Bytes(value, type), records);

    protected static VendorException Unsupported(BoundConnection connection, string what) =>
        new(VendorErrorKind.Unsupported, "read", $"{connection.Descriptor.Name} does not {what}");
}

/// <summary>What was found.</summary>
/// <param name="Json">The data in canonical JSON; null when the vendor has no such record.</param>
/// <param name="Records">Everything that was read for it.</param>
internal sealed record ReadFinding(byte[]? Json, MappedRecords Records);

/// <summary>What an answer depends on besides the question.</summary>
/// <param name="Now">When it is asked, UTC.</param>
/// <param name="Options">Bounds of lists.</param>
internal sealed record ReadScope(DateTimeOffset Now, ReadOptions Options);
