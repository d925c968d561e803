using System.Globalization;
using System.Text;
using PmsPlatform.Benchmarks.Bed;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>
/// Deliveries as Hostaway sends them: a whole reservation with HTTP Basic, by which it is proven. Each is about a booking and a guest of its own. People
/// are invented.
/// </summary>
internal static class HostawayDeliveries
{
    /// <summary>What the reservation of a number is called.</summary>
    public static string BookingId(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="hotel">For whom they are.</param>
    /// <param name="first">The first reservation's number, of nine digits.</param>
    public static PostedBody Of(BenchHotel hotel, long first)
    {
        var (user, password) = hotel.WebhookLogin;
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        return new PostedBody(Text(hotel.Credentials["accountId"]), [("Authorization", $"Basic {login}"), ("User-Agent", "Hostaway")], first);
    }

    /// <summary>Where the connector takes them, and where the gateway does.</summary>
    public static (Uri Connector, Uri Gateway) Doors(TestBed bed, BenchHotel hotel) =>
        (new Uri(bed.AddressOf("connector-hostaway"), $"webhooks/{hotel.WebhookToken}"), new Uri(bed.AddressOf("gateway"), $"api/pms/hostaway/webhook/{hotel.WebhookToken}"));

    private static string Text(string account) => string.Concat(
        $$"""{"object":"reservation","event":"reservation.updated","accountId":{{account}},"data":{"id":{{PostLoad.Hole}},"listingMapId":381202,"channelId":2018,""",
        $$""" "source":"airbnbOfficial","channelName":"airbnbOfficial","reservationId":"88121-381202-thread-{{PostLoad.Hole}}","hostawayReservationId":{{PostLoad.Hole}},""",
        $$""" "channelReservationId":"88121-381202-thread-{{PostLoad.Hole}}","guestExternalAccountId":null,"customerUserId":null,"reservationDate":"2026-10-04 08:15:32",""",
        $$""" "guestName":"Ilse Vandamme","guestFirstName":"Ilse","guestLastName":"Vandamme","guestAddress":"Kerkstraat 9","guestCity":"Gent","guestZipCode":"9000",""",
        $$""" "guestCountry":"BE","guestEmail":"ilse.{{PostLoad.Hole}}@example.net","guestLocale":"nl_be","phone":"+32 4{{PostLoad.Hole}}","numberOfGuests":3,"adults":2,""",
        """ "children":1,"infants":null,"pets":null,"arrivalDate":"2026-12-03","departureDate":"2026-12-08","isDatesUnspecified":0,"checkInTime":15,"checkOutTime":10,""",
        """ "nights":5,"totalPrice":812.5,"taxAmount":48.75,"cleaningFee":60,"currency":"EUR","isPaid":1,"status":"new","cancellationDate":null,"cancelledBy":null,""",
        $$""" "hostNote":"Key in box 3","guestNote":"Arriving by train","doorCode":"4711","confirmationCode":"H{{PostLoad.Hole}}","remainingBalance":0,""",
        """ "customFieldValues":[{"customFieldId":512,"value":"crib"}],"reservationFees":[],"reservationUnit":[],"insertedOn":"2026-10-04 08:15:33",""",
        """ "updatedOn":"2026-11-02 19:40:05","latestActivityOn":"2026-11-03 07:00:00","comment":"Regular guest"}}""");
}
