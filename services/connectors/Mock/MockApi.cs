using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Mock;

/// <summary>A page of a list.</summary>
internal sealed record MockPage(IReadOnlyList<ReadOnlyMemory<byte>> Records, string? Next, long? Total);

/// <summary>The API of docs/mock-pms.md.</summary>
internal sealed class MockApi(VendorHttp http, ConnectionSettings settings)
{
    public const int LargestPage = 500;
    private const int MostIds = 100;

    private readonly VendorHttp _reads = http.Classifying(VendorFailure.FromStatus);
    private readonly VendorHttp _writes = http.Classifying(OfWrite);
    private readonly KeyValuePair<string, string> _key = new("Authorization", $"Bearer {settings.GetSecret("apiKey").Reveal()}");

    /// <summary>GET /bookings, /guests or /rooms.</summary>
    /// <param name="list">Which.</param>
    /// <param name="filter">Further parameters, each after an ampersand.</param>
    /// <param name="limit">Records of a page.</param>
    /// <param name="cursor">Next of the page before; null for the first.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="VendorException">Malformed: the page repeats the cursor it was asked by.</exception>
    public async Task<MockPage> ListAsync(string list, string filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var after = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
        var path = string.Create(CultureInfo.InvariantCulture, $"v1/{list}?limit={limit}{filter}{after}");
        var answer = (await SendAsync(_reads, HttpMethod.Get, list, path, body: null, cancellationToken)).List(list);
        var next = Tidy.Text(answer.Scalar("next"));
        if (next is not null && string.Equals(next, cursor, StringComparison.Ordinal))
            throw new VendorException(VendorErrorKind.Malformed, list, "the vendor does not go on from where it was asked to");
        return new MockPage(answer.Records, next, long.TryParse(answer.Scalar("total"), NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : null);
    }

    /// <summary>Records by id; those that do not exist are left out.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(string list, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        foreach (var some in ids.Where(IsId).Chunk(MostIds))
            records.AddRange((await ListAsync(list, $"&ids={Uri.EscapeDataString(string.Join(',', some))}", MostIds, cursor: null, cancellationToken)).Records);
        return records;
    }

    /// <summary>One record.</summary>
    /// <exception cref="VendorException">NotFound: there is none.</exception>
    public async Task<T> GetAsync<T>(string list, string id, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await SendAsync(_writes, HttpMethod.Get, $"{list}/{{id}}", $"v1/{list}/{Uri.EscapeDataString(id)}", body: null, cancellationToken);
        return TryRead(answer.Body, type) ?? throw new VendorException(VendorErrorKind.Malformed, $"{list}/{{id}}", "the answer is no such record") { Status = answer.Status };
    }

    /// <summary>POST below a record; the answer's id.</summary>
    public async Task<string?> AddAsync<T>(string list, string id, string what, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var path = $"v1/{list}/{Uri.EscapeDataString(id)}/{what}";
        var answer = await SendAsync(_writes, HttpMethod.Post, $"POST {list}/{{id}}/{what}", path, JsonSerializer.SerializeToUtf8Bytes(body, type), cancellationToken);
        return Tidy.Text(TryRead(answer.Body, MockJson.Default.NoteWire)?.Id);
    }

    /// <summary>PATCH of a record.</summary>
    public Task ChangeAsync<T>(string list, string id, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) => SendAsync(
        _writes, HttpMethod.Patch, $"PATCH {list}/{{id}}", $"v1/{list}/{Uri.EscapeDataString(id)}", JsonSerializer.SerializeToUtf8Bytes(body, type), cancellationToken);

    /// <summary>The documented form of an id; another one nobody can have, and a list of ids must not be broken by it.</summary>
    private static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');

    private static VendorFailure? OfWrite(VendorResponse response) => VendorFailure.FromStatus(response) is { } failure
        ? failure with { VendorText = Tidy.Text(TryRead(response.Body, MockJson.Default.ProblemWire)?.Detail) } : null;

    private static T? TryRead<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task<VendorResponse> SendAsync(VendorHttp through, HttpMethod method, string operation, string path, byte[]? body, CancellationToken cancellationToken) => through.SendAsync(
        new VendorRequest { Method = method, Path = path, Operation = operation, Headers = [_key], Body = body, IsWrite = method != HttpMethod.Get }, cancellationToken);
}
