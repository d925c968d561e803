using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>Searching guests and balances, against the simulated Mews and one of lists.</summary>
public sealed class MewsSearchTests(MewsSandbox mews) : IClassFixture<MewsSandbox>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guests_are_found_by_their_address_in_any_case_and_by_nothing_else_of_it()
    {
        var property = await mews.AddAsync(new { bookings = 300 }, Token);
        var everybody = await GuestsAsync(property);
        foreach (var wanted in everybody.Where(guest => guest.Emails.Count > 0).Take(10))
        {
            var email = wanted.Emails[0].Address;
            var found = await property.Connector.SearchGuestsAsync(new GuestSearch { Email = email.ToUpperInvariant() }, Token);

            var fitting = everybody.Where(guest => guest.Emails.Any(each => string.Equals(each.Address, email, StringComparison.OrdinalIgnoreCase)));
            Assert.Equal(fitting.Select(guest => guest.ExternalId).Order(), found.Guests.Select(guest => guest.ExternalId).Order());
        }

        Assert.Empty((await property.Connector.SearchGuestsAsync(new GuestSearch { Email = "nobody@example.org" }, Token)).Guests);
    }

    [Fact]
    public async Task Guests_are_found_by_first_name_last_name_and_both()
    {
        var property = await mews.AddAsync(new { bookings = 300 }, Token);
        var everybody = await GuestsAsync(property);
        foreach (var wanted in everybody.Where(guest => guest is { FirstName: not null, LastName: not null }).Take(10))
        {
            foreach (var name in (string[])[wanted.FirstName!, wanted.LastName!, $"{wanted.FirstName} {wanted.LastName}".ToUpperInvariant()])
            {
                var search = new GuestSearch { Name = name };
                var found = await property.Connector.SearchGuestsAsync(search, Token);

                Assert.Contains(wanted.ExternalId, found.Guests.Select(guest => guest.ExternalId));
                Assert.All(found.Guests, guest => Assert.True(search.Fits(guest)));
                Assert.Distinct(found.Guests.Select(guest => guest.ExternalId));
            }
        }
    }

    [Fact]
    public async Task A_number_beside_an_address_filters_and_alone_is_unsupported()
    {
        var property = await mews.AddAsync(new { bookings = 300 }, Token);
        var wanted = (await GuestsAsync(property)).First(guest => guest.Emails.Count > 0 && guest.Phones is [{ E164: not null }]);
        var search = new GuestSearch { Email = wanted.Emails[0].Address, Phone = wanted.Phones[0].E164 };

        Assert.Contains(wanted.ExternalId, (await property.Connector.SearchGuestsAsync(search, Token)).Guests.Select(guest => guest.ExternalId));
        Assert.Empty((await property.Connector.SearchGuestsAsync(search with { Phone = "+3610000000" }, Token)).Guests);
        var refused = await Assert.ThrowsAsync<VendorException>(() => property.Connector.SearchGuestsAsync(new GuestSearch { Phone = search.Phone }, Token));
        Assert.Equal(VendorErrorKind.Unsupported, refused.Kind);
    }

    [Theory]
    [InlineData("EUR")]
    [InlineData("JPY")]
    [InlineData("KWD")]
    public async Task A_balance_equals_the_truth_in_every_status(string currency)
    {
        var property = await mews.AddAsync(new { bookings = 500, currency }, Token);
        var truth = await mews.Sandbox.TruthAsync(property.Id, "bookings", Token);
        var some = truth.GroupBy(booking => booking.GetProperty("status").GetString()).SelectMany(status => status.Take(5)).ToList();
        Assert.True(some.Count > 20);
        foreach (var booking in some)
        {
            var balance = await property.Connector.ReadBalanceAsync(Truth.IdOf(booking), Token);

            var expected = booking.GetProperty("balance");
            Assert.Equal(new Money(expected.GetProperty("minorUnits").GetInt64(), currency), balance);
        }
    }

    [Fact]
    public async Task A_booking_that_is_not_there_has_no_balance()
    {
        var property = await mews.AddAsync(new { bookings = 10 }, Token);

        Assert.Null(await property.Connector.ReadBalanceAsync("5b0c7c1e-6a53-4f0a-9b4c-b2f100c11a01", Token));
    }

    [Fact]
    public async Task A_balance_takes_two_calls()
    {
        await using var fake = await FakeMews.StartAsync(Token);
        fake.Lists["orderItems/getAll"] = Items("""{"Id":"i1","ServiceOrderId":"r","AccountingState":"Open","Amount":{"Currency":"EUR","GrossValue":100.50}}""");
        fake.Instead = Paid("""{"Id":"p1","State":"Charged","AccountingState":"Open","Amount":{"Currency":"EUR","GrossValue":-40}}""");

        var balance = await MewsHttp.Connect(fake.Url).ReadBalanceAsync("r", Token);

        Assert.Equal(new Money(6050, "EUR"), balance);
        Assert.Equal(2, fake.Calls.Count);
    }

    [Fact]
    public async Task Closed_bills_and_what_was_cancelled_do_not_count()
    {
        await using var fake = await FakeMews.StartAsync(Token);
        fake.Lists["orderItems/getAll"] = Items(
            """{"Id":"i1","ServiceOrderId":"r","AccountingState":"Closed","Amount":{"Currency":"EUR","GrossValue":500}}""",
            """{"Id":"i2","ServiceOrderId":"r","AccountingState":"Open","CanceledUtc":"2026-11-20T15:06:42Z","Amount":{"Currency":"EUR","GrossValue":70}}""",
            """{"Id":"i3","ServiceOrderId":"r","AccountingState":"Open","Amount":{"Currency":"EUR","GrossValue":12}}""",
            """{"Id":"i3","ServiceOrderId":"r","AccountingState":"Open","Amount":{"Currency":"EUR","GrossValue":12}}""");
        fake.Instead = Paid("""{"Id":"p1","State":"Failed","AccountingState":"Open","Amount":{"Currency":"EUR","GrossValue":-12}}""");

        Assert.Equal(new Money(1200, "EUR"), await MewsHttp.Connect(fake.Url).ReadBalanceAsync("r", Token));
    }

    [Theory]
    [InlineData("""{"Id":"i1","ServiceOrderId":"r","AccountingState":"Open","Amount":{"Currency":"USD","GrossValue":1}}""")]
    [InlineData("""{"Id":"i1","ServiceOrderId":"r","AccountingState":"Open","Amount":{"Currency":"EUR","GrossValue":null}}""")]
    [InlineData("""{"Id":"i1","ServiceOrderId":"r","AccountingState":"Open","Amount":{"Currency":"EUR","GrossValue":"much"}}""")]
    [InlineData("""{"Id":"i1","ServiceOrderId":"r","AccountingState":"Open"}""")]
    public async Task A_wrong_balance_does_not_pass_for_the_balance(string item)
    {
        await using var fake = await FakeMews.StartAsync(Token);
        fake.Lists["orderItems/getAll"] = Items(item);
        fake.Instead = Paid("""{"Id":"p1","State":"Charged","AccountingState":"Open","Amount":{"Currency":"EUR","GrossValue":-40}}""");

        var refused = await Assert.ThrowsAsync<VendorException>(() => MewsHttp.Connect(fake.Url).ReadBalanceAsync("r", Token));

        Assert.Equal(VendorErrorKind.Malformed, refused.Kind);
    }

    private static JsonArray Items(params string[] items) => FakeMews.Parse($"[{string.Join(',', items)}]");

    private static Func<MewsCall, Microsoft.AspNetCore.Http.HttpContext, Task<bool>> Paid(string payment) => async (call, http) =>
    {
        if (call.Operation != "payments/getAll")
            return false;
        Assert.Equal(["r"], call.Texts("ReservationIds"));
        await FakeVendor.JsonAsync(http, $$"""{"Payments":[{{payment}}],"Cursor":null}""");
        return true;
    };

    private static async Task<IReadOnlyList<Contracts.Guests.Guest>> GuestsAsync(SandboxProperty property) =>
        [.. (await property.ReadAllAsync<IReadsGuests>(new Feed { Mode = SyncMode.Full, StartedAt = DateTimeOffset.UtcNow }, Token)).SelectMany(page => page.Guests)];
}
