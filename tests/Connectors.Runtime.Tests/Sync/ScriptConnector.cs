using System.Text.Json.Serialization;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

/// <summary>The smallest possible vendor: one list of bookings with a cursor, and bookings by id where the setting <c>finds</c> is given.</summary>
internal sealed class ScriptConnector(ConnectorContext context) : IPmsConnector, IReadsBookings, IFindsBookings, IRevokesAccess
{
    public static ConnectorDescriptor Descriptor { get; } = new()
    {
        Slug = "script",
        Name = "Script PMS",
        DefaultEndpoint = new Uri("https://pms.example"),
        Documentation = new Uri("https://pms.example/docs"),
        Settings =
        [
            new SettingDescriptor { Name = "key", Label = "Key", Guidance = "Printed on the box.", Secret = true },
            new SettingDescriptor { Name = "finds", Label = "Finds", Guidance = "Anything.", Required = false },
        ],
        Limits = [new RateWindow(1000, TimeSpan.FromSeconds(1))],
        AccountSettings = ["key"],
    };

    public static IPmsConnector Connect(ConnectorContext context) => new ScriptConnector(context);

    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel)
    {
        var list = JsonList.Parse(payload, "bookings");
        return BuildPage(list, hotel) with { IsList = list.IsList };
    }

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RevokeAccessAsync(CancellationToken cancellationToken) => context.Http.SendAsync(
        new VendorRequest { Method = HttpMethod.Delete, Path = "access", Operation = "revoke", Headers = [new("key", context.Settings.GetSecret("key").Reveal())] },
        cancellationToken);

    public async Task<VendorPage> ReadBookingsAsync(Feed feed, string? cursor, CancellationToken cancellationToken)
    {
        var since = feed.ChangedSince?.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        var response = await context.Http.SendAsync(
            new VendorRequest
            {
                Method = HttpMethod.Get,
                Path = $"bookings?mode={feed.Mode}&cursor={cursor}&since={Uri.EscapeDataString(since ?? "")}&from={feed.From:yyyy-MM-dd}",
                Operation = "bookings",
                Headers = [new("key", context.Settings.GetSecret("key").Reveal())],
            },
            cancellationToken);
        return BuildPage(response.List("bookings"), context.Hotel);
    }

    public async Task<VendorPage> FindBookingsAsync(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        if (context.Settings.Find("finds") is null)
            throw new VendorException(VendorErrorKind.Unsupported, "bookings", "it has no bookings by id");
        var response = await context.Http.SendAsync(
            new VendorRequest { Method = HttpMethod.Get, Path = $"bookings?ids={Uri.EscapeDataString(string.Join(',', externalIds))}", Operation = "bookings" }, cancellationToken);
        return BuildPage(response.List("bookings"), context.Hotel);
    }

    private static VendorPage BuildPage(JsonList list, HotelSettings hotel)
    {
        var page = new PageBuilder(hotel);
        foreach (var record in page.Read(EntityKind.Booking, list.Records, ScriptJson.Default.ScriptBooking, "id"))
        {
            page.AddBooking(record, ToBooking, record.Value.Id);
            if (record.Value.Guest is not null)
                page.AddGuest(record, booking => new Guest { ExternalId = Require.Text(booking.Guest, "$.guest"), LastName = booking.Guest }, record.Value.Guest);
        }

        return page.Build(list.Scalar("next"), long.TryParse(list.Scalar("total"), System.Globalization.CultureInfo.InvariantCulture, out var total) ? total : null);
    }

    private static Booking ToBooking(ScriptBooking wire)
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
            ModifiedAt = wire.Modified,
        };
    }
}

internal sealed record ScriptBooking(string? Id, string? Arrival, string? Status, DateTimeOffset? Modified, string? Guest);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ScriptBooking))]
internal sealed partial class ScriptJson : JsonSerializerContext;
