using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Custom;

/// <summary>Any hotel system that can be asked over REST or GraphQL, or that can POST JSON. What its fields mean is a document among the settings.</summary>
public sealed class CustomConnector : IPmsConnector, IReadsBookings, IReadsGuests, IReadsRooms, IReceivesWebhooks, IDrawsGuestsFromBookings
{
    internal const string MappingSetting = "mapping";

    private readonly MappingDocument _mapping;
    private readonly CustomApi _api;
    private readonly HotelSettings _hotel;
    private readonly TimeProvider _time;

    private CustomConnector(ConnectorContext context, MappingDocument mapping)
    {
        _mapping = mapping;
        _hotel = context.Hotel;
        _time = context.Time;
        _api = new CustomApi(context, mapping);
    }

    /// <inheritdoc />
    public static ConnectorDescriptor Descriptor { get; } = new()
    {
        Slug = "custom",
        Name = "Custom",
        DefaultEndpoint = new Uri("https://endpoint.invalid/"),
        Documentation = new Uri("https://www.rfc-editor.org/rfc/rfc9535"),
        Guide = CustomGuide.Text,
        TakesFieldOverrides = false,
        Settings =
        [
            new SettingDescriptor
            {
                Name = "apiKey",
                Label = "API key or bearer token",
                Guidance = "For auth types apiKey and bearer: what the system gave you to call it with.",
                Secret = true,
                Required = false,
            },
            new SettingDescriptor { Name = "user", Label = "User", Guidance = "For auth type basic.", Required = false },
            new SettingDescriptor { Name = "password", Label = "Password", Guidance = "For auth type basic.", Secret = true, Required = false },
            new SettingDescriptor { Name = "clientId", Label = "Client id", Guidance = "For auth type oauth2.", Required = false },
            new SettingDescriptor { Name = "clientSecret", Label = "Client secret", Guidance = "For auth type oauth2.", Secret = true, Required = false },
            new SettingDescriptor
            {
                Name = "webhookToken",
                Label = "Token of POSTed bodies",
                Guidance = "The system sends it in the header x-provider-token when it POSTs; choose a long one.",
                Secret = true,
                Required = false,
            },
            new SettingDescriptor
            {
                Name = MappingSetting,
                Label = "Mapping",
                Guidance = "A JSON document that says how to ask and what the fields mean; without one only POSTs in the platform's own form are understood.",
                Required = false,
            },
            new SettingDescriptor
            {
                Name = "account",
                Label = "Account",
                Guidance = "Tells accounts at one address apart, each with limits of its own; leave it when there is one.",
                Required = false,
                Default = "default",
            },
        ],
        Limits = [new RateWindow(300, TimeSpan.FromMinutes(1))],
        AccountSettings = ["account"],
        Overlap = TimeSpan.FromMinutes(15),
    };

    /// <inheritdoc />
    public static WebhookScheme Webhooks { get; } = new() { Proof = new WebhookProof.SharedToken("x-provider-token", "webhookToken") };

    /// <inheritdoc />
    public static IPmsConnector Connect(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var mapping = CustomPayload.MappingOf(context.Settings);
        var missing = CustomApi.MissingSettings(mapping.Auth, context.Settings);
        return missing.Count == 0 ? new CustomConnector(context, mapping) : throw new UnusableSettingException(MappingSetting, missing);
    }

    /// <inheritdoc />
    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => CustomPayload.Map(entity, payload, hotel);

    /// <inheritdoc />
    public static WebhookReading Read(WebhookDelivery delivery, HotelSettings hotel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return CustomPayload.Read(delivery, hotel);
    }

    /// <inheritdoc />
    public static void MapEndpoints(RouteGroupBuilder endpoints) => MappingEndpoints.Map(endpoints);

    /// <inheritdoc />
    public bool DrawsGuestsFromBookings => _mapping.Sections.GetValueOrDefault(EntityKind.Guest) is { Within: not null };

