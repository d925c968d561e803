using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.VendorSandbox.Vendors.Mews;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Tests.World;

public sealed class TextTests
{
    [Fact]
    public void An_amount_reads_back_as_the_minor_units_it_was() => Prop.ForAll<long, byte>((amount, digits) =>
    {
        var exponent = digits % 4;
        var minor = amount % 1_000_000_000_000;
        var text = Encoding.ASCII.GetString(Amounts.Decimal(minor, exponent, new byte[Amounts.MostCharacters]));
        var scale = (decimal)Math.Pow(10, exponent);
        return decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture) * scale == minor && (!text.Contains('.', StringComparison.Ordinal) || text[^1] != '0');
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_moment_is_written_as_dates_are() => Prop.ForAll<uint>(any =>
    {
        var moment = any % 3_000_000_000u;
        var at = Moment.ToInstant(moment).UtcDateTime;
        return Moment.IsoText(moment) == at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            && Encoding.ASCII.GetString(Moment.Plain(moment, new byte[Moment.MostCharacters])) == at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_identifier_gives_back_its_number_and_fits_nothing_else() => Prop.ForAll<uint, uint>((seed, number) =>
    {
        var ids = new MewsIds(seed);
        var id = ids.Of(MewsKind.Reservation, number);
        return ids.TryRead(id, MewsKind.Reservation, out var read) && read == number
            && !ids.TryRead(id, MewsKind.Customer, out _) && !new MewsIds(seed + 1UL).TryRead(id, MewsKind.Reservation, out _);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("EUR", 2)]
    [InlineData("KWD", 3)]
    public void Currencies_have_their_own_exponent(string currency, int exponent) => Assert.Equal(exponent, Currencies.Exponent(currency));
}
