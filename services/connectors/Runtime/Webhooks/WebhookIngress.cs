using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Takes deliveries: proves the sender, keeps what came, and only then says so. What follows from it is the inbox's business.</summary>
internal sealed partial class WebhookIngress(
    WebhookVendor vendor, WebhookDoors doors, DeliveryWriter writer, InboxStore store, InboxSignals signals, ConnectorDescriptor descriptor,
    TimeProvider time, ILogger<WebhookIngress> logger)
{
    public const string TokenHeader = "x-provider-token";
    public const string HotelHeader = "x-hotel-slug";

    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(10);

    /// <summary>A delivery in the vendor's form.</summary>
    public async Task<IResult> TakeAsync(HttpContext http, string? token)
    {
        if (vendor is not { Scheme: { } scheme, Read: { } read })
            return Refuse(http, Refusal.NotTaken, final: false);
        var candidates = token is not null ? doors.Find(token) : scheme.Proof is WebhookProof.Address ? [] : doors.WithoutToken();
        if (candidates.Count == 0)
            return Refuse(http, Refusal.UnknownAddress, scheme.ClientErrorsAreFinal);

        var (body, unreadable) = await DeliveryBody.ReadAsync(http.Request);
        if (unreadable is not null)
            return Refuse(http, unreadable, scheme.ClientErrorsAreFinal);

        var delivery = new WebhookDelivery(body, HeadersOf(http.Request));
        var (meant, unproven) = Proven(scheme.Proof, delivery, candidates, token is not null);
        if (meant.Count == 0)
            return Refuse(http, unproven, scheme.ClientErrorsAreFinal);

        var deliveries = new List<NewDelivery>();
        foreach (var connection in meant)
        {
            var reading = TryRead(read, delivery, connection, http);
            if (reading?.Reply is { } reply)
            {
                InboxMetrics.Answered(descriptor.Slug, "handshake");
                return Results.Text(reply.Body, reply.ContentType);
            }

            if (reading is not { OfAnotherAccount: true })
                deliveries.Add(writer.Write(connection, InboxForm.Vendor, delivery, reading, http.CorrelationId(), distinguishing: null));
        }

        if (deliveries.Count > 0)
            return await KeepAsync(http, deliveries, NoBody);
        InboxMetrics.Answered(descriptor.Slug, "another-account");
        return Results.Accepted();
    }

    /// <summary>A booking in the vendor-neutral form. Whoever sends it can mend it: what does not map is refused with path and reason.</summary>
    public async Task<IResult> TakeNeutralAsync(HttpContext http)
    {
        if (!descriptor.TakesNeutralBookings)
            return Refuse(http, Refusal.NotTaken, final: false);
        var slug = http.Request.Headers[HotelHeader].ToString();
        var found = doors.Find(http.Request.Headers[TokenHeader].ToString())
            .Where(connection => slug.Length == 0 || string.Equals(connection.Hotel.Slug, slug, StringComparison.Ordinal)).ToList();
        if (found.Count == 0)
            return Refuse(http, Refusal.WrongProof, final: false);
        if (found.Count > 1)
            return Problem.Invalid(HotelHeader, "says which hotel is meant: several have this token.");

        var (body, unreadable) = await DeliveryBody.ReadAsync(http.Request);
        if (unreadable is not null)
            return Refuse(http, unreadable, final: false);

        var delivery = new WebhookDelivery(body, HeadersOf(http.Request));
        try
        {
            // A sender that names its calls repeats the name when it repeats the call, and only then.
            var named = http.Request.Headers.ContainsKey(Correlation.HeaderName) ? http.CorrelationId() : null;
            var reading = NeutralBookings.Read(delivery, found[0].HotelSettings);
            return await KeepAsync(http, [writer.Write(found[0], InboxForm.Neutral, delivery, reading, http.CorrelationId(), named)], AnswerOf);
        }
        catch (MappingException error)
        {
            InboxMetrics.Answered(descriptor.Slug, "refused", "unmapped");
            var correlationId = http.CorrelationId();
            Log.Unmapped(logger, found[0].Id, error.Path, correlationId);
            return Problem.Invalid(error.Path, error.Reason);
        }

        static IResult AnswerOf(NewDelivery kept, bool isNew) =>
            Results.Json(new NeutralAnswer(kept.Id, !isNew), InboxJson.Default.NeutralAnswer, statusCode: StatusCodes.Status202Accepted);
    }

    private static IResult NoBody(NewDelivery kept, bool isNew) => Results.StatusCode(StatusCodes.Status202Accepted);

    private (List<BoundConnection> Meant, Refusal Unproven) Proven(
        WebhookProof proof, WebhookDelivery delivery, IReadOnlyList<BoundConnection> candidates, bool addressProven)
    {
        var meant = new List<BoundConnection>();
        Refusal? unproven = null;
        foreach (var connection in candidates)
        {
            var refusal = WebhookVerifier.Check(proof, delivery, connection.HotelSettings.Settings!, addressProven, time.GetUtcNow());
            if (refusal is null)
                meant.Add(connection);

            // Of several the one that came furthest tells most.
            else if (unproven is null || unproven == Refusal.SecretMissing || refusal == Refusal.WrongClock)
                unproven = refusal;
        }

        return (meant, unproven ?? Refusal.WrongProof);
    }

    /// <summary>Null when it could not be read: it is kept all the same, and the inbox says why.</summary>
    private WebhookReading? TryRead(
        Func<WebhookDelivery, HotelSettings, WebhookReading> read, WebhookDelivery delivery, BoundConnection connection, HttpContext http)
    {
        try
        {
            return read(delivery, connection.HotelSettings);
        }
        catch (MappingException)
        {
            return null;
        }
        catch (Exception error)
        {
            Log.Broken(logger, connection.Id, error.GetType().Name, http.CorrelationId());
            return null;
        }
    }

    private async Task<IResult> KeepAsync(HttpContext http, List<NewDelivery> deliveries, Func<NewDelivery, bool, IResult> answer)
    {
        bool[] isNew;
        try
        {
            isNew = await Task.WhenAll(deliveries.Select(store.KeepAsync));
        }
        catch (Exception error)
        {
            // Whatever it was, the delivery may not be kept: only the sender still has it for sure.
            InboxMetrics.Answered(descriptor.Slug, "unavailable", "database");
            Log.NotKept(logger, deliveries[0].ConnectionId, http.CorrelationId(), error);
            return Problem.Unavailable("the database", ComeAgain);
        }

        foreach (var (index, delivery) in deliveries.Index())
        {
            InboxMetrics.Answered(descriptor.Slug, isNew[index] ? "accepted" : "duplicate");
            if (isNew[index])
                signals.Arrived(delivery.ConnectionId, delivery.Named);
        }

        return answer(deliveries[0], isNew[0]);
    }

    private ProblemHttpResult Refuse(HttpContext http, Refusal refusal, bool final)
    {
        InboxMetrics.Answered(descriptor.Slug, "refused", refusal.Reason);
        var correlationId = http.CorrelationId();
        Log.Refused(logger, descriptor.Slug, refusal.Reason, correlationId);
        return refusal.Answer(final);
    }

    private static Dictionary<string, string> HeadersOf(HttpRequest request) =>
        request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "A delivery for {Vendor} is refused: {Reason} ({CorrelationId})")]
        public static partial void Refused(ILogger logger, string vendor, string reason, string correlationId);

        [LoggerMessage(Level = LogLevel.Information, Message = "A booking posted for {ConnectionId} does not map at {Path} ({CorrelationId})")]
        public static partial void Unmapped(ILogger logger, string connectionId, string path, string correlationId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Reading a delivery for {ConnectionId} met a fault of the connector itself, {Fault} ({CorrelationId})")]
        public static partial void Broken(ILogger logger, string connectionId, string fault, string correlationId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A delivery for {ConnectionId} could not be kept; its sender is told to come again ({CorrelationId})")]
        public static partial void NotKept(ILogger logger, string connectionId, string correlationId, Exception error);
    }
}
