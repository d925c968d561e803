using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Custom;

/// <summary>One answer of the system.</summary>
/// <param name="Document">The answer; to be disposed of when its records were mapped.</param>
/// <param name="Records">Its records.</param>
/// <param name="Broken">Records the system itself could not give whole, by their places, with the reason.</param>
/// <param name="Next">Where the read goes on; null at its end.</param>
/// <param name="Total">Records of the whole read, where the system tells.</param>
/// <param name="Number">Number of the page within its read, from 0.</param>
internal sealed record CustomPage(JsonDocument Document, IReadOnlyList<Found> Records, IReadOnlyDictionary<string, string> Broken, PageMark? Next, long? Total, int Number) : IDisposable
{
    public void Dispose() => Document.Dispose();
}

/// <summary>Asks a system as its mapping says: REST or GraphQL, its credentials, its paging.</summary>
internal sealed class CustomApi
{
    private const int MostPages = 100_000;

    private readonly VendorHttp _http;
    private readonly VendorHttp _graphHttp;
    private readonly MappingDocument _mapping;
    private readonly HotelSettings _hotel;
    private readonly KeyValuePair<string, string>[] _headers;

    public CustomApi(ConnectorContext context, MappingDocument mapping)
    {
        _mapping = mapping;
        _hotel = context.Hotel;
        _headers = [.. mapping.Headers, .. CredentialOf(mapping.Auth, context.Settings)];
        var http = mapping.Auth.Kind == AuthKind.OAuth2
            ? context.Http.WithToken(cancellationToken => FetchTokenAsync(context, mapping.Auth, cancellationToken))
            : context.Http;
        _http = http.Classifying(CustomFailures.Of);
        _graphHttp = http;
    }

    /// <summary>Settings that the way of authentication needs and that are missing.</summary>
    public static IReadOnlyList<string> MissingSettings(AuthRule auth, ConnectionSettings settings)
    {
        string[] needed = auth.Kind switch
        {
            AuthKind.ApiKey or AuthKind.Bearer => ["apiKey"],
            AuthKind.Basic => ["user", "password"],
            AuthKind.OAuth2 => ["clientId", "clientSecret"],
            _ => [],
        };
        return [.. needed.Where(name => settings.Find(name) is null).Select(name => $"$.auth.type: needs the setting '{name}', which is missing; enter it.")];
    }

