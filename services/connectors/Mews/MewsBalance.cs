using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>
/// What is owed on a reservation: its order items that are on no closed bill, less its payments that are on none. A closed bill is balanced, whoever paid
/// it. Mews has no operation for it (https://mews-systems.gitbook.io/connector-api/operations/payments).
/// </summary>
internal static class MewsBalance
{
    private const string AmountPath = "$.Amount.GrossValue";
    private const string CurrencyPath = "$.Amount.Currency";

    /// <summary>The balance; payments are negative at Mews, so that all is summed.</summary>
    /// <param name="orderItems">Of one reservation.</param>
    /// <param name="payments">Of the same.</param>
    /// <param name="currency">Of the hotel, for when there is neither.</param>
    /// <exception cref="MappingException">One cannot be counted, or they are in several currencies: a wrong balance must not pass for the balance.</exception>
    public static Money Of(IEnumerable<ReadOnlyMemory<byte>> orderItems, IEnumerable<ReadOnlyMemory<byte>> payments, string currency)
    {
        var items = Read(orderItems, MewsJson.Default.MewsOrderItem)
            .Where(item => item is { CanceledUtc: null, AccountingState: not ("Closed" or "Canceled") })
            .Select(item => (item.Id, item.Amount));
        var paid = Read(payments, MewsJson.Default.MewsPayment)
            .Where(payment => payment is { AccountingState: not ("Closed" or "Canceled"), State: null or "Charged" })
            .Select(payment => (payment.Id, payment.Amount));

        var sum = 0m;
        string? all = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, amount) in items.Concat(paid))
        {
            if (id is not null && !seen.Add(id))
                continue;
            sum += amount?.GrossValue ?? throw new MappingException(AmountPath, "is missing");
            all ??= amount.Currency;
            if (!string.Equals(all, amount.Currency, StringComparison.Ordinal))
                throw new MappingException(CurrencyPath, "differs from item to item");
        }

        return Require.Amount(sum, all ?? currency, AmountPath, CurrencyPath);
    }

    private static IEnumerable<T> Read<T>(IEnumerable<ReadOnlyMemory<byte>> records, JsonTypeInfo<T> type)
        where T : class
    {
        foreach (var record in records)
        {
            T? value;
            try
            {
                value = JsonSerializer.Deserialize(record.Span, type);
            }
            catch (JsonException error)
            {
                throw new MappingException(error.Path ?? "$", "has the wrong JSON type");
            }

            yield return value ?? throw new MappingException("$", "is null");
        }
    }
}
