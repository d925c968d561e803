using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>One payment of a reservation; the amount is positive here and written negative, as the vendor counts.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MewsPayment(int Ordinal, string Type, string State, long Amount, uint At);

/// <summary>payments/getAll (connector-api/operations/payments.md): prepayments of portals, deposits of guests in house, the rest at check-out.</summary>
internal static class MewsPayments
{
    private const int PerStay = 4;

    private static readonly JsonEncodedText Payments = JsonEncodedText.Encode("Payments");
    private static readonly string[] AnyOf = ["PaymentIds", "AccountIds", "BillIds", "ReservationIds", "CreatedUtc", "UpdatedUtc", "ChargedUtc", "ClosedUtc", "SettlementUtc", "States", "AccountingStates", "Type"];
    private static readonly FrozenSet<string> States = new[] { "Charged", "Canceled", "Pending", "Failed", "Verifying" }.ToFrozenSet(StringComparer.Ordinal);

    public static void GetAll(MewsContext context)
    {
        var request = context.Request;
        if (AnyOf.All(name => request.Member(name) is null))
            throw MewsRequest.Invalid("PaymentIds", "is required if no other filter is provided");
        var (count, cursor) = request.Limitation();
        var before = context.Before(cursor, MewsKind.Payment, context.World.StayCount * PerStay);
        var page = new List<int>();
        if (context.IsAsked && request.Member("SettlementUtc") is null)
            Collect(context, before, count, page);
        context.WritePage(Payments, page, MewsKind.Payment, payment => Write(context, payment));
    }

    /// <summary>What was paid for a stay, in order of time.</summary>
    public static void List(HotelWorld world, bool nightly, int number, List<MewsCharge> charges, List<MewsPayment> payments)
    {
        payments.Clear();
        ref readonly var stay = ref world.Stay(number);
        ref readonly var booking = ref world.BookingOf(number);
        if (stay.Status is StayStatus.Blocked or StayStatus.Inquiry or StayStatus.Tentative)
            return;
        MewsCharges.List(world, nightly, number, charges);
        var due = MewsCharges.Total(charges);
        var chance = Dice.Of(world.Order.Seed, 58, number);
        var prepaid = 0L;
        if (booking.Channel is SaleChannel.BookingCom or SaleChannel.Expedia or SaleChannel.Airbnb or SaleChannel.Vrbo && chance % 100 < 45)
        {
            var off = stay.Status == StayStatus.Cancelled;
            payments.Add(new(0, "ExternalPayment", off ? "Canceled" : "Charged", world.Prices.Nights(number), booking.Created));
            prepaid = off ? 0 : world.Prices.Nights(number);
        }
        else if (stay.StartedAt != 0 && stay.Status == StayStatus.InHouse && chance % 100 < 60)
        {
            payments.Add(new(1, "CreditCardPayment", "Charged", world.Prices.Night(number, 0), stay.StartedAt));
        }

        if (stay.Status == StayStatus.CheckedOut && due != prepaid)
            payments.Add(new(2, chance % 7 == 0 ? "CashPayment" : "CreditCardPayment", "Charged", due - prepaid, stay.EndedAt));
    }

