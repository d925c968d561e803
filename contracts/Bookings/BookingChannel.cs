using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Bookings;

/// <summary>How a booking was sold. The vendor's own channel name is kept beside it.</summary>
[JsonConverter(typeof(LenientEnumConverter<BookingChannel>))]
public enum BookingChannel
{
    /// <summary>A channel no mapping knows, written by a newer sender.</summary>
    Unknown,

    /// <summary>The hotel's own website or booking engine.</summary>
    Direct,

    /// <summary>An online travel agency, directly or through a channel manager.</summary>
    Ota,

    /// <summary>A travel agency or tour operator.</summary>
    Agent,

    /// <summary>A company's negotiated booking.</summary>
    Corporate,

    /// <summary>Taken by staff over telephone or e-mail.</summary>
    Phone,

    /// <summary>Sold at the desk to a guest who walked in.</summary>
    WalkIn,

    /// <summary>Anything else, as imports and partner integrations.</summary>
    Other,
}
