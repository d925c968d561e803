using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Bookings;

/// <summary>Where a booking stands. Due in, due out and stay-over are computed from dates in hotel time and never stored here.</summary>
[JsonConverter(typeof(LenientEnumConverter<BookingStatus>))]
public enum BookingStatus
{
    /// <summary>A status text no mapping knows; the vendor's own text is kept beside it.</summary>
    Unknown,

    /// <summary>A question; no room is promised.</summary>
    Inquiry,

    /// <summary>Held or requested; it may still lapse.</summary>
    Tentative,

    /// <summary>Booked. Vendors without an in-house state stay here until cancelled.</summary>
    Confirmed,

    /// <summary>The guest has checked in.</summary>
    InHouse,

    /// <summary>The guest has checked out.</summary>
    CheckedOut,

    /// <summary>Called off by guest, hotel or channel.</summary>
    Cancelled,

    /// <summary>The guest did not come.</summary>
    NoShow,

    /// <summary>An owner's or maintenance block: nights that are not sold, no guest stay.</summary>
    Blocked,
}
