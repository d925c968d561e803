using Microsoft.Extensions.Configuration;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Tests.Reads;

public sealed class GuestMatchTests
{
    private static readonly Guest Teresa = new()
    {
        ExternalId = "1",
        FirstName = "Teresa Łucja",
        LastName = "Bragança de Müller",
        Emails = [new("Teresa@Example.net")],
        Phones = [new("00351 210 550 140", "+351210550140")],
    };

    [Theory]
    [InlineData("teresa")]
    [InlineData("BRAGANCA")]
    [InlineData("Bragança de mul")]
    [InlineData("Teresa Lucja Braganca")]
    [InlineData("brag")]
    public void A_name_fits_from_the_beginning_of_any_part_without_case_and_accents(string name) =>
        Assert.True(new GuestSearch { Name = name }.Fits(Teresa));

    [Theory]
    [InlineData("rag")]
    [InlineData("Müller")]
    [InlineData("Teresa Braganca")]
    public void A_name_does_not_fit_from_its_middle(string name) => Assert.False(new GuestSearch { Name = name }.Fits(Teresa));

    [Theory]
    [InlineData("ΝΊΚΟΣ ΟΙΚΟΝΌΜΟΥ")]
    [InlineData("ΝΙΚΟΣ")]
    [InlineData("νίκοσ οικονομου")]
    public void A_greek_name_fits_in_capitals_although_its_last_sigma_is_another_letter_then(string name) =>
        Assert.True(new GuestSearch { Name = name }.Fits(new Guest { ExternalId = "1", FirstName = "Νίκος", LastName = "Οικονόμου" }));

    [Fact]
    public void Accents_written_on_their_own_are_the_same_letters() =>
        Assert.True(new GuestSearch { Name = "Bragança" }.Fits(Teresa));

    [Fact]
    public void All_that_is_given_must_fit()
    {
        Assert.True(new GuestSearch { Name = "teresa", Email = "TERESA@example.net", Phone = "+351210550140" }.Fits(Teresa));
        Assert.False(new GuestSearch { Name = "teresa", Email = "teresa@example.ne" }.Fits(Teresa));
        Assert.False(new GuestSearch { Name = "teresa", Phone = "+351210550141" }.Fits(Teresa));
    }

    [Fact]
    public void Every_wrong_setting_of_reads_is_named_at_once()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Pms:Reads:Budget", "00:00:00"), new("Pms:Reads:MostRecords", "0")]).Build();

        var refused = Assert.Throws<StartupConfigurationException>(() => ReadOptions.Read(settings));

        Assert.Equal(2, refused.Problems.Count);
        Assert.Throws<StartupConfigurationException>(() => ReadOptions.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Pms:Reads:Bugdet", "00:00:02")]).Build()));
    }

    [Fact]
    public void Lifetimes_are_as_the_design_says()
    {
        var options = ReadOptions.Read(new ConfigurationBuilder().Build());

        Assert.Equal(
            (TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromDays(7), 2000),
            (options.GuestLifetime, options.BookingLifetime, options.RoomLifetime, options.Budget, options.LongestWait, options.LongestStale, options.MostRecords));
    }
}
