using System.Collections.Frozen;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>Writes: notes, charges, checkout hours, cleanness. Hostaway keeps no guests, so preferences have no place of their own.</summary>
public sealed partial class HostawayConnector : IWrites<NoteWrite>, IWrites<ChargeWrite>, IWrites<CheckoutTimeWrite>, IWrites<HousekeepingWrite>
{
    /// <summary>The values are not documented: these are the ones integrators read, see <see cref="HostawayRoomMapping.Cleanness"/>.</summary>
    internal static readonly FrozenDictionary<HousekeepingStatus, int> WritableCleanness = new Dictionary<HousekeepingStatus, int>
    {
        [HousekeepingStatus.Clean] = 1,
        [HousekeepingStatus.Dirty] = 2,
    }.ToFrozenDictionary();

    string? IWrites<CheckoutTimeWrite>.RefusalOf(CheckoutTimeWrite write) =>
        write.Time == new TimeOnly(write.Time.Hour, 0) ? null : "Hostaway keeps checkout times in whole hours.";

    string? IWrites<HousekeepingWrite>.RefusalOf(HousekeepingWrite write) =>
        WritableCleanness.ContainsKey(write.Status) ? null : $"Hostaway has no housekeeping status {write.Status}; it has {string.Join(", ", WritableCleanness.Keys.Order())}.";

    /// <summary>The host's note is one text that is overwritten.</summary>
    public async Task<WriteReceipt> WriteAsync(NoteWrite write, CancellationToken cancellationToken)
    {
        var addition = $"{write.Text.Trim()} [{write.Reference}]";
        await new OverwritingField
        {
            Operation = "PUT reservations/{id}",
            Read = async cancel => (await _writes.ReadReservationAsync(write.BookingId, cancel)).HostNote,
            Write = (text, cancel) => _writes.UpdateReservationAsync(write.BookingId, new ReservationUpdateWire { HostNote = text }, cancel),
            Missing = text => text.Contains(write.Reference, StringComparison.Ordinal) ? "" : addition,
        }.AppendAsync(cancellationToken);
        return new WriteReceipt(null);
    }

    public async Task<WriteTrace> FindAsync(NoteWrite write, CancellationToken cancellationToken) =>
        (await _writes.ReadReservationAsync(write.BookingId, cancellationToken)).HostNote?.Contains(write.Reference, StringComparison.Ordinal) == true
            ? WriteTrace.Arrived(null)
            : WriteTrace.Absent;

    /// <summary>An offline charge the guest has not paid; the mark is its description.</summary>
    public async Task<WriteReceipt> WriteAsync(ChargeWrite write, CancellationToken cancellationToken)
    {
        var charge = new NewChargeWire(write.Title, write.Reference, write.Amount.ToMajor(), write.Amount.Currency, Status: "awaiting", PaymentMethod: "other");
        return new WriteReceipt(await _writes.CreateChargeAsync(write.BookingId, charge, cancellationToken));
    }

    public async Task<WriteTrace> FindAsync(ChargeWrite write, CancellationToken cancellationToken)
    {
        var charge = await _writes.FindChargeAsync(
            write.BookingId, each => each.Description?.Contains(write.Reference, StringComparison.Ordinal) == true, cancellationToken);
        return charge is null ? WriteTrace.Absent : WriteTrace.Arrived(charge.Id);
    }

    public async Task<WriteReceipt> WriteAsync(CheckoutTimeWrite write, CancellationToken cancellationToken)
    {
        await _writes.UpdateReservationAsync(write.BookingId, new ReservationUpdateWire { CheckOutTime = write.Time.Hour }, cancellationToken);
        return new WriteReceipt(null);
    }

    public async Task<WriteTrace> FindAsync(CheckoutTimeWrite write, CancellationToken cancellationToken) =>
        HostawayValues.Whole((await _writes.ReadReservationAsync(write.BookingId, cancellationToken)).CheckOutTime) == write.Time.Hour
            ? WriteTrace.Arrived(null)
            : WriteTrace.Absent;

    /// <summary>Cleanness is kept per listing: a unit has none, and its number may be a listing's.</summary>
    public async Task<WriteReceipt> WriteAsync(HousekeepingWrite write, CancellationToken cancellationToken)
    {
        await RequireListingAsync(write.RoomId, cancellationToken);
        await _writes.UpdateListingAsync(write.RoomId, new ListingUpdateWire(WritableCleanness[write.Status]), cancellationToken);
        return new WriteReceipt(null);
    }

    public async Task<WriteTrace> FindAsync(HousekeepingWrite write, CancellationToken cancellationToken)
    {
        await RequireListingAsync(write.RoomId, cancellationToken);
        var listing = await _writes.ReadListingAsync(write.RoomId, cancellationToken);
        var status = HostawayRoomMapping.Cleanness.GetValueOrDefault(Tidy.Text(listing.CleannessStatus) ?? "", HousekeepingStatus.Unknown);
        return status == write.Status ? WriteTrace.Arrived(null) : WriteTrace.Absent;
    }

    private async Task RequireListingAsync(string roomId, CancellationToken cancellationToken)
    {
        if (!(await _reference.ListingsAsync(cancellationToken)).TryGetValue(roomId, out var listing))
        {
            throw new VendorException(
                VendorErrorKind.Unsupported, "PUT listings/{id}", "the room is no listing of its own; Hostaway keeps cleanness per listing, not per unit");
        }

        var hasUnits = listing.Units is { Count: > 0 } || (listing.Units is null && (await _reference.UnitsAsync(roomId, cancellationToken)).Count > 0);
        if (hasUnits)
        {
            throw new VendorException(
                VendorErrorKind.Unsupported, "PUT listings/{id}", "the listing sells several units; Hostaway keeps cleanness for all of them together only");
        }
    }
}
