using System.Net;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>One request to the vendor.</summary>
public sealed record VendorRequest
{
    /// <summary>The HTTP method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Path and query below the connection's endpoint, without a leading slash. Holds no credentials.</summary>
    public required string Path { get; init; }

    /// <summary>The vendor's name of the operation without ids, as in <c>reservations/getAll</c>: a metric tag, so from a bounded set.</summary>
    public required string Operation { get; init; }

    /// <summary>Body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>True when the request changes something at the vendor: it is then never sent twice after an answer was lost.</summary>
    public bool IsWrite { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}

/// <summary>The vendor's answer.</summary>
/// <param name="Operation">The operation asked for.</param>
/// <param name="Status">Status code.</param>
/// <param name="Body">Whole body, decompressed.</param>
/// <param name="RetryAfter">The wait from the Retry-After header. Null when absent.</param>
public sealed record VendorResponse(string Operation, HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    /// <summary>Cuts the body into the records of a property.</summary>
    /// <exception cref="VendorException">Malformed: the body is not JSON, is cut, or lacks the property.</exception>
    public JsonList List(string property)
    {
        try
        {
            var list = JsonList.Parse(Body, property);
            return list.Found
                ? list
                : throw new VendorException(VendorErrorKind.Malformed, Operation, $"the answer has no '{property}'") { Status = Status };
        }
        catch (MappingException error)
        {
            throw new VendorException(VendorErrorKind.Malformed, Operation, $"the answer {error.Reason}", error) { Status = Status };
        }
    }
}
