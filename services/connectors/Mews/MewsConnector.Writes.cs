using System.Collections.Frozen;
using System.Globalization;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Writes: notes, preferences, charges, checkout times, housekeeping.</summary>
public sealed partial class MewsConnector : IWrites<NoteWrite>, IWrites<PreferencesWrite>, IWrites<ChargeWrite>, IWrites<CheckoutTimeWrite>, IWrites<HousekeepingWrite>
{
    private const int MostMerges = 5;

    /// <summary>How far the vendor's clock may be from ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    /// <summary>https://mews-systems.gitbook.io/connector-api/operations/resources#resource-state; OutOfOrder and OutOfService are no housekeeping.</summary>
    internal static readonly FrozenDictionary<HousekeepingStatus, string> WritableStates = new Dictionary<HousekeepingStatus, string>
    {
        [HousekeepingStatus.Clean] = "Clean",
        [HousekeepingStatus.Dirty] = "Dirty",
        [HousekeepingStatus.Inspected] = "Inspected",
    }.ToFrozenDictionary();

    string? IWrites<HousekeepingWrite>.RefusalOf(HousekeepingWrite write) =>
        WritableStates.ContainsKey(write.Status) ? null : $"Mews has no housekeeping status {write.Status}; it has {string.Join(", ", WritableStates.Keys.Order())}.";

    /// <summary>The mark stands in the text: Mews has no other place for it.</summary>
    public async Task<WriteReceipt> WriteAsync(NoteWrite write, CancellationToken cancellationToken) =>
        new(await _writes.AddNoteAsync(write.BookingId, $"{write.Text} [{write.Reference}]", cancellationToken));

    public async Task<WriteTrace> FindAsync(NoteWrite write, CancellationToken cancellationToken)
    {
        var note = await _writes.FindNoteAsync(
            write.BookingId, note => note.Text?.Contains(write.Reference, StringComparison.Ordinal) == true, cancellationToken);
        return note is null ? WriteTrace.Absent : WriteTrace.Arrived(note.Id);
    }

    /// <summary>Diets have a member of their own, all else is a line of the profile's notes. Both are overwritten by a write.</summary>
    public async Task<WriteReceipt> WriteAsync(PreferencesWrite write, CancellationToken cancellationToken)
    {
        var id = Tidy.Text((await CustomerAsync(write.GuestId, cancellationToken)).Id) ?? write.GuestId;
        var diet = MewsPreferences.Diet(write.Preferences);
        await new OverwritingField
        {
            Operation = "customers/update",
            Read = async cancel => (await CustomerAsync(id, cancel)).DietaryRequirements,
            Write = (text, cancel) => _writes.UpdateCustomerAsync(new MewsWriteBody { CustomerId = id, DietaryRequirements = text }, cancel),
            Missing = text => MewsPreferences.Missing(text, diet, MewsPreferences.DietSeparator),
            Separator = MewsPreferences.DietSeparator,
        }.AppendAsync(cancellationToken);

        var lines = MewsPreferences.Lines(write.Preferences);
        await new OverwritingField
        {
            Operation = "customers/update",
            Read = async cancel => (await CustomerAsync(id, cancel)).Notes,
            Write = (text, cancel) => _writes.UpdateCustomerAsync(new MewsWriteBody { CustomerId = id, Notes = text }, cancel),
            Missing = text => MewsPreferences.Missing(text, lines, "\n"),
        }.AppendAsync(cancellationToken);
        return new WriteReceipt(null);
    }

    public async Task<WriteTrace> FindAsync(PreferencesWrite write, CancellationToken cancellationToken)
    {
        var customer = await CustomerAsync(write.GuestId, cancellationToken);
        var isThere = MewsPreferences.Missing(customer.DietaryRequirements ?? "", MewsPreferences.Diet(write.Preferences), MewsPreferences.DietSeparator).Length == 0
            && MewsPreferences.Missing(customer.Notes ?? "", MewsPreferences.Lines(write.Preferences), "\n").Length == 0;
        return isThere ? WriteTrace.Arrived(null) : WriteTrace.Absent;
    }

    /// <summary>The mark is the item's external identifier.</summary>
    public async Task<WriteReceipt> WriteAsync(ChargeWrite write, CancellationToken cancellationToken)
    {
        var reservation = await ReservationAsync(write.BookingId, cancellationToken);
        var account = Tidy.Text(reservation.AccountId)
            ?? throw new VendorException(VendorErrorKind.Rejected, "orders/add", "the reservation has no account that could be charged");
        var item = new MewsNewItem(write.Title, 1, await _billing.AmountOfAsync(write.Amount, cancellationToken), write.Reference);
        var order = new MewsWriteBody
        {
            ServiceId = await _billing.ServiceIdAsync(cancellationToken),
            AccountId = account,
            LinkedReservationId = write.BookingId,
            Items = [item],
        };
        return new WriteReceipt(await _writes.AddOrderAsync(order, cancellationToken));
    }

