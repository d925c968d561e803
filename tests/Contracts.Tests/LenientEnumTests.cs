using System.Text.Json;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Tests;

public sealed class LenientEnumTests
{
    [Theory]
    [InlineData("\"InHouse\"", BookingStatus.InHouse)]
    [InlineData("\"inHouse\"", BookingStatus.InHouse)]
    [InlineData("\"Overstayed\"", BookingStatus.Unknown)]
    [InlineData("\"3\"", BookingStatus.Unknown)]
    [InlineData("\"InHouse, CheckedOut\"", BookingStatus.Unknown)]
    [InlineData("\"\"", BookingStatus.Unknown)]
    public void A_text_nobody_knows_reads_as_unknown(string json, BookingStatus expected) =>
        Assert.Equal(expected, JsonSerializer.Deserialize(json, ContractsJson.Default.BookingStatus));

    [Fact]
    public void A_number_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("3", ContractsJson.Default.BookingStatus));

    [Fact]
    public void Enums_are_written_as_text() => Assert.Equal("\"NoShow\"", JsonSerializer.Serialize(BookingStatus.NoShow, ContractsJson.Default.BookingStatus));
}
