using PmsPlatform.Connectors.Custom.Language;

namespace PmsPlatform.Connectors.Custom;

/// <summary>The form a system writes that was made for us: what <c>POST /api/pms/custom/bookings</c> takes. Used where a connection has no mapping.</summary>
internal static class NeutralForm
{
    public const string Text =
        """
        {
          "version": 1,
          "posted": { "bookings": "$.booking", "guests": "$.guest", "rooms": "$.room", "deliveryId": "$.deliveryId" },
          "bookings": {
            "records": "$.booking",
            "fields": {
              "externalId": "$.id",
              "confirmationNumber": "$.confirmationNumber",
              "status": { "source": "$.status", "default": "Confirmed" },
              "arrival": ["$.stay.checkIn", "$.checkIn"],
              "departure": ["$.stay.checkOut", "$.checkOut"],
              "adults": "$.stay.adults",
              "children": "$.stay.children",
              "channel": "$.channel",
              "total": { "source": "$.totals.amount", "convert": { "unit": "major", "currency": "$.totals.currency" } },
              "balance": { "source": "$.totals.balance", "convert": { "unit": "major", "currency": "$.totals.currency" } },
              "guest.externalId": "$.guest.id",
              "guest.name": "$.guest.name",
              "guest.email": "$.guest.email",
              "guest.phone": "$.guest.phone",
              "room.number": "$.stay.room",
              "room.type": "$.stay.roomType",
              "notes": "$.notes",
              "specialRequests": "$.specialRequests",
              "createdAt": "$.createdAt",
              "modifiedAt": "$.modifiedAt"
            }
          },
          "guests": {
            "records": "$.guest",
            "fields": {
              "externalId": "$.id", "name": "$.name", "firstName": "$.firstName", "lastName": "$.lastName", "email": "$.email", "phone": "$.phone",
              "language": "$.language", "nationality": "$.nationality", "birthDate": "$.birthDate", "vip": "$.vip", "modifiedAt": "$.modifiedAt"
            }
          },
          "rooms": {
            "records": "$.room",
            "fields": {
              "externalId": "$.id", "number": "$.number", "type": "$.type", "floor": "$.floor", "housekeeping": "$.housekeeping",
              "occupancy": "$.occupancy", "service": "$.service", "capacity": "$.capacity", "modifiedAt": "$.modifiedAt"
            }
          }
        }
        """;

    public static MappingDocument Mapping { get; } = Read();

    private static MappingDocument Read()
    {
        var (mapping, problems) = DocumentReader.Read(Text);
        return problems.Count == 0 ? mapping : throw new InvalidOperationException(string.Join(' ', problems));
    }
}
