using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.GuestContext.Tests;

public sealed class PhoneDigitsTests
{
    private static readonly Gen<string> Digits =
        from first in Gen.Choose(1, 9)
        from rest in Gen.Choose(0, 9).ListOf()
        where rest.Count is >= PhoneDigits.Fewest and < 15
        select $"{first}{string.Concat(rest)}";

    private static readonly Gen<string> Separator = Gen.Elements("", " ", "-", ".", "/", " (", ") ", "\u00A0", "\u2011");

    [Theory]
    [InlineData("+1-555-0123", "15550123")]
    [InlineData("0015550123", "15550123")]
    [InlineData("15550123", "15550123")]
    [InlineData(" 15550123", "15550123")]
    [InlineData("00 1 (555) 0123", "15550123")]
    [InlineData("whatsapp:+15550123", "15550123")]
    [InlineData("tel:+1-555-0123;ext=7", "15550123")]
    [InlineData("15550123@s.whatsapp.net", "15550123")]
    [InlineData("+1 555 0123 ext 42", "15550123")]
    [InlineData("+44 (0)20 7946 0958", "442079460958")]
    [InlineData("0044 (0)20 7946 0958", "442079460958")]
    [InlineData("020 7946 0958", "02079460958")]
    [InlineData("06-1-234 5678", "0612345678")]
    [InlineData("\uFF0B\uFF13\uFF16\uFF12\uFF10\uFF11\uFF12\uFF13", "3620123")]
    [InlineData("+\u0663\u0666 201 234", "36201234")]
    public void A_number_has_one_form(string text, string form) => Assert.Equal(form, PhoneDigits.Normalise(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("00")]
    [InlineData("000000000")]
    [InlineData("1234")]
    [InlineData("none")]
    [InlineData("123456789012345678901234567890123")]
    public void What_holds_no_number_has_no_form(string? text) => Assert.Null(PhoneDigits.Normalise(text));

    [Fact]
    public void Plus_double_zero_and_nothing_in_front_are_the_same() =>
        Prop.ForAll(Digits.ToArbitrary(), digits =>
            digits == PhoneDigits.Normalise(digits)
            && digits == PhoneDigits.Normalise("+" + digits)
            && digits == PhoneDigits.Normalise("00" + digits)).QuickCheckThrowOnFailure();

    [Fact]
    public void Punctuation_does_not_matter() =>
        Prop.ForAll(
            (from digits in Digits
             from prefix in Gen.Elements("+", "00", "")
             from separators in Separator.ArrayOf(digits.Length)
             where !(prefix.Length > 0 && Enumerable.Range(1, digits.Length - 1).Any(at => digits[at] == '0' && separators[at - 1].EndsWith('(') && separators[at].StartsWith(')')))
             select (digits, text: prefix + string.Concat(digits.Zip(separators, (digit, separator) => $"{digit}{separator}")))).ToArbitrary(),
            number => number.digits == PhoneDigits.Normalise(number.text)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_national_number_keeps_its_digits() =>
        Prop.ForAll(Digits.ToArbitrary(), digits => "0" + digits == PhoneDigits.Normalise("0" + digits)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_gives_digits_or_nothing_and_the_form_is_its_own_form() =>
        Prop.ForAll<string>(text => PhoneDigits.Normalise(text) is not { } form
            || (form.Length >= PhoneDigits.Fewest && form.All(char.IsAsciiDigit) && form == PhoneDigits.Normalise(form))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("  Ilka@Example.ORG ", "ilka@example.org")]
    [InlineData("ÁGNES@EXAMPLE.ORG", "ágnes@example.org")]
    [InlineData("@example.org", null)]
    [InlineData("ilka@", null)]
    [InlineData("ilka", null)]
    [InlineData(null, null)]
    public void An_email_is_trimmed_and_lower_case(string? text, string? form) => Assert.Equal(form, ContactForm.OfEmail(text));
}