    /// <summary>Reads one page.</summary>
    public async Task<CustomPage> ReadAsync(Section section, Feed feed, PageMark mark, CancellationToken cancellationToken)
    {
        var request = section.Request ?? throw new VendorException(VendorErrorKind.Unsupported, "read", $"the mapping asks for no {section.Entity} records");
        var size = Math.Clamp(Math.Min(section.Paging.Size, feed.Limit ?? int.MaxValue), 1, section.Paging.Size);
        var operation = $"{section.Entity.ToString().ToLowerInvariant()}s";
        var values = new Placeholders(request, section.Paging, feed, mark, size, _hotel.TimeZone);
        var (document, errors) = request.Graph is { } graph
            ? await AskGraphAsync(request, graph, values, cancellationToken)
            : (await AskAsync(request, feed, mark, section.Paging, values, operation, cancellationToken), []);
        try
        {
            return Cut(section, document, errors, mark, size, operation);
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>Where a read begins or goes on.</summary>
    public static PageMark MarkOf(string? cursor) =>
        cursor is null ? new PageMark() : JsonSerializer.Deserialize(cursor, CustomJson.Default.PageMark) ?? new PageMark();

    private async Task<JsonDocument> AskAsync(
        RequestRule request, Feed feed, PageMark mark, PagingRule paging, Placeholders values, string operation, CancellationToken cancellationToken)
    {
        var path = paging.Kind == PagingKind.Link && mark.Next is { } link ? link : values.Path(request.PathOf(feed.Mode));
        var response = await _http.SendAsync(
            new VendorRequest
            {
                Method = request.Method,
                Path = path,
                Operation = operation,
                Headers = [.. _headers, new("Accept", "application/json")],
                Body = request.Body is { } body ? Encoding.UTF8.GetBytes(values.Body(body).ToJsonString()) : null,
            },
            cancellationToken);
        return Parse(response.Body, operation);
    }

    private async Task<(JsonDocument Document, IReadOnlyList<GraphQlError> Errors)> AskGraphAsync(
        RequestRule request, GraphRule graph, Placeholders values, CancellationToken cancellationToken)
    {
        var client = new GraphQl(_graphHttp, request.Path, CustomFailures.OfStatus, graph.Persisted, _headers);
        var answer = await client.SendAsync(
            new GraphQlRequest { Query = graph.Query, OperationName = graph.Operation, Variables = values.Body(request.Body ?? []) }, cancellationToken);
        return (JsonDocument.Parse($$"""{"data":{{answer.Data.GetRawText()}}}"""), answer.Errors);
    }

    private static CustomPage Cut(Section section, JsonDocument document, IReadOnlyList<GraphQlError> errors, PageMark mark, int size, string operation)
    {
        try
        {
            var root = document.RootElement;
            var places = section.Records.Select(root).ToList();
            if (places.Count == 0 && !section.Records.FindsMany)
                throw new VendorException(VendorErrorKind.Malformed, operation, $"the answer has no {section.Records.Text}");
            if (places.Exists(place => place.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object)) && !section.Records.FindsMany)
                throw new VendorException(VendorErrorKind.Malformed, operation, $"{section.Records.Text} of the answer is neither a list nor a record");
            var records = CustomPayload.Elements(places);
            var total = section.Total?.First(root) is { Value: { ValueKind: JsonValueKind.Number } count } && count.TryGetInt64(out var announced) ? announced : (long?)null;
            var broken = CustomFailures.Broken(errors, records, operation);
            return new CustomPage(document, records, broken, Next(section, root, records, mark, size, total, operation), total, mark.Pages);
        }
        catch (InvalidOperationException)
        {
            throw new VendorException(VendorErrorKind.Malformed, operation, "the answer holds a text that is not Unicode where paging is told");
        }
    }

    private static PageMark? Next(Section section, JsonElement root, IReadOnlyList<Found> records, PageMark mark, int size, long? total, string operation)
    {
        var paging = section.Paging;
        var read = mark.Read + records.Count;
        var next = new PageMark { Pages = mark.Pages + 1, Read = read, Last = Fingerprint(records) };
        if (paging.Kind == PagingKind.None || (records.Count == 0 && paging.Kind is PagingKind.Page or PagingKind.Offset))
            return null;
        if (paging.More?.First(root) is { Value.ValueKind: var more } && more == JsonValueKind.False)
            return null;
        if (paging.Kind is PagingKind.Page or PagingKind.Offset)
        {
            // Records that come twice make up for none that are missing, and a page smaller than asked for is no end: both counts must be full.
            if (paging.More is null && (total is { } all ? read >= all && (long)next.Pages * size >= all : paging.ShortPageEnds && records.Count < size))
                return null;
        }
        else if (TextOf(paging.Next!.First(root)) is { } told)
            next = next with { Next = paging.Kind == PagingKind.Link ? LinkOf(told, operation) : told };
        else
            return null;

        if (next.Last is not null && next.Last == mark.Last)
            throw new VendorException(VendorErrorKind.Malformed, operation, "the same page came twice, paging would never end");
        return next.Pages < MostPages ? next : throw new VendorException(VendorErrorKind.Malformed, operation, $"there still is a next page after {MostPages}");
    }

    /// <summary>A link is followed on the connection's own host only: credentials go nowhere else, whatever an answer says.</summary>
    private static string LinkOf(string link, string operation)
    {
        var own = new Uri("http://endpoint.invalid/");
        var path = Uri.TryCreate(link, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? absolute.PathAndQuery : link;
        return Uri.TryCreate(own, path, out var made) && made.Host == own.Host && made.Scheme == own.Scheme && !path.StartsWith("//", StringComparison.Ordinal)
            ? path : throw new VendorException(VendorErrorKind.Malformed, operation, "the link to the next page leads to another host");
    }

    private static string? TextOf(Found? found) => found?.Value switch
    {
        { ValueKind: JsonValueKind.String } text => Tidy.Text(text.GetString()),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static string? Fingerprint(IReadOnlyList<Found> records)
    {
        if (records.Count == 0)
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in records)
            hash.AppendData(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(record.Value));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body, string operation)
    {
        try
        {
            return JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body);
        }
        catch (JsonException error)
        {
            throw new VendorException(VendorErrorKind.Malformed, operation, "the answer is not JSON, or nested too deeply", error);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> CredentialOf(AuthRule auth, ConnectionSettings settings) => auth.Kind switch
    {
        AuthKind.ApiKey => [new(auth.Header, settings.GetSecret("apiKey").Reveal())],
        AuthKind.Bearer => [new("Authorization", $"Bearer {settings.GetSecret("apiKey").Reveal()}")],
        AuthKind.Basic => [new("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Get("user")}:{settings.GetSecret("password").Reveal()}"))}")],
        _ => [],
    };

    /// <summary>Client credentials (RFC 6749, section 4.4), client id and secret in the body.</summary>
    private static async Task<VendorToken> FetchTokenAsync(ConnectorContext context, AuthRule auth, CancellationToken cancellationToken)
    {
        var form = $"grant_type=client_credentials&client_id={Uri.EscapeDataString(context.Settings.Get("clientId"))}"
            + $"&client_secret={Uri.EscapeDataString(context.Settings.GetSecret("clientSecret").Reveal())}"
            + (auth.Scope is { } scope ? $"&scope={Uri.EscapeDataString(scope)}" : "");
        var asked = context.Time.GetUtcNow();
        var response = await context.Http.Classifying(CustomFailures.OfTokenRequest).SendAsync(
            new VendorRequest
            {
                Method = HttpMethod.Post,
                Path = auth.TokenPath,
                Operation = "token",
                Body = Encoding.UTF8.GetBytes(form),
                ContentType = "application/x-www-form-urlencoded",
            },
            cancellationToken);
        AccessTokenWire? wire = null;
        try
        {
            wire = JsonSerializer.Deserialize(response.Body.Span, CustomJson.Default.AccessTokenWire);
        }
        catch (JsonException)
        {
        }

        if (Tidy.Text(wire?.AccessToken) is not { } token)
            throw new VendorException(VendorErrorKind.Malformed, "token", "the answer has no access_token") { Status = response.Status };

        // Without expires_in a token is good for an hour, which is what servers mean who leave it out.
        var seconds = wire!.ExpiresIn.ValueKind switch
        {
            JsonValueKind.Number when wire.ExpiresIn.TryGetDouble(out var number) => number,
            JsonValueKind.String when double.TryParse(wire.ExpiresIn.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => 3600,
        };
        return new VendorToken(new Secret(token), asked.AddSeconds(Math.Clamp(seconds, 30, 365 * 86_400)));
    }
}
