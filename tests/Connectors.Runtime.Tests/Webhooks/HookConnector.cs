using System.Text.Json;
using System.Text.Json.Serialization;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

/// <summary>How a <see cref="HookConnector{TProof}"/> wants its deliveries proven.</summary>
internal interface IHookProof
{
    static abstract WebhookScheme Scheme { get; }
}

/// <summary>Timestamp and body are signed.</summary>
internal sealed class Signed : IHookProof
{
    public static WebhookScheme Scheme { get; } = new()
    {
        Proof = new WebhookProof.Hmac("X-Signature", "signingSecret") { TimestampHeader = "X-Time", SignedText = "{timestamp}.{body}" },
    };
}

/// <summary>Basic credentials, and a vendor that takes any 4xx for the last word.</summary>
internal sealed class BasicFinal : IHookProof
{
    public static WebhookScheme Scheme { get; } = new() { Proof = new WebhookProof.Basic("hookUser", "hookPassword"), ClientErrorsAreFinal = true };
}

/// <summary>The address alone.</summary>
internal sealed class AddressOnly : IHookProof
{
    public static WebhookScheme Scheme { get; } = new() { Proof = new WebhookProof.Address() };
}

/// <summary>A vendor that tells of changes: whole bookings, or ids of them to be asked for.</summary>
internal sealed class HookConnector<TProof>(ConnectorContext context) : IPmsConnector, IReceivesWebhooks, IReadsBookings, IFindsBookings
    where TProof : IHookProof
{
    public static ConnectorDescriptor Descriptor { get; } = new()
    {
        Slug = "hook",
        Name = "Hook PMS",
        DefaultEndpoint = new Uri("https://pms.example"),
        Documentation = new Uri("https://pms.example/docs"),
        Settings =
        [
            new SettingDescriptor { Name = "account", Label = "Account", Guidance = "The account.", Required = false },
            new SettingDescriptor { Name = "signingSecret", Label = "Secret", Guidance = "Signs.", Secret = true, Required = false },
            new SettingDescriptor { Name = "hookUser", Label = "User", Guidance = "Calls.", Required = false },
            new SettingDescriptor { Name = "hookPassword", Label = "Password", Guidance = "Calls.", Secret = true, Required = false },
            WebhookSettings.Token,
        ],
        Limits = [new RateWindow(1000, TimeSpan.FromSeconds(1))],
        AccountSettings = [],
        TakesNeutralBookings = true,
    };

    public static WebhookScheme Webhooks => TProof.Scheme;

    public static IPmsConnector Connect(ConnectorContext context) => new HookConnector<TProof>(context);

    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => PageOf(payload, "bookings", hotel);

    public static WebhookReading Read(WebhookDelivery delivery, HotelSettings hotel)
    {
        HookBody body;
        try
        {
            body = JsonSerializer.Deserialize(delivery.Body.Span, HookJson.Default.HookBody) ?? throw new MappingException("$", "is null");
        }
        catch (JsonException error)
        {
            throw new MappingException(error.Path ?? "$", "has the wrong JSON type");
        }

        if (body.Bug)
            throw new InvalidOperationException("a fault of the connector");
        return new WebhookReading
        {
            DeliveryId = body.Id,
            Reply = body.Challenge is null ? null : new WebhookReply("text/plain", body.Challenge),
            OfAnotherAccount = body.Account is not null && hotel.Settings?.Find("account") is { } own && own != body.Account,
            Records = body.Bookings is null ? new MappedRecords() : PageOf(delivery.Body, "bookings", hotel),
            Named = [.. (body.Changed ?? []).Select(id => new NamedRecord(EntityKind.Booking, id)), .. (body.Guests ?? []).Select(id => new NamedRecord(EntityKind.Guest, id))],
            Ignored = body.Message is null ? null : "messages are not read",
        };
    }

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<VendorPage> FindBookingsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        var request = new VendorRequest { Method = HttpMethod.Get, Path = $"bookings?ids={string.Join(',', externalIds)}", Operation = "bookings" };
        return PageOf((await context.Http.SendAsync(request, cancellationToken)).Body, "bookings", context.Hotel);
    }

    public async Task<VendorPage> ReadBookingsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var request = new VendorRequest { Method = HttpMethod.Get, Path = "bookings", Operation = "bookings" };
        return PageOf((await context.Http.SendAsync(request, cancellationToken)).Body, "bookings", context.Hotel);
    }

    private static VendorPage PageOf(ReadOnlyMemory<byte> payload, string property, HotelSettings hotel)
    {
        var page = new PageBuilder(hotel);
        foreach (var record in page.Read(EntityKind.Booking, JsonList.Parse(payload, property).Records, HookJson.Default.HookBooking, "id"))
            page.AddBooking(record, ToBooking, record.Value.Id);
        return page.Build();
    }

    private static Booking ToBooking(HookBooking wire)
    {
        var arrival = Require.Value(Tidy.Date(wire.Arrival), "$.arrival");
        return new Booking
        {
            ExternalId = Require.Text(wire.Id, "$.id"),
            Status = BookingStatus.Confirmed,
            VendorStatus = wire.Status ?? "booked",
            Arrival = arrival,
            Departure = arrival.AddDays(2),
            Channel = BookingChannel.Direct,
            Notes = wire.Note,
            ModifiedAt = wire.Modified,
        };
    }
}

internal sealed record HookBody(
    string? Id, string? Account, string? Challenge, string? Message, IReadOnlyList<JsonElement>? Bookings, IReadOnlyList<string>? Changed, IReadOnlyList<string>? Guests, bool Bug);

internal sealed record HookBooking(string? Id, string? Arrival, string? Status, DateTimeOffset? Modified, string? Note);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HookBody))]
[JsonSerializable(typeof(HookBooking))]
internal sealed partial class HookJson : JsonSerializerContext;
