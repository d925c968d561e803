using System.Text.Json;
using PmsPlatform.Conformance.Suite;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>Searching guests and balances, against the simulated Hostaway.</summary>
public sealed class SearchTests(HostawaySandbox sandbox, ConformanceBench bench) : IClassFixture<HostawaySandbox>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guests_are_found_by_their_address_in_any_case()
    {
        var account = await sandbox.AddAsync(300);
        await using var connected = await account.ConnectAsync(bench.Servers);
        var everybody = await EverybodyAsync(connected);
        foreach (var wanted in everybody.Where(guest => guest.Emails.Count > 0).Take(10))
        {
            var email = wanted.Emails[0].Address;
            var found = await connected.Connector.SearchGuestsAsync(new GuestSearch { Email = email.ToUpperInvariant() }, Token);

            var fitting = everybody.Where(guest => guest.Emails.Any(each => string.Equals(each.Address, email, StringComparison.OrdinalIgnoreCase)));
            Assert.Equal(fitting.Select(guest => guest.ExternalId).Distinct().Order(), found.Guests.Select(guest => guest.ExternalId).Order());
        }
    }

    [Fact]
    public async Task Guests_are_found_by_the_beginning_of_a_name()
    {
        var account = await sandbox.AddAsync(300);
        await using var connected = await account.ConnectAsync(bench.Servers);
        var everybody = await EverybodyAsync(connected);
        foreach (var wanted in everybody.Where(guest => guest.LastName?.Length > 4 && guest.LastName.All(char.IsAscii)).Take(10))
        {
            var search = new GuestSearch { Name = wanted.LastName![..4].ToLowerInvariant() };
            var found = await connected.Connector.SearchGuestsAsync(search, Token);

            Assert.Equal(everybody.Where(search.Fits).Select(guest => guest.ExternalId).Distinct().Order(), found.Guests.Select(guest => guest.ExternalId).Order());
        }
    }

    [Fact]
    public async Task A_search_that_takes_several_pages_is_read_to_its_end()
    {
        var account = await sandbox.AddAsync(3000);
        await using var connected = await account.ConnectAsync(bench.Servers);
        var everybody = await EverybodyAsync(connected);
        var letter = everybody.Where(guest => guest.FirstName?.Length > 1).CountBy(guest => guest.FirstName![..1]).MaxBy(first => first.Value).Key;
        var search = new GuestSearch { Name = everybody.Where(guest => guest.FirstName?.StartsWith(letter, StringComparison.Ordinal) == true).CountBy(guest => guest.FirstName![..2]).MaxBy(first => first.Value).Key };

        var found = await connected.Connector.SearchGuestsAsync(search, Token);

        // Accents are for the vendor to compare, and the simulated one does not look past them.
        var fitting = everybody.Where(guest => search.Fits(guest) && $"{guest.FirstName} {guest.LastName}".Contains(search.Name!, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(fitting.Select(guest => guest.ExternalId).Distinct().Order(), found.Guests.Select(guest => guest.ExternalId).Order());
    }

    [Fact]
    public async Task A_number_alone_is_unsupported()
    {
        var account = await sandbox.AddAsync(20);
        await using var connected = await account.ConnectAsync(bench.Servers);

        var refused = await Assert.ThrowsAsync<VendorException>(() => connected.Connector.SearchGuestsAsync(new GuestSearch { Phone = "+3225550144" }, Token));

        Assert.Equal(VendorErrorKind.Unsupported, refused.Kind);
    }

    [Theory]
    [InlineData("USD")]
    [InlineData("KWD")]
    public async Task A_balance_equals_the_truth_in_every_status(string currency)
    {
        var account = await sandbox.AddAsync(500, currency: currency);
        await using var connected = await account.ConnectAsync(bench.Servers);
        var truth = await sandbox.TruthAsync(account, "bookings");
        var some = truth.GroupBy(booking => booking.GetProperty("vendorStatus").GetString()).SelectMany(status => status.Take(5)).ToList();
        foreach (var booking in some)
        {
            var id = booking.GetProperty("externalId").GetString()!;
            if (booking.GetProperty("balance") is { ValueKind: JsonValueKind.Object } expected)
                Assert.Equal(new Money(expected.GetProperty("minorUnits").GetInt64(), currency), await connected.Connector.ReadBalanceAsync(id, Token));
            else
                Assert.Equal(VendorErrorKind.Unsupported, (await Assert.ThrowsAsync<VendorException>(() => connected.Connector.ReadBalanceAsync(id, Token))).Kind);
        }
    }

    [Fact]
    public async Task A_reservation_that_is_not_there_has_no_balance()
    {
        var account = await sandbox.AddAsync(20);
        await using var connected = await account.ConnectAsync(bench.Servers);

        Assert.Null(await connected.Connector.ReadBalanceAsync("99999999", Token));
    }

    /// <summary>Everybody as the latest reservation shows them.</summary>
    private static async Task<IReadOnlyList<Guest>> EverybodyAsync(Connected connected) =>
    [
        .. (await connected.GuestsAsync(new Feed { Mode = SyncMode.Full, StartedAt = DateTimeOffset.UtcNow }))
            .GroupBy(guest => guest.ExternalId, StringComparer.Ordinal)
            .Select(guests => guests.MaxBy(guest => guest.ModifiedAt)!),
    ];
}
