using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Mews;

/// <summary>The writes of the Mews Connector API that we use, and the reads that look for what was written.</summary>
internal sealed class MewsWrites(VendorHttp http, Secret clientToken, Secret accessToken)
{
    private const string Client = "PmsPlatform 0.1";
    private const int MostPages = 200;

    private readonly VendorHttp _http = http.Classifying(MewsFailures.ClassifyWrite);

    /// <summary>https://mews-systems.gitbook.io/connector-api/operations/serviceordernotes#add-service-order-notes</summary>
    /// <returns>The note's id.</returns>
    public async Task<string?> AddNoteAsync(string reservationId, string text, CancellationToken cancellationToken)
    {
        var response = await WriteAsync("serviceOrderNotes/add", new MewsWriteBody { ServiceOrderNotes = [new MewsNewNote(reservationId, text)] }, cancellationToken);
        return response.List("ServiceOrderNotes").Records.Readable(MewsWritesJson.Default.MewsNote).FirstOrDefault()?.Id;
    }

    /// <summary>https://mews-systems.gitbook.io/connector-api/operations/serviceordernotes#get-all-service-order-notes</summary>
    public Task<MewsNote?> FindNoteAsync(string reservationId, Func<MewsNote, bool> fits, CancellationToken cancellationToken) => FindAsync(
        "serviceOrderNotes/getAll", "ServiceOrderNotes", new MewsWriteBody { ServiceOrderIds = [reservationId] }, MewsWritesJson.Default.MewsNote, fits, cancellationToken);

    /// <summary>Overwrites members of a profile; empty ones stay. https://mews-systems.gitbook.io/connector-api/operations/customers#update-customer</summary>
    public Task UpdateCustomerAsync(MewsWriteBody customer, CancellationToken cancellationToken) => WriteAsync("customers/update", customer, cancellationToken);

    /// <summary>https://mews-systems.gitbook.io/connector-api/operations/orders#add-order</summary>
    /// <returns>The order's id.</returns>
    public async Task<string?> AddOrderAsync(MewsWriteBody order, CancellationToken cancellationToken)
    {
        var response = await WriteAsync("orders/add", order, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(response.Body.Span, MewsWritesJson.Default.MewsOrdered)?.OrderId;
        }
        catch (JsonException error)
        {
            throw new VendorException(VendorErrorKind.Uncertain, "orders/add", "the answer is not the documented JSON", error);
        }
    }

    /// <summary>
    /// An item ordered within an interval, cancelled ones among them. Of any service: which one charges are booked under may have changed since. https://mews-systems.gitbook.io/connector-api/operations/orderitems
    /// </summary>
    public Task<MewsChargedItem?> FindItemAsync(MewsInterval created, string externalIdentifier, CancellationToken cancellationToken) => FindAsync(
        "orderItems/getAll",
        "OrderItems",
        new MewsWriteBody { CreatedUtc = created, AccountingStates = ["Open", "Closed", "Inactive", "Canceled"] },
        MewsWritesJson.Default.MewsChargedItem,
        item => string.Equals(item.ExternalIdentifier, externalIdentifier, StringComparison.Ordinal),
        cancellationToken);

    /// <summary>Moves the end of a stay. https://mews-systems.gitbook.io/connector-api/operations/reservations#update-reservation-interval</summary>
    public Task UpdateEndAsync(string reservationId, string endUtc, CancellationToken cancellationToken) => WriteAsync(
        "reservations/updateInterval", new MewsWriteBody { ReservationId = reservationId, EndUtc = endUtc, ChargeCancellationFee = false }, cancellationToken);

    /// <summary>https://mews-systems.gitbook.io/connector-api/operations/resources#update-resources</summary>
    public Task UpdateStateAsync(string resourceId, string state, CancellationToken cancellationToken) => WriteAsync(
        "resources/update", new MewsWriteBody { ResourceUpdates = [new MewsResourceUpdate(resourceId, new MewsValue(state))] }, cancellationToken);

    private async Task<T?> FindAsync<T>(
        string operation, string list, MewsWriteBody body, JsonTypeInfo<T> type, Func<T, bool> fits, CancellationToken cancellationToken)
        where T : class
    {
        string? cursor = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var response = await SendAsync(operation, body with { Limitation = new MewsLimitation(MewsApi.Most, cursor) }, isWrite: false, cancellationToken);
            var page = response.List(list);
            if (page.Records.Readable(type).FirstOrDefault(fits) is { } found)
                return found;
            cursor = page.Scalar("Cursor");
            if (cursor is null || page.Records.Count < MewsApi.Most)
                return null;
        }

        throw new VendorException(VendorErrorKind.Malformed, operation, "the answer's pages do not end");
    }

    private Task<VendorResponse> WriteAsync(string operation, MewsWriteBody body, CancellationToken cancellationToken) =>
        SendAsync(operation, body, isWrite: true, cancellationToken);

    private Task<VendorResponse> SendAsync(string operation, MewsWriteBody body, bool isWrite, CancellationToken cancellationToken)
    {
        var whole = body with { ClientToken = clientToken.Reveal(), AccessToken = accessToken.Reveal(), Client = Client };
        return _http.SendAsync(
            new VendorRequest
            {
                Method = HttpMethod.Post,
                Path = $"api/connector/v1/{operation}",
                Operation = operation,
                Body = JsonSerializer.SerializeToUtf8Bytes(whole, MewsWritesJson.Default.MewsWriteBody),
                IsWrite = isWrite,
            },
            cancellationToken);
    }
}
