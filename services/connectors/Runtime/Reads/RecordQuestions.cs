using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Reads;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>One booking.</summary>
internal sealed record BookingQuestion(string Id) : ReadQuestion
{
    public override EntityKind Entity => EntityKind.Booking;

    public override string Text => $"booking {Id}";

    public override async Task<ReadFinding> AskAsync(BoundConnection connection, ReadScope scope, CancellationToken cancellationToken)
    {
        if (connection.Connector is not IFindsBookings vendor)
            throw Unsupported(connection, "give bookings by id");
        var page = await vendor.FindBookingsAsync([Id], cancellationToken);
        return Found(page.Bookings.LastOrDefault(booking => booking.ExternalId == Id), ContractsJson.Default.Booking, page);
    }
}

/// <summary>One guest.</summary>
internal sealed record GuestQuestion(string Id) : ReadQuestion
{
    public override EntityKind Entity => EntityKind.Guest;

    public override string Text => $"guest {Id}";

    public override async Task<ReadFinding> AskAsync(BoundConnection connection, ReadScope scope, CancellationToken cancellationToken)
    {
        if (connection.Connector is not IFindsGuests vendor)
            throw Unsupported(connection, "give guests by id");
        var page = await vendor.FindGuestsAsync([Id], cancellationToken);
        return Found(page.Guests.LastOrDefault(guest => guest.ExternalId == Id), ContractsJson.Default.Guest, page);
    }
}

/// <summary>One room with its status now.</summary>
internal sealed record RoomQuestion(string Id) : ReadQuestion
{
    public override EntityKind Entity => EntityKind.Room;

    public override string Text => $"room {Id}";

    public override async Task<ReadFinding> AskAsync(BoundConnection connection, ReadScope scope, CancellationToken cancellationToken)
    {
        if (connection.Connector is not IFindsRooms vendor)
            throw Unsupported(connection, "give rooms by id");
        var page = await vendor.FindRoomsAsync([Id], cancellationToken);
        return Found(page.Rooms.LastOrDefault(room => room.ExternalId == Id), ContractsJson.Default.Room, page);
    }
}

/// <summary>What is owed on a booking.</summary>
internal sealed record BalanceQuestion(string Id) : ReadQuestion
{
    public override EntityKind Entity => EntityKind.Booking;

    public override string Text => $"balance {Id}";

    public override async Task<ReadFinding> AskAsync(BoundConnection connection, ReadScope scope, CancellationToken cancellationToken)
    {
        if (connection.Connector is not IReadsBalances vendor)
            throw Unsupported(connection, "tell balances");
        var owed = await vendor.ReadBalanceAsync(Id, cancellationToken);
        return Found(owed is { } balance ? new BookingBalance { BookingId = Id, Balance = balance } : null, ContractsJson.Default.BookingBalance, new MappedRecords());
    }
}