    /// <summary>By time and not by account: the reservation may have another account by now.</summary>
    public async Task<WriteTrace> FindAsync(ChargeWrite write, CancellationToken cancellationToken)
    {
        var created = new MewsInterval(Utc(write.AcceptedAt - Skew), Utc(_time.GetUtcNow() + Skew));
        var item = await _writes.FindItemAsync(created, write.Reference, cancellationToken);
        return item is null ? WriteTrace.Absent : WriteTrace.Arrived(item.ServiceOrderId);
    }

    public async Task<WriteReceipt> WriteAsync(CheckoutTimeWrite write, CancellationToken cancellationToken)
    {
        var (now, wanted) = EndsOf(await ReservationAsync(write.BookingId, cancellationToken), write);
        if (now != wanted)
            await _writes.UpdateEndAsync(write.BookingId, Utc(wanted), cancellationToken);
        return new WriteReceipt(null);
    }

    public async Task<WriteTrace> FindAsync(CheckoutTimeWrite write, CancellationToken cancellationToken)
    {
        var (now, wanted) = EndsOf(await ReservationAsync(write.BookingId, cancellationToken), write);
        return now == wanted ? WriteTrace.Arrived(null) : WriteTrace.Absent;
    }

    /// <summary>Mews has one state for cleanness and service: a room that is out of service would come back into it by being clean.</summary>
    public async Task<WriteReceipt> WriteAsync(HousekeepingWrite write, CancellationToken cancellationToken)
    {
        var resource = await ResourceAsync(write.RoomId, cancellationToken);
        if (resource.State is "OutOfService" or "OutOfOrder")
            throw new VendorException(VendorErrorKind.Rejected, "resources/update", $"the room is {resource.State}; a housekeeping status would put it back into service");
        await _writes.UpdateStateAsync(write.RoomId, WritableStates[write.Status], cancellationToken);
        return new WriteReceipt(null);
    }

    public async Task<WriteTrace> FindAsync(HousekeepingWrite write, CancellationToken cancellationToken) =>
        string.Equals((await ResourceAsync(write.RoomId, cancellationToken)).State, WritableStates[write.Status], StringComparison.Ordinal)
            ? WriteTrace.Arrived(null)
            : WriteTrace.Absent;

    /// <summary>When the stay ends, and when it would with the time on its day of departure.</summary>
    private (DateTimeOffset Now, DateTimeOffset Wanted) EndsOf(MewsReservation reservation, CheckoutTimeWrite write)
    {
        var end = UtcInstant.Find(reservation.ScheduledEndUtc)
            ?? throw new VendorException(VendorErrorKind.Malformed, "reservations/getAll", "the reservation has no ScheduledEndUtc");
        return (end, HotelTime.InstantOf(HotelTime.DateAt(end, _hotel.TimeZone), write.Time, _hotel.TimeZone));
    }

    private async Task<MewsReservation> ReservationAsync(string id, CancellationToken cancellationToken)
    {
        var page = await _api.AllReservationsAsync(new MewsQuery { ReservationIds = [id] }, cancellationToken);
        return page.Records.Readable(MewsJson.Default.MewsReservation).FirstOrDefault(each => string.Equals(each.Id, id, StringComparison.OrdinalIgnoreCase))
            ?? throw new VendorException(VendorErrorKind.NotFound, "reservations/getAll", "Mews has no such reservation");
    }

    /// <summary>The profile, or the one it was merged into.</summary>
    private async Task<MewsCustomer> CustomerAsync(string id, CancellationToken cancellationToken)
    {
        for (var merges = 0; merges <= MostMerges; merges++)
        {
            var page = await _api.CustomersAsync([id], cancellationToken);
            var customer = page.Records.Readable(MewsJson.Default.MewsCustomer).FirstOrDefault()
                ?? throw new VendorException(VendorErrorKind.NotFound, "customers/getAll", "Mews has no such customer");
            if (Tidy.Text(customer.MergeTargetId) is not { } heir)
                return customer;
            id = heir;
        }

        throw new VendorException(VendorErrorKind.Rejected, "customers/getAll", "the profile was merged again and again");
    }

    private async Task<MewsResource> ResourceAsync(string id, CancellationToken cancellationToken) =>
        MewsCatalogue.ResourcesOf((await _api.AllResourcesAsync(cancellationToken)).Records).GetValueOrDefault(id)
            ?? throw new VendorException(VendorErrorKind.NotFound, "resources/getAll", "Mews has no such room");

    private static string Utc(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
