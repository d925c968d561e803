using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults.Privacy;
using PmsPlatform.SyncLedger.Privacy;

namespace PmsPlatform.SyncLedger.Tests;

/// <summary>A guest is taken out of every version, and the order of versions, their hashes and their counts stay.</summary>
public sealed class ErasureTests(Ledger ledger) : IClassFixture<Ledger>
{
    private const string Guest = "g-1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guest_is_taken_out_of_every_version_of_profiles_and_bookings_also_of_removed_ones()
    {
        var connection = await KeptAsync();
        Assert.Contains("Ferreira", await EverythingAsync(connection), StringComparison.Ordinal);

        var counts = await EraseAsync(connection);

        Assert.Equal((1, 3, 0), (counts["guests"], counts["bookings"], counts["refused"]));
        var left = await EverythingAsync(connection);
        Assert.DoesNotContain("Ferreira", left, StringComparison.Ordinal);
        Assert.DoesNotContain("amalia@example.org", left, StringComparison.Ordinal);
        Assert.DoesNotContain("second wish", left, StringComparison.Ordinal);
        Assert.Contains("Torma", left, StringComparison.Ordinal);
        Assert.Contains("2030-06-04", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_versions_arriving_again_are_unchanged_and_bring_nothing_back()
    {
        var connection = await KeptAsync();
        await EraseAsync(connection);

        await ledger.PublishAsync(Make.Bookings(connection, Of("b1", 2, "second wish")), Make.Bookings(connection, Of("b1", 2, "second wish", seen: 9)));
        await ledger.CountedAsync(connection, 8);

        Assert.DoesNotContain("Ferreira", await EverythingAsync(connection), StringComparison.Ordinal);
        Assert.All((await EraseAsync(connection)).Values, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task What_the_vendor_changed_before_and_is_read_only_now_is_without_the_guest_and_what_it_changes_later_is_not()
    {
        var connection = await KeptAsync();
        await EraseAsync(connection);

        await ledger.PublishAsync(Make.Bookings(connection, Of("b1", 4, "late wish")), Make.Bookings(connection, Of("b9", 5, "unknown till now")));
        await ledger.CountedAsync(connection, 8);
        var left = await EverythingAsync(connection, "b9");
        Assert.DoesNotContain("Ferreira", left, StringComparison.Ordinal);
        Assert.DoesNotContain("late wish", left, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown till now", left, StringComparison.Ordinal);

        var minute = (int)(ledger.Time.GetUtcNow() - Make.Midnight).TotalMinutes + 1;
        await ledger.PublishAsync(Make.Bookings(connection, Of("b1", minute, "new wish")));
        await ledger.CountedAsync(connection, 9);
        Assert.Contains("new wish", await EverythingAsync(connection), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_kept_of_a_guest_can_be_handed_out()
    {
        var connection = await KeptAsync();

        var records = await RecordsAsync(connection);

        Assert.Equal(["booking b1", "booking b1", "booking b2", "guest g-1"], records.Select(record => $"{record.Kind} {record.Id}").Order(StringComparer.Ordinal));
        Assert.All(records, record => Assert.DoesNotContain("Torma", record.Value.GetRawText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stays_that_were_kept_long_enough_say_nobody_and_are_still_counted()
    {
        var connection = await KeptAsync();
        ledger.Time.Advance(TimeSpan.FromDays(40));
        var anonymise = ActivatorUtilities.CreateInstance<AnonymiseOldStays>(ledger.Services, new RetentionOptions { Stays = TimeSpan.FromDays(30) });

        Assert.True(await anonymise.AnonymiseAsync(Cancellation) >= 4);

        var left = await EverythingAsync(connection);
        Assert.DoesNotContain("Ferreira", left, StringComparison.Ordinal);
        Assert.DoesNotContain("Torma", left, StringComparison.Ordinal);
        Assert.Equal(2, (await ledger.StatisticsAsync(connection)).Current);
        Assert.Equal(0, await anonymise.AnonymiseAsync(Cancellation));

        await ledger.PublishAsync(Make.Bookings(connection, Of("b1", 3, "third wish")));
        await ledger.CountedAsync(connection, 7);
        Assert.Equal(1, await anonymise.AnonymiseAsync(Cancellation));
        Assert.DoesNotContain("third wish", await EverythingAsync(connection), StringComparison.Ordinal);
    }

    /// <summary>Two versions of a booking, one that was removed, one of somebody else, and the profile.</summary>
    private async Task<string> KeptAsync()
    {
        var connection = Make.Connection();
        await ledger.PublishAsync(Make.Bookings(connection, Of("b1", 1, "first wish"), Of("b2", 1, "removed wish"), Of("b3", 1, "another's wish", "g-2", "Bence Torma")));
        await ledger.PublishAsync(Make.Guests(connection, Guest));
        await ledger.CountedAsync(connection, 4);
        await ledger.PublishAsync(Make.Bookings(connection, Of("b1", 2, "second wish")));
        await ledger.PublishAsync(Make.Removed(connection, EntityKind.Booking, ("b2", 1, 3)));
        await ledger.CountedAsync(connection, 6);
        return connection;
    }

    private static Versioned<Booking> Of(string id, int minute, string notes, string guest = Guest, string name = "Amália Ferreira", int? seen = null)
    {
        var item = Make.Item(id, minute, notes, seen);
        return item with
        {
            Value = item.Value with
            {
                Guests =
                [
                    new BookingGuest { ExternalId = guest, Name = name, Email = guest is Guest ? "amalia@example.org" : "bence@example.org", IsPrimary = true },
                    .. guest is Guest ? new[] { new BookingGuest { ExternalId = "g-2", Name = "Bence Torma" } } : [],
                ],
            },
        };
    }

    private async Task<string> EverythingAsync(string connection, params string[] more)
    {
        var texts = new List<string>();
        foreach (var (address, ids) in new (string, string[])[] { ("bookings", ["b1", "b2", "b3", .. more]), ("guests", [Guest]) })
        {
            foreach (var id in ids)
                texts.AddRange((await ledger.GetAsync<Page<LedgerVersion>>($"/api/ledger/{address}/{connection}/{id}/history")).Items.Select(version => version.Value.GetRawText()));
        }

        // As they are, not as JSON escapes them.
        return System.Text.RegularExpressions.Regex.Unescape(string.Join('\n', texts));
    }

    private static PersonTraces Traces => new() { GuestIds = [Guest], BookingIds = ["b1"] };

    private async Task<Dictionary<string, long>> EraseAsync(string connection) => await ActivatorUtilities.CreateInstance<EraseGuest>(ledger.Services).EraseAsync(
        new GuestErasureRequested { Context = Make.Context(connection), ErasureId = Guid.NewGuid(), Pass = 1, Person = Traces }, Cancellation);

    private async Task<IReadOnlyList<PersonalRecord>> RecordsAsync(string connection)
    {
        using var request = ledger.Request(HttpMethod.Post, "/internal/privacy/records");
        request.Headers.Remove(ServiceDefaults.IdentitySigner.HeaderName);
        var caller = new ServiceDefaults.CallerIdentity("connections", []) { Kind = ServiceDefaults.CallerKind.Service };
        request.Headers.Add(ServiceDefaults.IdentitySigner.HeaderName, ledger.Services.GetRequiredService<ServiceDefaults.IdentitySigner>().Sign(caller, TimeSpan.FromMinutes(1)));
        request.Content = System.Net.Http.Json.JsonContent.Create(new PersonalRecordsQuestion(Make.Aurora, connection, Traces), ContractsJson.Default.PersonalRecordsQuestion);
        using var answer = await ledger.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return System.Text.Json.JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancellation), ContractsJson.Default.IReadOnlyListPersonalRecord)!;
    }
}
