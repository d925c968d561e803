using System.Collections.Concurrent;
using MassTransit;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.ServiceDefaults.Tests.Bus;

[EventName("pms.test.happened")]
public sealed record SomethingHappened(int Number);

/// <summary>Keeps what arrives; faults as long as a test wants it to.</summary>
internal sealed class Inbox
{
    public ConcurrentQueue<object> Messages { get; } = new();

    public Func<object, Exception?> Fault { get; set; } = _ => null;

    /// <summary>What a consumer waits for before it is done; nothing at first.</summary>
    public Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

    public int Tries;

    public void Take(object message)
    {
        Interlocked.Increment(ref Tries);
        if (Fault(message) is { } fault)
            throw fault;
        Messages.Enqueue(message);
    }

    public int[] Numbers => [.. Messages.OfType<SomethingHappened>().Select(message => message.Number).Distinct().Order()];
}

internal sealed class TakeSomething(Inbox inbox) : IConsumer<SomethingHappened>
{
    public async Task Consume(ConsumeContext<SomethingHappened> context)
    {
        await inbox.Work(context.CancellationToken);
        inbox.Take(context.Message);
    }
}

internal sealed class TakeSomethingDefinition : ConsumerDefinition<TakeSomething>
{
    public TakeSomethingDefinition() => EndpointName = "test.something";
}

internal sealed class TakeBookings(Inbox inbox) : IConsumer<BookingsChanged>
{
    public Task Consume(ConsumeContext<BookingsChanged> context)
    {
        inbox.Take(context.Message);
        return Task.CompletedTask;
    }
}

internal sealed class TakeBookingsDefinition : ConsumerDefinition<TakeBookings>
{
    public TakeBookingsDefinition() => EndpointName = "test.bookings";
}

internal static class SampleEvents
{
    public static BookingsChanged Bookings(int count, string first = "b0") => new()
    {
        Context = new EventContext
        {
            HotelId = "htl_aurora",
            ConnectionId = "con_aurora_mews",
            Vendor = "mews",
            CorrelationId = "call-1",
            OccurredAt = new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero),
        },
        Items =
        [
            .. Enumerable.Range(0, count).Select(i => new Versioned<Booking>
            {
                Version = new EntityVersion { ObservedAt = new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero), ContentHash = $"{i:x32}" },
                Value = new Booking
                {
                    ExternalId = i == 0 ? first : $"b{i}",
                    Status = BookingStatus.Confirmed,
                    VendorStatus = "Confirmed",
                    Arrival = new DateOnly(2026, 6, 1),
                    Departure = new DateOnly(2026, 6, 4),
                    Channel = BookingChannel.Direct,
                    Total = new Money(81250, "EUR"),
                    Guests = [new BookingGuest { ExternalId = $"g{i}", Name = "Örs O'Példa" }],
                    Extensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["Purpose"] = "Leisure", ["purpose"] = "leisure" },
                },
            }),
        ],
    };
}
