using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Vendors;

/// <summary>What truth is told about.</summary>
internal enum TruthKind
{
    Bookings,
    Guests,
    Rooms,

    /// <summary>Nights of room types, see <see cref="UpkeepTruth.Nights"/>.</summary>
    Availability,
    Maintenance,
    HousekeepingTasks,
}

/// <summary>Calls of one operation that a complete read takes.</summary>
/// <param name="Operation">The operation, as in the call log.</param>
/// <param name="Calls">How many.</param>
/// <param name="Why">What they bring and why no fewer will do.</param>
internal sealed record PlannedCalls(string Operation, long Calls, string Why);

/// <summary>A property's world in neutral words, restricted to what its vendor can show. Call with the world's gate held for reading.</summary>
internal interface IVendorTruth
{
    /// <summary>Numbers of all records of the kind, in an order that does not change while nothing is added.</summary>
    IReadOnlyList<int> Records(TruthKind kind);

    /// <summary>The vendor's id of a booking's or a room's record.</summary>
    string ExternalId(TruthKind kind, int record);

    /// <summary>The id of a guest of the world. Asked only where guests are records of their own.</summary>
    string GuestId(int guest);

    /// <summary>The record of a booking; null when there is none with this id.</summary>
    int? FindBooking(string externalId);

    /// <summary>Status of a booking's record, in the platform's words.</summary>
    string Status(int record);

    void Write(TruthKind kind, int record, Utf8JsonWriter json);

    /// <summary>The fewest calls that read all bookings with guests and amounts, and all rooms, with the largest documented pages.</summary>
    IReadOnlyList<PlannedCalls> FewestCalls();

    /// <summary>The calls of a reader that completes every page of bookings before it asks for the next one. Empty where that is the same.</summary>
    IReadOnlyList<PlannedCalls> CallsPageByPage();
}
