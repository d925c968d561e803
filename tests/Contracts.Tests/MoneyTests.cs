using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("812.5", "EUR", 81250)]
    [InlineData("81250", "JPY", 81250)]
    [InlineData("81.25", "KWD", 81250)]
    [InlineData("-3.005", "USD", -301)]
    [InlineData("0.004", "USD", 0)]
    [InlineData("99.5", "JPY", 100)]
    public void Major_units_become_minor_units_by_the_currencys_own_exponent(string amount, string currency, long minor)
    {
        Assert.True(Money.TryFromMajor(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency, out var money));
        Assert.Equal(minor, money.MinorUnits);
    }

    [Theory]
    [InlineData("XXX")]
    [InlineData("euro")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_a_currency_is_refused(string? currency) => Assert.False(Money.TryFromMajor(1, currency, out _));

    [Fact]
    public void An_amount_beyond_64_bits_is_refused() => Assert.False(Money.TryFromMajor(decimal.MaxValue, "EUR", out _));

    [Fact]
    public void A_code_in_lower_case_is_understood_and_written_in_upper_case()
    {
        Assert.True(Money.TryFromMajor(1, "eur", out var money));
        Assert.Equal("EUR", money.Currency);
    }

    [Fact]
    public void Minor_units_survive_the_way_to_major_units_and_back_in_every_currency() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<long>().SelectMany(minor => Gen.Elements(Currencies.All.ToArray()), (minor, currency) => new Money(minor, currency.Code)).ToArbitrary(),
        money => Money.TryFromMajor(money.ToMajor(), money.Currency, out var back) && back == money).QuickCheckThrowOnFailure();

    [Fact]
    public void Sums_are_exact() => Prop.ForAll(
        ArbMap.Default.ArbFor<int[]>(),
        amounts => amounts.Aggregate(new Money(0, "KWD"), (sum, amount) => sum.Plus(new Money(amount, "KWD"))).MinorUnits == amounts.Sum(amount => (long)amount))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Two_currencies_cannot_be_added() => Assert.Throws<InvalidOperationException>(() => new Money(1, "EUR").Plus(new Money(1, "USD")));

    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("EUR", 2)]
    [InlineData("KWD", 3)]
    [InlineData("HUF", 2)]
    [InlineData("ISK", 0)]
    public void Every_exponent_is_the_one_of_ISO_4217(string code, int exponent)
    {
        Assert.True(Currencies.TryFind(code, out var currency));
        Assert.Equal(exponent, currency.Exponent);
    }
}
