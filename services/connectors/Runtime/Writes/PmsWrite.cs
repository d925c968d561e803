using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>Something that is to be written to the vendor.</summary>
public abstract record PmsWrite
{
    /// <summary>The write-back's id; the same at every try.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>A short mark of this write for the vendor's reference fields and texts, by which it can be found again: <c>pms-</c> and 12 letters and digits.</summary>
    public string Reference => ReferenceOf(Id);

    /// <summary>The mark of a write. Of the id's end: ids begin with the time, which two writes may have in common.</summary>
    public static string ReferenceOf(Guid id) => $"pms-{id.ToString("N")[^12..]}";
}

/// <summary>A note on a booking.</summary>
/// <param name="BookingId">The booking's external id.</param>
/// <param name="Text">The note.</param>
public sealed record NoteWrite(string BookingId, string Text) : PmsWrite;

/// <summary>Preferences of a guest; those the vendor has already are left as they are.</summary>
/// <param name="GuestId">The guest's external id.</param>
/// <param name="Preferences">What to add.</param>
public sealed record PreferencesWrite(string GuestId, IReadOnlyList<GuestPreference> Preferences) : PmsWrite;

/// <summary>A charge on a booking's folio.</summary>
/// <param name="BookingId">The booking's external id.</param>
/// <param name="Amount">What the guest pays, taxes included.</param>
/// <param name="Title">What it is for, as it appears on the bill.</param>
public sealed record ChargeWrite(string BookingId, Money Amount, string Title) : PmsWrite;

/// <summary>When a guest will leave, on the booking's day of departure.</summary>
/// <param name="BookingId">The booking's external id.</param>
/// <param name="Time">Hotel-local.</param>
public sealed record CheckoutTimeWrite(string BookingId, TimeOnly Time) : PmsWrite;

/// <summary>The housekeeping status of a room.</summary>
/// <param name="RoomId">The room's external id.</param>
/// <param name="Status">The new status.</param>
public sealed record HousekeepingWrite(string RoomId, HousekeepingStatus Status) : PmsWrite;