    private static void Collect(MewsContext context, int before, int count, List<int> page)
    {
        var request = context.Request;
        var named = request.Ids("ReservationIds")?.Select(id => MewsReservations.NumberOf(context.State, id)).OfType<int>().Where(stay => stay >= 0).ToHashSet();
        var ids = context.NumberSet("PaymentIds", MewsKind.Payment);
        var accounts = request.Ids("AccountIds", 100)?.ToHashSet();
        var bills = context.NumberSet("BillIds", MewsKind.Bill);
        var states = request.Words("States", States);
        var accountingStates = request.Texts("AccountingStates");
        var (created, updated, charged, closed) = (request.Interval("CreatedUtc"), request.Interval("UpdatedUtc"), request.Interval("ChargedUtc"), request.Interval("ClosedUtc"));
        var type = request.Text("Type");
        List<MewsCharge> charges = [];
        List<MewsPayment> payments = [];
        for (var stay = Math.Min(context.World.StayCount - 1, before / PerStay); stay >= 0 && page.Count < count; stay--)
        {
            if ((named is not null && !named.Contains(stay)) || (bills is not null && !bills.Contains(stay)) || (accounts is not null && !accounts.Contains(MewsWords.AccountOf(context.State, stay).Id)))
                continue;
            List(context.World, context.Property.Options.NightlyCharges, stay, charges, payments);
            var isClosed = context.World.Stay(stay).Status == StayStatus.CheckedOut;
            for (var place = payments.Count - 1; place >= 0 && page.Count < count; place--)
            {
                var payment = payments[place];
                var number = stay * PerStay + payment.Ordinal;
                if (number < before && (ids?.Contains(number) ?? true) && (states?.Contains(payment.State) ?? true) && (type is null || type == payment.Type)
                    && (created is not { } c || c.Holds(payment.At)) && (updated is not { } u || u.Holds(payment.At)) && (charged is not { } h || h.Holds(payment.At))
                    && (closed is not { } l || (isClosed && l.Holds(context.World.Stay(stay).EndedAt))) && (accountingStates?.Contains(isClosed ? "Closed" : "Open") ?? true))
                    page.Add(number);
            }
        }
    }

    private static void Write(MewsContext context, int number)
    {
        var (stay, ordinal) = (number / PerStay, number % PerStay);
        List<MewsPayment> payments = [];
        List(context.World, context.Property.Options.NightlyCharges, stay, [], payments);
        var payment = payments.Find(candidate => candidate.Ordinal == ordinal);
        var json = context.Json;
        var account = MewsWords.AccountOf(context.State, stay);
        var closed = context.World.Stay(stay).Status == StayStatus.CheckedOut;
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Payment, number));
        json.WriteString(MewsNames.EnterpriseId, context.State.Enterprise);
        json.WriteString(MewsNames.AccountId, account.Id);
        json.WriteString(MewsNames.AccountType, account.IsCompany ? MewsNames.CompanyType : MewsNames.CustomerType);
        json.WriteNull("PaymentRequestId"u8);
        context.Write(MewsNames.BillId, closed ? context.Ids.Of(MewsKind.Bill, stay) : null);
        json.WriteString(MewsNames.ReservationId, MewsReservations.IdOf(context.State, stay));
        json.WriteNull(MewsNames.AccountingCategoryId);
        MewsAmounts.Write(context, MewsNames.Amount, -payment.Amount, false, context.World.Order.Currency);
        MewsAmounts.Write(context, MewsNames.OriginalAmount, -payment.Amount, false, context.World.Order.Currency);
        json.WriteNull(MewsNames.Notes);
        json.WriteNull("SettlementId"u8);
        context.WriteTime(MewsNames.ConsumedUtc, payment.At);
        context.WriteTime(MewsNames.ClosedUtc, closed ? context.World.Stay(stay).EndedAt : 0);
        context.WriteTime(JsonEncodedText.Encode("ChargedUtc"), payment.State == "Charged" ? payment.At : 0);
        context.WriteTime(MewsNames.CreatedUtc, payment.At);
        context.WriteTime(MewsNames.UpdatedUtc, payment.At);
        json.WriteNull("SettlementUtc"u8);
        json.WriteString(MewsNames.AccountingState, closed ? "Closed"u8 : payment.State == "Canceled" ? "Canceled"u8 : "Open"u8);
        json.WriteString(MewsNames.State, payment.State);
        json.WriteString("Identifier"u8, ""u8);
        json.WriteString(MewsNames.Type, payment.Type);
        json.WriteString("Kind"u8, "Payment"u8);
        json.WriteNull(MewsNames.Data);
        json.WriteString("PaymentOrigin"u8, payment.Type == "ExternalPayment" ? "ChannelManager"u8 : "Operations"u8);
        json.WriteEndObject();
    }
}
