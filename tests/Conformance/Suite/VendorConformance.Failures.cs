using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>What goes wrong at vendors, and what must not follow from it.</summary>
public abstract partial class VendorConformance<TConnector>
{
    /// <summary>More calls than that for one failing operation are a storm.</summary>
    private const int Storm = 60;

    [Theory]
    [InlineData("RateLimitStorm")]
    [InlineData("ServerError")]
    [InlineData("CutConnection")]
    [InlineData("MalformedJson")]
    public async Task What_passes_is_waited_out_and_nothing_is_lost(string fault)
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 90 });
        await hotel.OrderFaultAsync(fault, Token, count: 2, retryAfter: fault == "RateLimitStorm" ? "00:00:01" : null);
        await using var connector = await StartAsync(hotel);

        var run = await connector.SyncAsync("bookings", Token);

        Assert.True(run.State is SyncRunState.Completed, $"{run.State} {run.ErrorKind}: {run.Reason}");
        await HeardAllAsync(connector, hotel, run, Heard.Bookings, "bookings");
    }

    [Fact]
    public async Task Refused_credentials_end_the_run_and_call_for_a_human()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 10 });
        var secret = Secrets().First();
        var wrong = hotel.Credentials.ToDictionary(each => each.Key, each => each.Key == secret ? "wrong-on-purpose" : each.Value, StringComparer.Ordinal);
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token, wrong);

        var run = await connector.SyncAsync("bookings", Token);

        Assert.Equal((SyncRunState.Failed, nameof(VendorErrorKind.Unauthorised)), (run.State, run.ErrorKind));
        Assert.InRange(connector.Door.Requests.Count, 1, 6);
        await Eventually.TrueAsync(
            () => connector.Heard.Of(Heard.ConnectionChanged).Any(message => message.GetProperty("state").GetString() == "Error"),
            TimeSpan.FromSeconds(20), "the connection was said to be in error", Token);
        var error = await Assert.ThrowsAsync<VendorException>(() => connector.Connector.CheckAsync(Token));
        Assert.Equal(VendorErrorKind.Unauthorised, error.Kind);
    }

    [Fact]
    public async Task Right_credentials_pass_the_check()
    {
        await using var connector = await StartAsync(await HotelAsync(new HotelOrder { Bookings = 5 }));
        await connector.Connector.CheckAsync(Token);
        Assert.InRange(connector.Door.Requests.Count, 1, 3);
    }

    [Fact]
    public async Task Not_allowed_never_looks_like_an_empty_hotel()
    {
        await using var connector = await StartAsync(await HotelAsync(new HotelOrder { Bookings = 10 }));
        connector.Door.Instead = http => http.Request.Path.Value!.Contains(listing, StringComparison.Ordinal) ? AnswerAsync(http, 403) : Task.FromResult(false);

        var run = await connector.SyncAsync("bookings", Token);

        Assert.Equal(SyncRunState.Failed, run.State);
        Assert.Contains(run.ErrorKind, new[] { nameof(VendorErrorKind.Unauthorised), nameof(VendorErrorKind.Rejected), nameof(VendorErrorKind.Unsupported) });
        Assert.Empty(connector.Heard.Of(Heard.Completed));
        Assert.InRange(connector.Door.Requests.Count, 1, Storm);
    }

    [Fact]
    public async Task Pages_that_repeat_for_ever_end_the_run()
    {
        await using var connector = await StartAsync(await HotelAsync(new HotelOrder { Bookings = Several }));
        VendorReply? first = null;
        connector.Door.Change = (http, reply) =>
        {
            if (!http.Request.Path.Value!.Contains(listing, StringComparison.Ordinal) || reply.Status != StatusCodes.Status200OK)
                return reply;
            return Interlocked.CompareExchange(ref first, reply, null) ?? reply;
        };

        var run = await connector.SyncAsync("bookings", Token);

        Assert.Equal((SyncRunState.Failed, nameof(VendorErrorKind.Malformed)), (run.State, run.ErrorKind));
        Assert.InRange(connector.Door.Requests.Count(request => request.Target.Contains(listing, StringComparison.Ordinal)), 2, Storm);
    }

    [Fact]
    public async Task A_stop_is_obeyed_at_once_while_the_vendor_keeps_silent()
    {
        await using var connector = await StartAsync(await HotelAsync(new HotelOrder { Bookings = 10 }));
        var asked = new TaskCompletionSource();
        connector.Door.Instead = async http =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            return true;
        };

        var running = connector.BeginAsync("bookings", Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        var watch = Stopwatch.StartNew();
        await connector.StopAsync(Token);
        await running;

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static IEnumerable<string> Secrets() => TConnector.Descriptor.Settings.Where(setting => setting.Secret).Select(setting => setting.Name);

    private static async Task<bool> AnswerAsync(HttpContext http, int status)
    {
        await FakeVendor.JsonAsync(http, "{}", status);
        return true;
    }
}
