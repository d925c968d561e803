using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Gross sum of a reservation's order items. Summed as sent and rounded once: items of net-priced properties have more digits than their currency.</summary>
/// <param name="Amount">The sum in major units.</param>
/// <param name="Currency">Its currency; null when the items are in several.</param>
/// <param name="Problem">Why an item cannot be counted: a wrong price must not pass for the price.</param>
internal sealed record MewsTotal(decimal Amount, string? Currency, MappingException? Problem = null)
{
    private const string AmountPath = "$.OrderItems[].Amount.GrossValue";
    private const string CurrencyPath = "$.OrderItems[].Amount.Currency";

    /// <summary>Sums by reservation. What was cancelled does not count, what was sent twice counts once.</summary>
    public static IReadOnlyDictionary<string, MewsTotal> Of(IEnumerable<ReadOnlyMemory<byte>> orderItems)
    {
        var totals = new Dictionary<string, MewsTotal>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in orderItems)
        {
            var (reservation, item) = Read(record);
            if (reservation is null || item is { AccountingState: "Canceled" } or { CanceledUtc: not null } || (item?.Id is { } id && !seen.Add(id)))
                continue;

            var total = TotalOf(item);
            totals[reservation] = totals.TryGetValue(reservation, out var sum) ? sum.Plus(total) : total;
        }

        return totals;
    }

    /// <summary>The sum; null when the items are in several currencies. Throws <see cref="MappingException"/> when an item cannot be counted.</summary>
    public Money? ToMoney()
    {
        if (Problem is not null)
            throw Problem;
        return Currency is null ? null : Require.Amount(Amount, Currency, AmountPath, CurrencyPath);
    }

    private static MewsTotal TotalOf(MewsOrderItem? item)
    {
        if (item is null)
            return Broken("$.OrderItems[]", "has the wrong JSON type");
        if (item.Amount?.GrossValue is not { } gross)
            return Broken(AmountPath, "is missing");
        if (!Currencies.TryFind(item.Amount.Currency, out var currency))
            return Broken(CurrencyPath, item.Amount.Currency is null ? "is missing" : "is not a currency of ISO 4217");
        return new MewsTotal(gross, currency.Code);
    }

    private MewsTotal Plus(MewsTotal item)
    {
        try
        {
            var currency = string.Equals(Currency, item.Currency, StringComparison.Ordinal) ? Currency : null;
            return new MewsTotal(Amount + item.Amount, currency, Problem ?? item.Problem);
        }
        catch (OverflowException)
        {
            return Broken(AmountPath, "is too large");
        }
    }

    private static MewsTotal Broken(string path, string reason) => new(0, null, new MappingException(path, reason));

    private static (string? Reservation, MewsOrderItem? Item) Read(ReadOnlyMemory<byte> record)
    {
        try
        {
            var item = JsonSerializer.Deserialize(record.Span, MewsJson.Default.MewsOrderItem);
            return (item?.ServiceOrderId, item);
        }
        catch (JsonException)
        {
            return (new[] { record }.Readable(MewsJson.Default.MewsOrderItemOwner).FirstOrDefault()?.ServiceOrderId, null);
        }
    }
}
