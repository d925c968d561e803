using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>One query or mutation.</summary>
public sealed record GraphQlRequest
{
    /// <summary>The document, with one operation that has a name.</summary>
    public required string Query { get; init; }

    /// <summary>Name of the operation: sent along, and the metric tag, so from a bounded set.</summary>
    public required string OperationName { get; init; }

    /// <summary>Values of the document's variables. Never put values into the document itself.</summary>
    public JsonObject? Variables { get; init; }

    /// <summary>True for mutations: never sent twice after an answer was lost.</summary>
    public bool IsWrite { get; init; }
}

/// <summary>What a GraphQL server answered, errors that took no data away among it.</summary>
/// <param name="Data">The member <c>data</c>, an object.</param>
/// <param name="Errors">Errors beside the data: the parts they name are null or incomplete. Empty when all is well.</param>
public sealed record GraphQlAnswer(JsonElement Data, IReadOnlyList<GraphQlError> Errors)
{
    /// <summary>The errors that concern something below a place of the data, as <c>bookings.nodes.3</c> lies below <c>bookings.nodes</c>.</summary>
    public IEnumerable<GraphQlError> Below(string path) =>
        Errors.Where(error => error.Path is { } at && (at.Equals(path, StringComparison.Ordinal) || at.StartsWith(path + ".", StringComparison.Ordinal)));
}

/// <summary>One entry of <c>errors</c>. The message is left out: it may repeat what was asked, names among it.</summary>
/// <param name="Code"><c>extensions.code</c>, as in <c>FORBIDDEN</c>. Null when the server gives none.</param>
/// <param name="Path">Where in the data, parts joined by full stops, as in <c>bookings.nodes.3.guest</c>. Null for errors of the whole request.</param>
/// <param name="RetryAfter">The wait asked for in <c>extensions.retryAfter</c>, in seconds. Null when absent.</param>
public sealed record GraphQlError(string? Code, string? Path, TimeSpan? RetryAfter)
{
    /// <summary>What the code means; one that nobody knows is a request that will not get better by itself.</summary>
    public VendorErrorKind Kind => GraphQlFailures.KindOf(this);
}

/// <summary>Where a list in cursor connections goes on (https://relay.dev/graphql/connections.htm).</summary>
/// <param name="HasNextPage">Whether there is more.</param>
/// <param name="EndCursor">What to ask on from. Null when there is no more.</param>
public readonly record struct GraphQlPageInfo(bool HasNextPage, string? EndCursor);

/// <summary>
/// GraphQL over the vendor's HTTP access (https://graphql.github.io/graphql-over-http/): the same limits, retries, tokens and metrics as REST. Errors are
/// classified by <c>extensions.code</c>, so that a refused token, a limit or a broken server mean the same as their status codes do. What a query costs is
/// the rate budget's business: ask for pages the vendor's complexity limit allows.
/// </summary>
public sealed class GraphQl
{
    private readonly VendorHttp _http;
    private readonly string _path;
    private readonly bool _persisted;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _headers;

    /// <param name="http">Access whose classification serves for answers that are no GraphQL.</param>
    /// <param name="path">Path of the endpoint below the connection's, as in <c>graphql</c>.</param>
    /// <param name="classify">What an answer means before its errors are looked at.</param>
    /// <param name="persisted">Send the document's hash first and the document only when the server does not know it (automatic persisted queries).</param>
    /// <param name="headers">Further headers of every request.</param>
    public GraphQl(
        VendorHttp http, string path, ClassifyAnswer? classify = null, bool persisted = false, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        var first = classify ?? VendorFailure.FromStatus;
        _http = http.Classifying(response => GraphQlFailures.Of(response, first));
        _path = path;
        _persisted = persisted;
        _headers = headers ?? [];
    }

    /// <summary>Sends one operation.</summary>
    /// <returns>Data, and beside it the errors that left the rest of the data whole. An answer without data is an exception.</returns>
    /// <exception cref="VendorException">There is no data; the kind follows from the errors' codes.</exception>
    public async Task<GraphQlAnswer> SendAsync(GraphQlRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await TryAsync(request, withDocument: !_persisted, cancellationToken)
            ?? await TryAsync(request, withDocument: true, cancellationToken);
        return answer ?? throw new VendorException(VendorErrorKind.Malformed, request.OperationName, "the vendor asked for the document it was just sent");
    }

    /// <summary>Reads <c>pageInfo</c> of a connection.</summary>
    /// <param name="connection">The connection object, with <c>pageInfo</c> selected.</param>
    /// <param name="operation">For the error.</param>
    /// <param name="after">The cursor that was asked from; the same one again would never end.</param>
    /// <exception cref="VendorException">Malformed: there is no page info, or it leads nowhere.</exception>
    public static GraphQlPageInfo PageInfoOf(JsonElement connection, string operation, string? after)
    {
        if (connection.ValueKind != JsonValueKind.Object || !connection.TryGetProperty("pageInfo", out var info) || info.ValueKind != JsonValueKind.Object)
            throw new VendorException(VendorErrorKind.Malformed, operation, "the answer has no pageInfo");

        var more = info.TryGetProperty("hasNextPage", out var next) && next.ValueKind == JsonValueKind.True;
        var end = info.TryGetProperty("endCursor", out var cursor) && cursor.ValueKind == JsonValueKind.String ? cursor.GetString() : null;
        if (!more)
            return new GraphQlPageInfo(false, null);
        if (string.IsNullOrEmpty(end))
            throw new VendorException(VendorErrorKind.Malformed, operation, "the answer has a next page and no endCursor");
        return string.Equals(end, after, StringComparison.Ordinal)
            ? throw new VendorException(VendorErrorKind.Malformed, operation, "the vendor gave the same cursor twice, paging would never end")
            : new GraphQlPageInfo(true, end);
    }

    /// <summary>Null when the server does not know the hash.</summary>
    private async Task<GraphQlAnswer?> TryAsync(GraphQlRequest request, bool withDocument, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(
            new VendorRequest
            {
                Method = HttpMethod.Post,
                Path = _path,
                Operation = request.OperationName,
                Body = BodyOf(request, withDocument),
                IsWrite = request.IsWrite,
                Headers = [.. _headers, new("Accept", "application/graphql-response+json, application/json")],
            },
            cancellationToken);
        return GraphQlFailures.Read(response) is not { } read
            ? throw new VendorException(VendorErrorKind.Malformed, request.OperationName, "the answer is no GraphQL answer") { Status = response.Status }
            : GraphQlFailures.IsUnknownHash(read) ? null
            : read.Data is { } data ? new GraphQlAnswer(data, read.Errors)
            : throw new VendorException(VendorErrorKind.Malformed, request.OperationName, "the answer has no data") { Status = response.Status };
    }

    private byte[] BodyOf(GraphQlRequest request, bool withDocument)
    {
        var body = new JsonObject { ["operationName"] = request.OperationName };
        if (withDocument)
            body["query"] = request.Query;
        if (request.Variables is { } variables)
            body["variables"] = variables.DeepClone();
        if (_persisted)
        {
            body["extensions"] = new JsonObject
            {
                ["persistedQuery"] = new JsonObject
                {
                    ["version"] = 1,
                    ["sha256Hash"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Query))),
                },
            };
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
