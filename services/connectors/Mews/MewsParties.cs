using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Bookings;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Who stays and who booked. The account holds the reservation: a customer, who is its first guest, or a company, whose guests are companions.</summary>
internal static class MewsParties
{
    public static bool IsOfCompany(MewsReservation reservation) => reservation.AccountType == "Company";

    public static IReadOnlyList<BookingGuest> GuestsOf(MewsReservation reservation, MewsJoins joins)
    {
        var holder = IsOfCompany(reservation) ? null : Tidy.Text(reservation.AccountId);
        var companions = joins.Companions[reservation.Id ?? ""].Where(id => !string.Equals(id, holder, StringComparison.Ordinal));
        var ids = (holder is null ? companions : companions.Prepend(holder)).Distinct(StringComparer.Ordinal).ToList();

        // Of several who stay for a company none is known to be the first.
        return [.. ids.Select((id, index) => GuestOf(id, joins, isPrimary: index == 0 && (holder is not null || ids.Count == 1)))];
    }

    public static BookingGuest? BookerOf(MewsReservation reservation, MewsJoins joins)
    {
        var account = Tidy.Text(reservation.AccountId);
        if (Tidy.Text(reservation.BookerId) is { } booker && !string.Equals(booker, account, StringComparison.Ordinal))
            return GuestOf(booker, joins, isPrimary: false);

        return IsOfCompany(reservation) && joins.Companies.GetValueOrDefault(account ?? "") is { } company ? new BookingGuest { Name = company } : null;
    }

    private static BookingGuest GuestOf(string id, MewsJoins joins, bool isPrimary)
    {
        var customer = joins.Customers.GetValueOrDefault(id);
        return new BookingGuest
        {
            ExternalId = id,
            Name = Tidy.Join(customer?.FirstName, customer?.LastName, customer?.SecondLastName),
            Email = Tidy.Text(customer?.Email),
            Phone = Tidy.Text(customer?.Phone),
            IsPrimary = isPrimary,
        };
    }
}
