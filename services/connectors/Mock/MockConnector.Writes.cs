using System.Globalization;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Mock;

/// <summary>Writes of every kind. Notes and charges carry the write's mark as idempotency key; the others are the same however often they are written.</summary>
public sealed partial class MockConnector
    : IWrites<NoteWrite>, IWrites<PreferencesWrite>, IWrites<ChargeWrite>, IWrites<CheckoutTimeWrite>, IWrites<HousekeepingWrite>
{
    private const int LongestNote = 4000;

    string? IWrites<NoteWrite>.RefusalOf(NoteWrite write) => write.Text.Length <= LongestNote ? null : $"The mock PMS takes notes of at most {LongestNote} characters.";

    string? IWrites<HousekeepingWrite>.RefusalOf(HousekeepingWrite write) => write.Status == HousekeepingStatus.Unknown ? "The mock PMS has no housekeeping status Unknown." : null;

    string? IWrites<CheckoutTimeWrite>.RefusalOf(CheckoutTimeWrite write) =>
        write.Time == new TimeOnly(write.Time.Hour, write.Time.Minute) ? null : "The mock PMS keeps checkout times in whole minutes.";

    /// <inheritdoc />
    public async Task<WriteReceipt> WriteAsync(NoteWrite write, CancellationToken cancellationToken) => new(await _api.AddAsync(
        "bookings", write.BookingId, "notes", new NewNoteWire(write.Text, write.Reference), MockJson.Default.NewNoteWire, cancellationToken));

    /// <inheritdoc />
    public async Task<WriteTrace> FindAsync(NoteWrite write, CancellationToken cancellationToken)
    {
        var booking = await _api.GetAsync("bookings", write.BookingId, MockJson.Default.BookingWire, cancellationToken);
        return (booking.Notes ?? []).FirstOrDefault(note => note?.IdempotencyKey == write.Reference) is { } found ? WriteTrace.Arrived(found.Id) : WriteTrace.Absent;
    }

    /// <inheritdoc />
    public async Task<WriteReceipt> WriteAsync(ChargeWrite write, CancellationToken cancellationToken)
    {
        var charge = new NewChargeWire(write.Title, write.Amount.ToMajor(), write.Amount.Currency, write.Reference);
        return new WriteReceipt(await _api.AddAsync("bookings", write.BookingId, "charges", charge, MockJson.Default.NewChargeWire, cancellationToken));
    }

    /// <inheritdoc />
    public async Task<WriteTrace> FindAsync(ChargeWrite write, CancellationToken cancellationToken)
    {
        var booking = await _api.GetAsync("bookings", write.BookingId, MockJson.Default.BookingWire, cancellationToken);
        return (booking.Charges ?? []).FirstOrDefault(charge => charge?.IdempotencyKey == write.Reference) is { } found ? WriteTrace.Arrived(found.Id) : WriteTrace.Absent;
    }

    /// <inheritdoc />
    public async Task<WriteReceipt> WriteAsync(PreferencesWrite write, CancellationToken cancellationToken)
    {
        var body = new NewPreferencesWire([.. write.Preferences.Select(each => new PreferenceWire(each.Category, each.Value))]);
        await _api.AddAsync("guests", write.GuestId, "preferences", body, MockJson.Default.NewPreferencesWire, cancellationToken);
        return new WriteReceipt(null);
    }

    /// <inheritdoc />
    public async Task<WriteTrace> FindAsync(PreferencesWrite write, CancellationToken cancellationToken)
    {
        var known = MockMapping.Guest(await _api.GetAsync("guests", write.GuestId, MockJson.Default.GuestWire, cancellationToken)).Preferences;
        return write.Preferences.All(wanted => known.Any(each => Same(each.Category, wanted.Category) && Same(each.Value, wanted.Value))) ? WriteTrace.Arrived(null) : WriteTrace.Absent;
    }

    /// <inheritdoc />
    public async Task<WriteReceipt> WriteAsync(CheckoutTimeWrite write, CancellationToken cancellationToken)
    {
        await _api.ChangeAsync("bookings", write.BookingId, new CheckoutWire(Written(write.Time)), MockJson.Default.CheckoutWire, cancellationToken);
        return new WriteReceipt(null);
    }

    /// <inheritdoc />
    public async Task<WriteTrace> FindAsync(CheckoutTimeWrite write, CancellationToken cancellationToken) =>
        (await _api.GetAsync("bookings", write.BookingId, MockJson.Default.BookingWire, cancellationToken)).CheckoutTime == Written(write.Time) ? WriteTrace.Arrived(null) : WriteTrace.Absent;

    /// <inheritdoc />
    public async Task<WriteReceipt> WriteAsync(HousekeepingWrite write, CancellationToken cancellationToken)
    {
        await _api.ChangeAsync("rooms", write.RoomId, new HousekeepingWire(Word(write.Status)), MockJson.Default.HousekeepingWire, cancellationToken);
        return new WriteReceipt(null);
    }

    /// <inheritdoc />
    public async Task<WriteTrace> FindAsync(HousekeepingWrite write, CancellationToken cancellationToken) =>
        (await _api.GetAsync("rooms", write.RoomId, MockJson.Default.RoomWire, cancellationToken)).Housekeeping == Word(write.Status) ? WriteTrace.Arrived(null) : WriteTrace.Absent;

    private static string Word(HousekeepingStatus status) => MockMapping.Housekeeping.First(pair => pair.Value == status).Key;

    private static string Written(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static bool Same(string one, string other) => string.Equals(Tidy.Text(one), Tidy.Text(other), StringComparison.OrdinalIgnoreCase);
}
