namespace PmsPlatform.Contracts.Common;

/// <summary>
/// An amount in the smallest unit of its currency: 81250 EUR is 812.50 euro, 81250 JPY is 81,250 yen, 81250 KWD is 81.250 dinar.
/// Whether it is gross or net, and who owes whom, is said by the property that holds it.
/// </summary>
/// <param name="MinorUnits">Count of minor units by the currency's own exponent (ISO 4217). Negative for credits.</param>
/// <param name="Currency">ISO 4217 alphabetic code, upper case.</param>
public readonly record struct Money(long MinorUnits, string Currency)
{
    /// <summary>Converts an amount in major units as vendors write it; digits beyond the currency's exponent are rounded half away from zero.</summary>
    /// <param name="amount">Amount in major units, for example 812.5.</param>
    /// <param name="currency">ISO 4217 alphabetic code in any case.</param>
    /// <param name="money">The amount in minor units when the method returns true.</param>
    /// <returns>False when the code is not an ISO 4217 currency or the amount does not fit into 64 bits of minor units.</returns>
    public static bool TryFromMajor(decimal amount, string? currency, out Money money)
    {
        money = default;
        if (!Currencies.TryFind(currency, out var found))
            return false;

        try
        {
            var minor = decimal.Round(amount * Scale(found.Exponent), 0, MidpointRounding.AwayFromZero);
            if (minor is < long.MinValue or > long.MaxValue)
                return false;

            money = new Money((long)minor, found.Code);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    /// <summary>The amount in major units, exact. Throws <see cref="InvalidOperationException"/> when <see cref="Currency"/> is not an ISO 4217 code.</summary>
    public decimal ToMajor() => Currencies.TryFind(Currency, out var found)
        ? MinorUnits / Scale(found.Exponent)
        : throw new InvalidOperationException($"'{Currency}' is not an ISO 4217 currency code.");

    /// <summary>Sum of two amounts of one currency. Throws <see cref="InvalidOperationException"/> for two currencies and <see cref="OverflowException"/> beyond 64 bits.</summary>
    public Money Plus(Money other) => string.Equals(Currency, other.Currency, StringComparison.Ordinal)
        ? this with { MinorUnits = checked(MinorUnits + other.MinorUnits) }
        : throw new InvalidOperationException($"{Currency} and {other.Currency} cannot be added.");

    private static decimal Scale(int exponent) => exponent switch { 0 => 1m, 2 => 100m, 3 => 1_000m, _ => 10_000m };
}
