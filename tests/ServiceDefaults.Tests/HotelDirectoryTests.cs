using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Contracts.Hotels;

namespace PmsPlatform.ServiceDefaults.Tests;

public sealed class HotelDirectoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hotels_are_found_by_id_and_by_slug()
    {
        await using var service = await TestService.StartAsync(settings: Hotel(0, "htl_aurora", "aurora", "Europe/Budapest", "EUR"), cancellationToken: Cancel);
        var hotels = service.Services.GetRequiredService<HotelDirectory>();

        Assert.Equal("Hotel aurora", hotels.Find("htl_aurora")?.Name);
        Assert.Same(hotels.Find("htl_aurora"), hotels.FindBySlug("aurora"));
        Assert.Null(hotels.Find("htl_other"));
        Assert.Single(hotels.All);
    }

    [Theory]
    [InlineData("Asia/Tokyo", "2026-03-01T16:00:00Z", "2026-03-02")]
    [InlineData("Pacific/Auckland", "2026-01-01T10:59:00Z", "2026-01-01")]
    [InlineData("Pacific/Auckland", "2026-01-01T11:01:00Z", "2026-01-02")]
    [InlineData("Pacific/Honolulu", "2026-03-02T09:59:00Z", "2026-03-01")]
    [InlineData("America/New_York", "2026-03-08T04:59:00Z", "2026-03-07")]
    public async Task Today_is_the_hotels_today(string zone, string instant, string date)
    {
        await using var service = await TestService.StartAsync(settings: Hotel(0, "htl_a", "a", zone, "EUR"), cancellationToken: Cancel);

        var today = service.Services.GetRequiredService<HotelDirectory>().DateAt("htl_a", DateTimeOffset.Parse(instant, null));
        Assert.Equal(DateOnly.Parse(date, null), today);
    }

    [Fact]
    public async Task All_problems_are_named_at_once_and_the_host_does_not_start()
    {
        var settings = Hotel(0, "htl_a", "Not A Slug", "Central European Standard Time", "eur")
            .Concat(Hotel(1, "htl_b", "b", "Europe/Atlantis", "XXX"))
            .Concat(Hotel(2, "htl_b", "b", "Asia/Tokyo", "JPY"))
            .Append(new("Pms:InternalKey", "weak"))
            .Append(new("Pms:DataKey", "weak"));

        var exception = await Assert.ThrowsAsync<StartupConfigurationException>(() => TestService.StartAsync(settings: settings, cancellationToken: Cancel));

        Assert.Equal(
        [
            "Pms:Hotels has Id 'htl_b' 2 times. It must be unique.",
            "Pms:Hotels has Slug 'b' 2 times. It must be unique.",
            "Pms:Hotels:0:Currency of hotel 'htl_a' is 'eur'. Use an ISO 4217 code in upper case, as in EUR.",
            "Pms:Hotels:0:Slug of hotel 'htl_a' is 'Not A Slug'. Use lower-case letters, digits and hyphens, as in harbour-lofts.",
            "Pms:Hotels:0:TimeZone of hotel 'htl_a' is 'Central European Standard Time'. Use an IANA name, as in Europe/Budapest.",
            "Pms:Hotels:1:Currency of hotel 'htl_b' is 'XXX'. Use an ISO 4217 code in upper case, as in EUR.",
            "Pms:Hotels:1:TimeZone of hotel 'htl_b' is 'Europe/Atlantis'. Use an IANA name, as in Europe/Budapest.",
        ], exception.Problems.Where(problem => problem.StartsWith("Pms:Hotels", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains(exception.Problems, problem => problem.StartsWith("Pms:InternalKey", StringComparison.Ordinal));
        Assert.Contains(exception.Problems, problem => problem.StartsWith("Pms:DataKey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_without_hotels_and_keys_starts()
    {
        await using var service = await TestService.StartAsync(cancellationToken: Cancel);
        Assert.Empty(service.Services.GetRequiredService<HotelDirectory>().All);
    }

    [Fact]
    public void The_registrys_hotels_stand_beside_those_of_the_configuration_and_count_before_them()
    {
        var hotels = new HotelDirectory([Make("htl_a", "a"), Make("htl_b", "b")]);
        var changed = hotels.Changed;

        var unusable = hotels.Follow([Make("htl_b", "renamed"), Make("htl_c", "c")]);

        Assert.Empty(unusable);
        Assert.True(changed.IsCompleted);
        Assert.Equal(["htl_a", "htl_b", "htl_c"], hotels.All.Select(hotel => hotel.Id));
        Assert.Equal(("htl_b", null), (hotels.FindBySlug("renamed")?.Id, hotels.FindBySlug("b")));

        var next = hotels.Changed;
        hotels.Follow([Make("htl_b", "renamed"), Make("htl_c", "c")]);
        Assert.False(next.IsCompleted);
        hotels.Follow([]);
        Assert.Equal(["htl_a", "htl_b"], hotels.All.Select(hotel => hotel.Id));
    }

    [Fact]
    public void A_hotel_of_the_registry_that_cannot_be_used_is_left_out_alone()
    {
        var hotels = new HotelDirectory([Make("htl_a", "a")]);

        var unusable = hotels.Follow([Make("htl_b", "a"), Make("htl_c", "c") with { TimeZone = "Mars/Olympus" }, Make("htl_d", "d")]);

        Assert.Equal(["htl_b", "htl_c"], unusable);
        Assert.Equal(["htl_a", "htl_d"], hotels.All.Select(hotel => hotel.Id));
    }

    private static Hotel Make(string id, string slug) => new() { Id = id, Slug = slug, Name = slug, TimeZone = "Asia/Tokyo", Currency = "JPY" };

    private static IEnumerable<KeyValuePair<string, string?>> Hotel(int index, string id, string slug, string zone, string currency) =>
    [
        new($"Pms:Hotels:{index}:Id", id),
        new($"Pms:Hotels:{index}:Slug", slug),
        new($"Pms:Hotels:{index}:Name", $"Hotel {slug}"),
        new($"Pms:Hotels:{index}:TimeZone", zone),
        new($"Pms:Hotels:{index}:Currency", currency),
    ];
}
