using System.Text.Json.Nodes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>A mapping that was read and found right.</summary>
internal sealed record MappingDocument
{
    public AuthRule Auth { get; init; } = new(AuthKind.None);

    /// <summary>Further headers of every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public IReadOnlyDictionary<EntityKind, Section> Sections { get; init; } = new Dictionary<EntityKind, Section>();

    /// <summary>Where a POSTed body keeps its records, by entity. Empty: tried by each section's own path.</summary>
    public IReadOnlyDictionary<EntityKind, JsonPath> Posted { get; init; } = new Dictionary<EntityKind, JsonPath>();

    /// <summary>Where a POSTed body keeps the delivery's id. Null: it has none.</summary>
    public JsonPath? DeliveryId { get; init; }
}

internal enum AuthKind
{
    None,
    ApiKey,
    Bearer,
    Basic,
    OAuth2,
}

/// <summary>How a request shows who asks. Credentials themselves are settings of the connection.</summary>
/// <param name="Kind">The way.</param>
internal sealed record AuthRule(AuthKind Kind)
{
    /// <summary>Header of an API key.</summary>
    public string Header { get; init; } = "X-Api-Key";

    /// <summary>Path of the token endpoint.</summary>
    public string TokenPath { get; init; } = "";

    /// <summary>Scope asked for; null for none.</summary>
    public string? Scope { get; init; }
}

/// <summary>One entity: where its records are and what their fields become.</summary>
internal sealed record Section
{
    public required EntityKind Entity { get; init; }

    /// <summary>How to ask. Null where the records are only POSTed or come within bookings.</summary>
    public RequestRule? Request { get; init; }

    /// <summary>Guests only: where in a booking's record they are.</summary>
    public JsonPath? Within { get; init; }

    /// <summary>The list, or the one record, within an answer.</summary>
    public JsonPath Records { get; init; } = JsonPath.Root;

    /// <summary>Count of all records of a read, within an answer. Null when it is not told.</summary>
    public JsonPath? Total { get; init; }

    public PagingRule Paging { get; init; } = new(PagingKind.None);

    public required IReadOnlyDictionary<string, FieldRule> Fields { get; init; }

    /// <summary>Bookings only: the guests and the stays, where a booking has lists of them.</summary>
    public ListRule? Guests { get; init; }

    public ListRule? Stays { get; init; }

    /// <summary>What has no canonical field, by name.</summary>
    public IReadOnlyDictionary<string, JsonPath> Extensions { get; init; } = new Dictionary<string, JsonPath>(StringComparer.Ordinal);

    /// <summary>Guests only: wishes by category.</summary>
    public IReadOnlyDictionary<string, JsonPath> Preferences { get; init; } = new Dictionary<string, JsonPath>(StringComparer.Ordinal);
}

/// <summary>A list within a record.</summary>
internal sealed record ListRule(JsonPath Records, IReadOnlyDictionary<string, FieldRule> Fields);

/// <summary>How to ask for records.</summary>
internal sealed record RequestRule
{
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Path and query with placeholders.</summary>
    public string Path { get; init; } = "";

    /// <summary>Paths of single modes, where they differ.</summary>
    public IReadOnlyDictionary<SyncMode, string> Modes { get; init; } = new Dictionary<SyncMode, string>();

    /// <summary>The path for a mode. The rooms' status is in the whole list where nothing else is said.</summary>
    public string PathOf(SyncMode mode) =>
        Modes.GetValueOrDefault(mode) ?? (mode is SyncMode.RoomStatus ? Modes.GetValueOrDefault(SyncMode.Full) : null) ?? Path;

    /// <summary>JSON body with placeholders; null for none.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>The query, where the endpoint speaks GraphQL; the body then holds its variables.</summary>
    public GraphRule? Graph { get; init; }

    /// <summary>How instants are written: <c>iso</c>, <c>unix</c>, <c>unixMilliseconds</c> or a .NET format in UTC.</summary>
    public string InstantFormat { get; init; } = "iso";
}

/// <param name="Query">The document.</param>
/// <param name="Operation">Name of its operation.</param>
/// <param name="Persisted">Whether the document's hash is sent first.</param>
internal sealed record GraphRule(string Query, string Operation, bool Persisted);

internal enum PagingKind
{
    None,
    Page,
    Offset,
    Cursor,
    Link,
}

/// <summary>How a list goes on.</summary>
/// <param name="Kind">The way.</param>
internal sealed record PagingRule(PagingKind Kind)
{
    /// <summary>Records asked for in a page.</summary>
    public int Size { get; init; } = 100;

    /// <summary>Number of the first page.</summary>
    public int First { get; init; } = 1;

    /// <summary>The next cursor or link, within an answer.</summary>
    public JsonPath? Next { get; init; }

    /// <summary>Whether there is more, within an answer. Null: there is while a next one is told.</summary>
    public JsonPath? More { get; init; }

    /// <summary>Whether a short page is the last one. False for systems that give fewer records than asked for.</summary>
    public bool ShortPageEnds { get; init; } = true;
}
