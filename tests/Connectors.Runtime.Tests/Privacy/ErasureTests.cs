using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Connectors.Runtime.Privacy;
using PmsPlatform.Connectors.Runtime.Reads;
using PmsPlatform.Connectors.Runtime.Tests.Writes;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;
using Hook = PmsPlatform.Connectors.Runtime.Tests.Webhooks.InboxUnderTest<PmsPlatform.Connectors.Runtime.Tests.Webhooks.Signed>;

namespace PmsPlatform.Connectors.Runtime.Tests.Privacy;

/// <summary>What a connector keeps of a guest is handed out and erased; what is not worked off yet is worked off first.</summary>
public sealed class ErasureTests(SharedServers servers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deliveries_about_the_guest_are_emptied_and_cannot_be_worked_off_again_and_others_stay()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1")), Token);
        await inbox.AcceptedAsync(Hook.Whole("d2", Hook.Booking("b2")), Token);
        var entries = await inbox.UntilAsync(InboxState.Processed, 2, Token);
        var mine = Assert.Single(entries, entry => entry.Bookings.Contains("b1")).Id;
        var others = Assert.Single(entries, entry => entry.Bookings.Contains("b2")).Id;

        var erased = await EraseAsync(inbox, new PersonTraces { BookingIds = ["b1"] });

        Assert.Equal((1, 0), (erased.Counts["deliveries"], erased.Waiting));
        Assert.Equal("{}", await PayloadAsync(inbox, mine));
        Assert.Contains("b2", await PayloadAsync(inbox, others), StringComparison.Ordinal);
        using var again = await inbox.CallAsync(HttpMethod.Post, $"/inbox/{mine}/replay", Token);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);

        // The key stayed: the vendor's repetition of what was erased is no news.
        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1")), Token);
        Assert.Equal(2, await inbox.CountAsync("SELECT count(*) FROM inbox", Token));
    }

    [Fact]
    public async Task A_delivery_that_is_not_worked_off_is_left_until_it_is()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        var isUp = false;
        inbox.Vendor.Answer = http =>
        {
            if (isUp)
                return FakeVendor.JsonAsync(http, $$"""{"bookings":[{{Hook.Booking("b1")}}]}""");
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        await inbox.AcceptedAsync(Hook.Naming("b1"), Token);

        Assert.Equal(1, (await EraseAsync(inbox, new PersonTraces { BookingIds = ["b1"] })).Waiting);
        isUp = true;
        var entry = Assert.Single(await inbox.UntilAsync(InboxState.Processed, 1, Token));
        var erased = await EraseAsync(inbox, new PersonTraces { BookingIds = ["b1"] });

        Assert.Equal((1, 0), (erased.Counts["deliveries"], erased.Waiting));
        Assert.Equal("{}", await PayloadAsync(inbox, entry.Id));
    }

    [Fact]
    public async Task What_lies_in_quarantine_about_the_guest_is_deleted_and_what_lay_there_long_enough_as_well()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1", arrival: "never")), Token);
        await inbox.AcceptedAsync(Hook.Whole("d2", Hook.Booking("b2", arrival: "never")), Token);
        await inbox.UntilAsync(InboxState.Quarantined, 2, Token);

        Assert.Equal(1, (await EraseAsync(inbox, new PersonTraces { BookingIds = ["b1"] })).Counts["quarantined"]);

        Assert.Equal(1, await inbox.CountAsync("SELECT count(*) FROM quarantine", Token));
        Assert.Equal(1, await inbox.Service<PersonalQuarantine>().DeleteOlderAsync(TimeProvider.System.GetUtcNow().AddMinutes(1), Token));
    }

    [Fact]
    public async Task Everything_that_is_kept_of_the_guest_is_handed_to_our_own_services_only()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        await inbox.AcceptedAsync(Hook.Whole("d1", Hook.Booking("b1")), Token);
        await inbox.AcceptedAsync(Hook.Whole("d2", Hook.Booking("b2", arrival: "never")), Token);
        await inbox.UntilAsync(InboxState.Processed, 1, Token);
        await inbox.UntilAsync(InboxState.Quarantined, 1, Token);
        var question = new PersonalRecordsQuestion("htl_one", "con_one", new PersonTraces { BookingIds = ["b1", "b2"] });

        using var stranger = await inbox.CallAsync(HttpMethod.Post, "/internal/privacy/records", Token, question);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(inbox.Address, "/internal/privacy/records")) { Content = JsonContent.Create(question, ContractsJson.Default.PersonalRecordsQuestion) };
        request.Headers.Add(IdentitySigner.HeaderName, inbox.Service<IdentitySigner>().Sign(new CallerIdentity("connections", []) { Kind = CallerKind.Service }, TimeSpan.FromMinutes(1)));
        using var client = new HttpClient();
        using var answer = await client.SendAsync(request, Token);
        var records = await answer.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListPersonalRecord, Token);

        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        Assert.Equal(["delivery", "delivery", "quarantined"], records!.Select(record => record.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Kept_answers_of_the_connection_are_dropped_in_every_replica()
    {
        await using var inbox = await Hook.StartAsync(servers, Token);
        var first = inbox.Service<ReadCache>();
        await inbox.StartAsync(Token);
        var second = inbox.Service<ReadCache>();
        var entry = new ReadEntry("{}"u8.ToArray(), TimeProvider.System.GetUtcNow());
        foreach (var cache in new[] { first, second })
        {
            cache.Remember("con_one\nguest g1", entry);
            cache.Remember("con_two\nguest g1", entry);
        }

        await EraseAsync(inbox, new PersonTraces { GuestIds = ["g1"] });
        Assert.Null(second.Remembered("con_one\nguest g1"));

        await Eventually.TrueAsync(() => first.Remembered("con_one\nguest g1") is null, TimeSpan.FromSeconds(30), "the other replica has dropped it too", Token);
        Assert.NotNull(first.Remembered("con_two\nguest g1"));
        Assert.NotNull(second.Remembered("con_two\nguest g1"));
    }

    [Fact]
    public async Task What_was_written_is_emptied_once_it_has_arrived_and_that_it_was_written_stays()
    {
        await using var writes = await WritesUnderTest.StartAsync(servers, Token);
        var note = await writes.AcceptAsync(Requests.Note("b1", "Ilka arrives late"), Token);
        await writes.AcceptAsync(Requests.Note("b2", "another guest"), Token);
        await writes.InAsync(note.Id, WriteBackState.Succeeded, Token);
        var requested = Requested("htl_one", "con_one", "writing", new PersonTraces { BookingIds = ["b1"] });
        var kept = writes.Service<PersonalWrites>();
        Assert.Equal("Ilka arrives late", Assert.Single(await kept.FindAsync("htl_one", "con_one", requested.Person, Token)).Request?.Note);

        var erased = await ActivatorUtilities.CreateInstance<EraseGuest>(writes.Service<IServiceProvider>()).EraseAsync(requested, Token);

        Assert.Equal((1, 0), (erased.Counts["writeBacks"], erased.Waiting));
        Assert.Empty(await kept.FindAsync("htl_one", "con_one", requested.Person, Token));
        Assert.Equal(WriteBackState.Succeeded, (await writes.FindAsync(note.Id, Token)).State);
        Assert.Single(await kept.FindAsync("htl_one", "con_one", new PersonTraces { BookingIds = ["b2"] }, Token));
    }

    private static GuestErasureRequested Requested(string hotel, string connection, string vendor, PersonTraces person) => new()
    {
        Context = new EventContext { HotelId = hotel, ConnectionId = connection, Vendor = vendor, CorrelationId = "test", OccurredAt = TimeProvider.System.GetUtcNow() },
        ErasureId = Guid.NewGuid(),
        Pass = 1,
        Person = person,
    };

    private static Task<Erased> EraseAsync(Hook inbox, PersonTraces person) =>
        ActivatorUtilities.CreateInstance<EraseGuest>(inbox.Service<IServiceProvider>()).EraseAsync(Requested("htl_one", "con_one", "hook", person), Token);

    private static async Task<string> PayloadAsync(Hook inbox, Guid id)
    {
        using var answer = await inbox.CallAsync(HttpMethod.Get, $"/inbox/{id}/payload", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Token);
    }
}