    /// <summary>Asks for one record of what the mapping asks for first; a system that only POSTs has nothing to check.</summary>
    /// <inheritdoc />
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var entity in (EntityKind[])[EntityKind.Room, EntityKind.Booking, EntityKind.Guest])
        {
            if (_mapping.Sections.GetValueOrDefault(entity) is not { Request: not null } section)
                continue;
            var feed = new Feed { Mode = SyncMode.Full, StartedAt = _time.GetUtcNow(), Limit = 1 };
            using var page = await _api.ReadAsync(section, feed, new PageMark(), cancellationToken);
            return;
        }
    }

    /// <inheritdoc />
    public async Task<VendorPage> ReadBookingsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var bookings = SectionOf(EntityKind.Booking);
        using var page = await _api.ReadAsync(bookings, feed, CustomApi.MarkOf(cursor), cancellationToken);
        var mapped = Map(page, bookings);
        if (_mapping.Sections.GetValueOrDefault(EntityKind.Guest) is { Within: { } within } guests)
            CustomMapping.Add(mapped, guests, Inside(page, within), _hotel);
        return mapped.Build(CursorOf(page), page.Total);
    }

    /// <inheritdoc />
    public async Task<VendorPage> ReadGuestsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var guests = SectionOf(EntityKind.Guest);
        using var page = await _api.ReadAsync(guests.Within is null ? guests : SectionOf(EntityKind.Booking), feed, CustomApi.MarkOf(cursor), cancellationToken);
        if (guests.Within is not { } within)
            return Map(page, guests).Build(CursorOf(page), page.Total);

        var mapped = new MappedPage();
        CustomMapping.Add(mapped, guests, Inside(page, within), _hotel);
        return mapped.Build(CursorOf(page), null);
    }

    /// <inheritdoc />
    public async Task<VendorPage> ReadRoomsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var rooms = SectionOf(EntityKind.Room);
        using var page = await _api.ReadAsync(rooms, feed, CustomApi.MarkOf(cursor), cancellationToken);
        return Map(page, rooms).Build(CursorOf(page), page.Total);
    }

    /// <summary>The guests that bookings hold. A booking whose names are no Unicode is told of by its own mapping.</summary>
    private static IEnumerable<Found> Inside(CustomPage page, JsonPath within)
    {
        foreach (var record in page.Records.Where(record => !page.Broken.ContainsKey(record.Path)))
        {
            IReadOnlyList<Found> inside;
            try
            {
                inside = CustomPayload.Elements(within.Select(record.Value).Where(found => found.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array));
            }
            catch (InvalidOperationException)
            {
                continue;
            }

            foreach (var found in inside)
                yield return found;
        }
    }

    private static string? CursorOf(CustomPage page) => page.Next is { } next ? JsonSerializer.Serialize(next, CustomJson.Default.PageMark) : null;

    /// <summary>What there is of a record the system could not give whole. One it left out is told by its place, or several would look like the same.</summary>
    private static byte[] PayloadOf(Found record, CustomPage page) => record.Value.ValueKind == JsonValueKind.Null
        ? System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["leftOutAt"] = record.Path, ["page"] = page.Number }.ToJsonString())
        : CustomMapping.PayloadOf(record.Value);

    private Section SectionOf(EntityKind entity) => _mapping.Sections.GetValueOrDefault(entity)
        ?? throw new VendorException(VendorErrorKind.Unsupported, "read", $"the mapping says nothing of {entity} records");

    private MappedPage Map(CustomPage page, Section section)
    {
        var mapped = new MappedPage();
        foreach (var record in page.Records)
        {
            if (page.Broken.TryGetValue(record.Path, out var reason))
                mapped.Unmapped.Add(new UnmappedRecord(section.Entity, null, "$", reason, PayloadOf(record, page)));
            else
                CustomMapping.Add(mapped, section, record.Value, _hotel);
        }

        return mapped;
    }
}
