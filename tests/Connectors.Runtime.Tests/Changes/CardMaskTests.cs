using System.Text;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Changes;

namespace PmsPlatform.Connectors.Runtime.Tests.Changes;

public sealed class CardMaskTests
{
    [Theory]
    [InlineData("""{"note":"card 4111 1111 1111 1111 please"}""", """{"note":"card **** **** **** 1111 please"}""")]
    [InlineData("""{"n":"5500-0000-0000-0004"}""", """{"n":"****-****-****-0004"}""")]
    [InlineData("""{"cancellationNote":"4111111111111111"}""", """{"cancellationNote":"************1111"}""")]
    [InlineData("""{"n":"378282246310005"}""", """{"n":"***********0005"}""")]
    [InlineData("""{"phone":"+49 1","n":"\n4111111111111111"}""", """{"phone":"+49 1","n":"\n************1111"}""")]
    [InlineData("""{"n":"caf\u00e9 4111111111111111"}""", """{"n":"caf\u00e9 ************1111"}""")]
    public void A_card_number_keeps_its_last_four_digits_only(string payload, string expected) => Assert.Equal(expected, Mask(payload));

    [Theory]
    [InlineData("""{"phone":"+36 20 555 0100","id":"1234567890123456"}""")]
    [InlineData("""{"id":4111111111111111}""")]
    [InlineData("""{"amount":"812.5","at":"2026-11-20T15:06:42Z"}""")]
    [InlineData("""{"channelReservationId":"4111111111111111","reservationId" : "859141026-380000-thread1"}""")]
    [InlineData("""{"note":"859141026-380000-thread6271909"}""")]
    [InlineData("""{"who":"+4915901579909","also":"\u002B5511955506184","and":"\u002b5511955503025"}""")]
    [InlineData("""{"phone":"4915901579909","guestMobile":"5511955506184","Telephones":["5511955503025"]}""")]
    public void Other_numbers_stay_as_they_are(string payload) => Assert.Equal(payload, Mask(payload));

    [Fact]
    public void A_name_counts_for_its_own_value_only() =>
        Assert.Equal("""{"id":"4111111111111111","note":"************1111"}""", Mask("""{"id":"4111111111111111","note":"4111111111111111"}"""));

    [Fact]
    public void A_masked_payload_is_still_JSON()
    {
        using var document = JsonDocument.Parse(Mask("""{"a":"\"4111111111111111","b":[1,2]}"""));
        Assert.Equal("\"************1111", document.RootElement.GetProperty("a").GetString());
    }

    private static string Mask(string payload) => Encoding.UTF8.GetString(CardMask.Mask(Encoding.UTF8.GetBytes(payload)));
}
