using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Runtime.Tests.Mapping;

public sealed class TidyTests
{
    [Theory]
    [InlineData("+351 210 550 140", "+351210550140")]
    [InlineData("0036 (1) 555-0100", "+3615550100")]
    [InlineData("+1.555.010.0123", "+15550100123")]
    [InlineData("06 20 555 0100", null)]
    [InlineData("+0 123 456 789", null)]
    [InlineData("+12", null)]
    [InlineData("+1234567890123456", null)]
    [InlineData("+36 1 555 ext 4", null)]
    [InlineData("  ", null)]
    [InlineData(null, null)]
    public void A_number_gets_its_international_form_only_when_it_says_its_country(string? given, string? expected) =>
        Assert.Equal(expected, Tidy.E164(given));

    [Theory]
    [InlineData("pt-pt", "pt-PT")]
    [InlineData("EN_us", "en-US")]
    [InlineData("zh-hant-tw", "zh-Hant-TW")]
    [InlineData("nl", "nl")]
    [InlineData("english", null)]
    [InlineData("e", null)]
    [InlineData("", null)]
    [InlineData("de-", null)]
    public void A_language_is_written_as_BCP_47(string? given, string? expected) => Assert.Equal(expected, Tidy.Language(given));

    [Theory]
    [InlineData("hu", "HU")]
    [InlineData("Hungary", null)]
    [InlineData("H1", null)]
    public void A_country_is_two_letters_or_nothing(string given, string? expected) => Assert.Equal(expected, Tidy.Country(given));

    [Theory]
    [InlineData("1988-02-17", "1988-02-17")]
    [InlineData("1988-02-17T00:00:00Z", "1988-02-17")]
    [InlineData("0001-01-01", null)]
    [InlineData("17.02.1988", null)]
    public void A_date_is_read_or_left_out(string given, string? expected) =>
        Assert.Equal(expected is null ? null : DateOnly.ParseExact(expected, "yyyy-MM-dd"), Tidy.Date(given));

    [Fact]
    public void An_international_form_reads_as_itself() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        text => Tidy.E164(text.Get) is not { } number || Tidy.E164(number) == number).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_makes_the_helpers_throw() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(),
        text =>
        {
            Tidy.Language(text);
            Tidy.Country(text);
            Tidy.Date(text);
            Tidy.Join(text, text);
        }).QuickCheckThrowOnFailure();
}
