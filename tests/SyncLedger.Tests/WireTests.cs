using MassTransit;
using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.Contracts.Maintenance;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Tests;

public sealed class WireTests
{
    [Fact]
    public void The_ledgers_view_of_an_event_has_the_events_own_names()
    {
        AssertSame<BookingsChanged, BookingSnapshots>();
        AssertSame<GuestsChanged, GuestSnapshots>();
        AssertSame<RoomsChanged, RoomSnapshots>();
        AssertSame<AvailabilityChanged, NightSnapshots>();
        AssertSame<MaintenanceChanged, MaintenanceSnapshots>();
        AssertSame<HousekeepingTasksChanged, TaskSnapshots>();
    }

    private static void AssertSame<TEvent, TView>()
    {
        Assert.Equal(ExchangeOf(typeof(TEvent)), ExchangeOf(typeof(TView)));
        Assert.Equal(MessageUrn.ForTypeString<TEvent>(), MessageUrn.ForTypeString<TView>());
    }

    private static string ExchangeOf(Type type) => Assert.IsType<EventNameAttribute>(Attribute.GetCustomAttribute(type, typeof(EventNameAttribute))).Name;
}
