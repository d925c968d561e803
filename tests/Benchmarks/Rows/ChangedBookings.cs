using System.Globalization;
using System.Text;
using System.Text.Json;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>Events as a connector sends them, in the bus's envelope.</summary>
internal static class ChangedBookings
{
    public const int PerMessage = EventContext.MostItems;

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="hotel">Whose bookings.</param>
    /// <param name="first">Number of the first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="version">Higher is later, and different.</param>
    public static byte[] Message(BenchHotel hotel, int first, int count, int version)
    {
        var at = Begin.AddHours(version);
        var changed = new BookingsChanged
        {
            Context = new EventContext
            {
                HotelId = hotel.Id,
                ConnectionId = hotel.ConnectionId,
                Vendor = hotel.Vendor,
                SyncRunId = Guid.CreateVersion7(),
                CorrelationId = "benchmark",
                OccurredAt = at,
            },
            Items = [.. Enumerable.Range(first, count).Select(number => Item(number, version, at))],
        };
        var json = JsonSerializer.Serialize(changed, ContractsJson.Default.BookingsChanged);
        return Encoding.UTF8.GetBytes(
            $$$"""{"messageId":"{{{Guid.CreateVersion7()}}}","messageType":["urn:message:PmsPlatform.Contracts.Bookings:BookingsChanged"],"message":{{{json}}},"headers":{}}""");
    }

    private static Versioned<Booking> Item(int number, int version, DateTimeOffset at)
    {
        var id = number.ToString("D8", CultureInfo.InvariantCulture);
        var arrival = new DateOnly(2026, 1, 1).AddDays(number % 365);
        var booking = new Booking
        {
            ExternalId = $"5f0c2a7e-0000-4000-8000-0000{id}",
            ConfirmationNumber = id,
            Status = BookingStatus.Confirmed,
            VendorStatus = "Confirmed",
            Arrival = arrival,
            Departure = arrival.AddDays(3),
            Adults = 2,
            Children = 0,
            Channel = BookingChannel.Ota,
            ChannelName = "ChannelManager",
            Total = new Money(60000 + version, "EUR"),
            Guests = [new BookingGuest { ExternalId = $"g-{id}", Name = "Teresa Bragança", Email = $"guest-{id}@example.net", Phone = "+351210550140", IsPrimary = true }],
            Stays = [new RoomStay { RoomExternalId = $"r-{number % 200}", RoomNumber = "407", RoomType = "Double", Status = BookingStatus.Confirmed, Arrival = arrival, Departure = arrival.AddDays(3) }],
            Notes = "Asked for a quiet room.",
            CreatedAt = Begin,
            ModifiedAt = at,
        };
        var canonical = Encoding.UTF8.GetBytes($"{id}/{version}");
        return new Versioned<Booking> { Version = new EntityVersion { ModifiedAt = at, ObservedAt = at, ContentHash = ContentHash.Of(canonical) }, Value = booking };
    }
}
