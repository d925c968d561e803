using System.Net;
using System.Net.Http.Json;
using PmsPlatform.Connectors.Runtime.Tests.Reconciliation;
using PmsPlatform.Connectors.Runtime.Tests.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Verifications;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Verification;

public sealed class VerificationTests(SharedServers servers)
{
    private readonly ListedBookings _vendor = new(30);
    private readonly FakeLedger _ledger = new();

    [Fact]
    public async Task A_ledger_that_holds_what_the_vendor_has_is_equal_and_nothing_is_published()
    {
        await using var platform = await SyncedAsync();

        var result = await VerifyAsync(platform.Runtime);

        Assert.Equal((VerificationState.Completed, 30L, 30L, 0L), (result.State, result.Total, result.Equal, result.Differing));
        Assert.Equal(3, result.VendorCalls);
        Assert.Equal(30, platform.Runtime.Events.Ids("pms.bookings.changed").Count);
    }

    [Fact]
    public async Task Every_difference_is_named_with_both_versions()
    {
        await using var platform = await SyncedAsync();
        _vendor.Put("b900", arrival: "2030-02-02");
        _vendor.Put(ListedBookings.Id(5), status: "moved");
        _vendor.Put(ListedBookings.Id(6), arrival: "2030-03-03");
        _vendor.Put(ListedBookings.Id(7), arrival: "soon");
        _vendor.Delete(ListedBookings.Id(8));

        var result = await VerifyAsync(platform.Runtime);

        Assert.Equal(
            [
                (ListedBookings.Id(5), DifferenceKind.Differs, true, true), (ListedBookings.Id(6), DifferenceKind.Differs, true, true),
                (ListedBookings.Id(7), DifferenceKind.Unmapped, false, false), (ListedBookings.Id(8), DifferenceKind.MissingAtVendor, false, true),
                ("b900", DifferenceKind.MissingInLedger, true, false),
            ],
            result.Differences.Select(difference => (difference.ExternalId!, difference.Kind, difference.Vendor is not null, difference.Ledger is not null)).Order());
        Assert.Equal((31L, 26L, 5L), (result.Total, result.Equal, result.Differing));
    }

    [Fact]
    public async Task What_was_published_and_is_on_its_way_is_waited_for()
    {
        await using var platform = await SyncedAsync();
        _ledger.Forget(ListedBookings.Id(11));
        _ledger.Asked = questions =>
        {
            if (questions == 4)
                _ledger.Take(platform.Runtime.Events.Of("pms.bookings.changed"));
        };

        var result = await VerifyAsync(platform.Runtime);

        Assert.Equal((30L, 0L), (result.Equal, result.Differing));
    }

    [Fact]
    public async Task What_was_published_and_never_arrives_differs_in_the_end()
    {
        await using var platform = await SyncedAsync(("Pms:Verification:Patience", "00:00:02"));
        _ledger.Forget(ListedBookings.Id(11));

        var difference = Assert.Single((await VerifyAsync(platform.Runtime)).Differences);

        Assert.Equal((ListedBookings.Id(11), DifferenceKind.MissingInLedger), (difference.ExternalId, difference.Kind));
    }

    [Fact]
    public async Task What_changed_while_the_list_was_read_is_asked_for_again()
    {
        await using var platform = await SyncedAsync(("Pms:Connections:0:Settings:finds", "yes"));
        _vendor.Put(ListedBookings.Id(2), status: "moved");
        _vendor.Before = (byId, _) =>
        {
            if (byId)
                _vendor.Put(ListedBookings.Id(2));
            return Task.CompletedTask;
        };

        Assert.Equal(0, (await VerifyAsync(platform.Runtime)).Differing);
    }

    [Fact]
    public async Task A_ledger_that_is_down_is_told_and_is_no_difference()
    {
        await using var platform = await SyncedAsync();
        _ledger.IsDown = true;

        var result = await VerifyAsync(platform.Runtime);

        Assert.Equal((VerificationState.Failed, 0L), (result.State, result.Differing));
        Assert.Contains("ledger", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_latest_result_of_each_kind_is_listed_and_another_hotels_is_not_found()
    {
        await using var platform = await SyncedAsync();
        await VerifyAsync(platform.Runtime);
        _vendor.Put("b901");
        var second = await VerifyAsync(platform.Runtime);

        var latest = await platform.Runtime.GetAsync("/verifications", Token);
        var listed = Assert.Single((await latest.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListVerificationResult, Token))!);
        Assert.Equal((second.VerificationId, 1L), (listed.VerificationId, listed.Differing));
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Runtime.GetAsync($"/verifications/{Guid.NewGuid()}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await platform.Runtime.GetAnonymouslyAsync("/verifications", Token)).StatusCode);
    }

    [Fact]
    public async Task A_verification_whose_process_dies_is_done_by_the_next_one()
    {
        await using var platform = await SyncedAsync();
        var reached = new TaskCompletionSource();
        var hang = new TaskCompletionSource();
        _vendor.Before = async (_, http) =>
        {
            reached.TrySetResult();
            await hang.Task.WaitAsync(http.RequestAborted);
        };
        var asked = platform.Runtime.PostAsync("/verifications", "{}", Token);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        await platform.Runtime.StopAsync();
        hang.SetResult();
        await platform.Runtime.StartAsync(Token);
        await asked.ContinueWith(static _ => { }, TaskScheduler.Default);

        IReadOnlyList<VerificationResult> latest = [];
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await platform.Runtime.GetAsync("/verifications", Token);
                latest = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListVerificationResult, Token))!;
                return latest.Count == 1;
            },
            TimeSpan.FromSeconds(60),
            "the verification has ended",
            Token);
        Assert.Equal((VerificationState.Completed, 30L), (latest[0].State, latest[0].Equal));
    }

    [Theory]
    [InlineData("""{"entity":"beds"}""")]
    [InlineData("""{"entity":"rooms"}""")]
    public async Task What_cannot_be_compared_is_refused(string body)
    {
        await using var platform = await SyncedAsync();
        using var response = await platform.Runtime.PostAsync("/verifications", body, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"field\":\"entity\"", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<Pair> SyncedAsync(params (string, string)[] more)
    {
        var ledger = await FakeVendor.StartAsync(_ledger.AnswerAsync, Token);
        var runtime = await RuntimeUnderTest.StartAsync(servers, Token, more: [("services:sync-ledger:http:0", ledger.Url), .. more]);
        runtime.Vendor.Answer = _vendor.AnswerAsync;
        await runtime.SyncAsync(Token);
        await Eventually.TrueAsync(() => runtime.Events.Ids("pms.bookings.changed").Count == 30, TimeSpan.FromSeconds(20), "all bookings were heard", Token);
        _ledger.Take(runtime.Events.Of("pms.bookings.changed"));
        return new Pair(runtime, ledger);
    }

    private static async Task<VerificationResult> VerifyAsync(RuntimeUnderTest runtime)
    {
        using var response = await runtime.PostAsync("/verifications", """{"entity":"bookings"}""", Token);
        response.EnsureSuccessStatusCode();
        var view = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.VerificationView, Token))!;
        Assert.True(view.Ended);
        return Assert.Single(view.Results);
    }

    private sealed record Pair(RuntimeUnderTest Runtime, FakeVendor Ledger) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Runtime.DisposeAsync();
            await Ledger.DisposeAsync();
        }
    }
}
