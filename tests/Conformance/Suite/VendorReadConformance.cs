using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Conformance.Suite;

/// <summary>
/// Reads on demand through a whole connector, against the simulated vendor, whose world is known. A vendor inherits it with one line:
/// <c>public sealed class MewsReadConformance(ConformanceBench bench) : VendorReadConformance&lt;MewsConnector&gt;("mews", "an id that is nobody's", bench);</c>
/// </summary>
/// <param name="slug">The vendor's slug.</param>
/// <param name="unknownId">An id of the vendor's form that no booking has.</param>
/// <param name="bench">The servers.</param>
/// <typeparam name="TConnector">The vendor's connector.</typeparam>
public abstract class VendorReadConformance<TConnector>(string slug, string unknownId, ConformanceBench bench)
    where TConnector : IPmsConnector
{
    private static readonly string[] NotExpected = ["Inquiry", "Cancelled", "NoShow", "Blocked"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_read_is_what_the_vendor_has()
    {
        var hotel = await bench.AddHotelAsync(slug, new HotelOrder { Bookings = 400 }, Token);
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token);
        using var client = ClientOf(connector.Url);
        var bookings = await hotel.TruthAsync("bookings", Token);

        foreach (var truth in bookings.GroupBy(booking => booking.GetProperty("status").GetString()).SelectMany(status => status.Take(2)))
        {
            var id = SandboxHotel.IdOf(truth);
            var booking = (await ReadAsync(client, $"/read/bookings/{Uri.EscapeDataString(id)}")).GetProperty("data");
            Assert.Equal(Described(truth), Described(booking));
            if (truth.GetProperty("balance") is { ValueKind: JsonValueKind.Object } owed)
            {
                var balance = (await ReadAsync(client, $"/read/bookings/{Uri.EscapeDataString(id)}/balance")).GetProperty("data");
                Assert.Equal(owed.GetProperty("minorUnits").GetInt64(), balance.GetProperty("balance").GetProperty("minorUnits").GetInt64());
            }

            foreach (var guest in booking.GetProperty("guests").EnumerateArray().Where(guest => guest.TryGetProperty("externalId", out _)))
            {
                var person = (await ReadAsync(client, $"/read/guests/{Uri.EscapeDataString(SandboxHotel.IdOf(guest))}")).GetProperty("data");
                Assert.Equal(SandboxHotel.IdOf(guest), SandboxHotel.IdOf(person));
            }
        }

        foreach (var (path, member) in ((string, string)[])[("arrivals", "arrival"), ("departures", "departure")])
        {
            var busiest = bookings.Where(IsExpected).CountBy(booking => booking.GetProperty(member).GetString()!).MaxBy(day => day.Value).Key;
            var expected = bookings.Where(booking => IsExpected(booking) && booking.GetProperty(member).GetString() == busiest).Select(SandboxHotel.IdOf);
            var answer = (await ReadAsync(client, $"/read/{path}?date={busiest}")).GetProperty("data");
            Assert.Equal(expected.Order(StringComparer.Ordinal), answer.EnumerateArray().Select(SandboxHotel.IdOf).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Rooms_are_read_all_and_one_by_one()
    {
        var hotel = await bench.AddHotelAsync(slug, new HotelOrder { Bookings = 200 }, Token);
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token);
        using var client = ClientOf(connector.Url);

        var all = (await ReadAsync(client, "/read/rooms")).GetProperty("data").EnumerateArray().ToList();
        var one = (await ReadAsync(client, $"/read/rooms/{Uri.EscapeDataString(SandboxHotel.IdOf(all[0]))}")).GetProperty("data");
        var inHouse = await ReadAsync(client, "/read/in-house");

        Assert.Equal(await hotel.WholeIdsAsync("rooms", Token), all.Select(SandboxHotel.IdOf).Order(StringComparer.Ordinal));
        Assert.Equal(all[0].GetProperty("number").GetString(), one.GetProperty("number").GetString());
        Assert.All(inHouse.GetProperty("data").EnumerateArray(), booking => Assert.Contains(booking.GetProperty("status").GetString(), new[] { "InHouse", "Confirmed", "Unknown" }));
    }

    [Fact]
    public async Task What_the_vendor_does_not_have_is_404_and_a_vendor_that_is_gone_leaves_what_was_read()
    {
        var hotel = await bench.AddHotelAsync(slug, new HotelOrder { Bookings = 50 }, Token);
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token);
        using var client = ClientOf(connector.Url);
        var known = $"/read/bookings/{Uri.EscapeDataString((await hotel.WholeIdsAsync("bookings", Token))[0])}";
        await ReadAsync(client, known);

        foreach (var path in (string[])[$"/read/bookings/{unknownId}", $"/read/bookings/{unknownId}/balance"])
        {
            using var missing = await client.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }

        await connector.StopAsync(Token);
        await hotel.OrderFaultAsync("ServerError", Token, count: 100_000);
        await connector.StartAsync(Token);
        using var again = ClientOf(connector.Url);
        Assert.Equal("cache", (await ReadAsync(again, known)).GetProperty("source").GetString());
        using var unread = await again.GetAsync("/read/departures?date=2031-01-01", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unread.StatusCode);
        Assert.NotNull(unread.Headers.RetryAfter);
    }

    private static bool IsExpected(JsonElement booking) =>
        !NotExpected.Contains(booking.GetProperty("status").GetString()) && !booking.TryGetProperty("broken", out _);

    private static (string?, string?, string?) Described(JsonElement booking) =>
        (booking.GetProperty("status").GetString(), booking.GetProperty("arrival").GetString(), booking.GetProperty("departure").GetString());

    private static async Task<JsonElement> ReadAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Token);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {answer}");
        return answer;
    }

    /// <summary>Signs as <see cref="ConnectorUnderTest{TConnector}"/> expects.</summary>
    private static HttpClient ClientOf(Uri url)
    {
        var key = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(number => (byte)(number * 7))]);
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Pms:InternalKey", key)]).Build();
        var client = new HttpClient { BaseAddress = url };
        client.DefaultRequestHeaders.Add(
            IdentitySigner.HeaderName, new IdentitySigner(settings, TimeProvider.System).Sign(new CallerIdentity("conformance", ["htl_test"]), TimeSpan.FromHours(1)));
        return client;
    }
}
