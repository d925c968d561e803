using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>The writes in use, and the reads that look for what was written, https://api.hostaway.com/documentation.</summary>
internal sealed class HostawayWrites(VendorHttp http)
{
    private const int MostPages = 100;

    private readonly VendorHttp _http = http.Classifying(HostawayFailures.OfWrite);

    /// <summary>https://api.hostaway.com/documentation#retrieve-a-reservation</summary>
    /// <exception cref="VendorException">NotFound: there is no such reservation.</exception>
    public async Task<ReservationWire> ReadReservationAsync(string id, CancellationToken cancellationToken)
    {
        var response = await ReadAsync("reservations/{id}", $"v1/reservations/{Uri.EscapeDataString(id)}", cancellationToken);
        return response.List("result").Records.Select(record => HostawayApi.TryRead(record, HostawayJson.Default.ReservationWire)).FirstOrDefault()
            ?? throw new VendorException(VendorErrorKind.Malformed, "reservations/{id}", "the answer is no reservation");
    }

    /// <summary>Changes the members given and leaves the others. https://api.hostaway.com/documentation#update-a-reservation</summary>
    public Task UpdateReservationAsync(string id, ReservationUpdateWire update, CancellationToken cancellationToken) => WriteAsync(
        HttpMethod.Put, "PUT reservations/{id}", $"v1/reservations/{Uri.EscapeDataString(id)}", update, HostawayWritesJson.Default.ReservationUpdateWire, cancellationToken);

    /// <summary>Records a charge outside of any payment provider. https://api.hostaway.com/documentation#create-an-offline-charge</summary>
    /// <returns>The charge's id.</returns>
    public async Task<string?> CreateChargeAsync(string reservationId, NewChargeWire charge, CancellationToken cancellationToken)
    {
        var response = await WriteAsync(
            HttpMethod.Post, "POST guestPayments/charges", $"v1/guestPayments/charges/{Uri.EscapeDataString(reservationId)}", charge,
            HostawayWritesJson.Default.NewChargeWire, cancellationToken);
        return ChargesOf(response.List("result")).FirstOrDefault()?.Id;
    }

    /// <summary>A charge of a reservation. https://api.hostaway.com/documentation#retrieve-charges-list</summary>
    public async Task<ChargeWire?> FindChargeAsync(string reservationId, Func<ChargeWire, bool> fits, CancellationToken cancellationToken)
    {
        var offset = 0;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var path = string.Create(
                CultureInfo.InvariantCulture, $"v1/guestPayments/charges?reservationId={Uri.EscapeDataString(reservationId)}&limit={HostawayApi.LargestPage}&offset={offset}");
            var list = (await ReadAsync("guestPayments/charges", path, cancellationToken)).List("result");
            if (ChargesOf(list).FirstOrDefault(fits) is { } found)
                return found;
            offset += list.Records.Count;
            if (list.Records.Count == 0 || (HostawayValues.Whole(list.Scalar("count")) is { } count ? offset >= count : list.Records.Count < HostawayApi.LargestPage))
                return null;
        }

        throw new VendorException(VendorErrorKind.Malformed, "guestPayments/charges", "the answer's pages do not end");
    }

    /// <summary>https://api.hostaway.com/documentation#retrieve-a-listing</summary>
    public async Task<ListingWire> ReadListingAsync(string id, CancellationToken cancellationToken)
    {
        var response = await ReadAsync("listings/{id}", $"v1/listings/{Uri.EscapeDataString(id)}", cancellationToken);
        return response.List("result").Records.Select(record => HostawayApi.TryRead(record, HostawayJson.Default.ListingWire)).FirstOrDefault()
            ?? throw new VendorException(VendorErrorKind.Malformed, "listings/{id}", "the answer is no listing");
    }

    /// <summary>Changes the members given and leaves the others, so since 2020-12-18. https://api.hostaway.com/documentation#update-a-listing</summary>
    public Task UpdateListingAsync(string id, ListingUpdateWire update, CancellationToken cancellationToken) => WriteAsync(
        HttpMethod.Put, "PUT listings/{id}", $"v1/listings/{Uri.EscapeDataString(id)}", update, HostawayWritesJson.Default.ListingUpdateWire, cancellationToken);

    private static IEnumerable<ChargeWire> ChargesOf(JsonList list) =>
        list.Records.Select(record => HostawayApi.TryRead(record, HostawayWritesJson.Default.ChargeWire)).OfType<ChargeWire>();

    private Task<VendorResponse> ReadAsync(string operation, string path, CancellationToken cancellationToken) => _http.SendAsync(
        new VendorRequest { Method = HttpMethod.Get, Path = path, Operation = operation, Headers = [new("Cache-Control", "no-cache")] }, cancellationToken);

    private Task<VendorResponse> WriteAsync<T>(
        HttpMethod method, string operation, string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) => _http.SendAsync(
        new VendorRequest { Method = method, Path = path, Operation = operation, Body = JsonSerializer.SerializeToUtf8Bytes(body, type), IsWrite = true }, cancellationToken);
}

internal sealed record ReservationUpdateWire
{
    public string? HostNote { get; init; }
    public int? CheckOutTime { get; init; }
}

internal sealed record ListingUpdateWire(int CleannessStatus);

/// <summary>https://api.hostaway.com/documentation#guest-charge-object</summary>
internal sealed record NewChargeWire(string Title, string Description, decimal Amount, string Currency, string Status, string PaymentMethod);

internal sealed record ChargeWire
{
    public string? Id { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(LenientText)])]
[JsonSerializable(typeof(ReservationUpdateWire))]
[JsonSerializable(typeof(ListingUpdateWire))]
[JsonSerializable(typeof(NewChargeWire))]
[JsonSerializable(typeof(ChargeWire))]
internal sealed partial class HostawayWritesJson : JsonSerializerContext;
